"""The checker runs where nothing else of the package, and no solver, can be imported."""

import subprocess
import sys
from pathlib import Path

ALONE = """
import importlib.abc
import sys
from types import SimpleNamespace

ITS_OWN = ("optimizer.certificate", "optimizer.version")  # the package itself tells its version
BLOCKED = ("highspy", "pulp", "ortools", "pandas", "scipy", "pydantic", "yaml")


class Wall(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        others = name.startswith("optimizer.") and not name.startswith(ITS_OWN)
        if others or name.split(".")[0] in BLOCKED:
            raise ImportError(f"{name} is not to be imported here")


sys.meta_path.insert(0, Wall())

import numpy as np

from optimizer.certificate import certify, encode
from optimizer.certificate.proof import Proof, Tree

one = np.zeros(1, dtype=np.int64)
tree = Tree(one - 1, one, one - 1, one - 1, one, np.ones(1), np.array([0, 1]), one, np.ones(1))
proof = encode.decode_proof(encode.encode_proof(Proof(None, (), tree)))
matrix = SimpleNamespace(
    indptr=np.array([0, 2]), indices=np.array([0, 1]), data=np.ones(2), shape=(1, 2)
)
program = SimpleNamespace(
    matrix=matrix,
    objective=np.ones(2),
    offset=0.0,
    row_lower=np.array([-np.inf]),
    row_upper=np.array([3.0]),
    col_lower=np.zeros(2),
    col_upper=np.full(2, 2.0),
    integer=np.ones(2, dtype=bool),
    row_scales=lambda: np.ones(1),
    column_scales=lambda: np.ones(2),
)
for exact in (False, True):
    certificate = certify.certify(program, np.array([2.0, 1.0]), proof, exact=exact)
    print(certificate.rung.value, round(certificate.bound, 9))
"""


def test_no_solver_and_no_model_is_needed(repo_root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALONE], cwd=repo_root, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout == "gap certified 3.0\nexact 3.0\n"
