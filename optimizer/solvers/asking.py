"""Whether a back-end can do what it is asked: what it cannot is refused, never ignored."""

from optimizer.errors import UsageError
from optimizer.lp.program import Program
from optimizer.numerics.scaling import scale
from optimizer.solvers.backend import Backend
from optimizer.solvers.base import SolveOptions
from optimizer.solvers.registry import installed

CODE = "E703"


def refuse(backend: Backend, program: Program, options: SolveOptions) -> None:
    """Raise where a back-end cannot take a program or honour an option.

    Raises:
        UsageError: it cannot; the message says why and what can.
    """
    why = _option(backend, program, options) or _kind(backend, program)
    if why is None and 0 not in program.shape:
        why = backend.refusal(scale(program))
    if why is not None:
        raise UsageError(f"{backend.title} {why}", code=CODE)


def _option(backend: Backend, program: Program, options: SolveOptions) -> str | None:
    able = backend.capabilities
    if options.threads and backend.threads(options.threads) != options.threads:
        return (
            f"uses {backend.threads(options.threads)} thread, not {options.threads}: "
            "leave out the number of threads"
        )
    if options.seed and not able.seed:
        return "takes no random seed: leave it out"
    if options.node_limit is not None and program.is_mip and not able.nodes:
        return "takes no limit on nodes: leave it out"
    return None


def _kind(backend: Backend, program: Program) -> str | None:
    able = backend.capabilities
    if program.is_mip and not able.mip:
        count = int(program.integer.sum())
        columns = f"{count:,} columns" if count > 1 else "one column"
        return (
            f"solves linear programs only, and {columns} here must be whole: "
            f"use {_others(mip=True)}"
        )
    if not program.is_mip and not able.lp:
        return f"solves programs in whole numbers only: use {_others(mip=False)}"
    return None


def _others(*, mip: bool) -> str:
    """Installed back-ends that take such programs."""
    able = [b.name for b in installed() if (b.capabilities.mip if mip else b.capabilities.lp)]
    return " or ".join([", ".join(able[:-1]), able[-1]] if len(able) > 1 else able)
