"""Random proofs against a second checker and the truth; and the same tampered with."""

import dataclasses

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.certificate.checker import check_proof
from optimizer.certificate.proof import Lemma, Proof, ProofError, Tree
from optimizer.lp.program import Program
from tests.certificate.mini import check as mini_check
from tests.certificate.mini import proved_by
from tests.certificate.small import (
    INF,
    best,
    by_trying_all,
    eighths,
    lemma,
    proof,
    trees,
    whole_programs,
)


@st.composite
def cases(draw):
    """A program of whole numbers and a well-formed proof about it, true or not."""
    base = draw(whole_programs())
    m, n = base.matrix.shape
    target = draw(st.none() | eighths)
    absent = m if target is None else None
    lemmas: list[Lemma] = []
    for k in range(draw(st.integers(0, 2))):
        row = draw(st.dictionaries(st.integers(0, n - 1), eighths, min_size=1))
        by = draw(trees(base, m + 1 + k, depth=1, target_row=absent))
        lemmas.append(draw(with_right_side(base, proof(by, lemmas, target), lemma(row, 0, by))))
    last = draw(trees(base, m + 1 + len(lemmas), target_row=absent))
    return base, proof(last, lemmas, target)


@st.composite
def with_right_side(draw, base: Program, before: Proof, one: Lemma) -> Lemma:
    """The lemma with what its tree proves as right side, or a little more, or less: a lie."""
    proved = proved_by(base, before, one)
    side = -99.0 if proved == -INF else float(proved)
    return dataclasses.replace(one, upper=side + draw(st.sampled_from([1e-9, 0, 0, 0.5, -1e-9])))


def outcome(base, what, exact):
    try:
        return check_proof(base, what, exact).bound
    except ProofError:
        return None


@given(cases())
@settings(max_examples=400, deadline=None)
def test_the_second_checker_agrees(case):
    base, what = case
    exact, rough, truth = outcome(base, what, True), outcome(base, what, False), mini_check(*case)
    assert (exact is None) == (truth is None)
    if truth is None:
        assert rough is None
        return
    assert exact >= truth
    assert exact == -INF or np.nextafter(exact, -INF) < truth
    assert exact >= best(base)
    assert rough is None or rough >= exact


@given(cases(), st.data())
@settings(max_examples=400, deadline=None)
def test_tampering_never_certifies_what_is_false(case, data):
    base, what = case
    changed = data.draw(tampered(what))
    for exact in (False, True):
        proved = outcome(base, changed, exact)
        assert proved is None or proved >= best(base)


@given(whole_programs(), st.data())
@settings(max_examples=300, deadline=None)
def test_tampering_with_a_proof_of_the_optimum(base, data):
    """Nothing is to spare here: a change that is accepted proves as much or less."""
    m, truth = base.matrix.shape[0], best(base)
    row = data.draw(st.dictionaries(st.integers(0, base.matrix.shape[1] - 1), eighths))
    start = proof(by_trying_all(base))
    cut = lemma(row, 0, start.tree)
    cut = data.draw(with_right_side(base, start, cut))
    what = dataclasses.replace(start, lemmas=(cut,))
    honest = mini_check(base, what)
    assert outcome(base, start, True) == truth
    assert outcome(base, what, True) == (None if honest is None else truth)
    changed = what
    for _ in range(data.draw(st.integers(1, 3))):
        changed = data.draw(nudged(changed, m + 2))
    for exact in (False, True):
        proved = outcome(base, changed, exact)
        assert proved is None or proved >= truth


@st.composite
def nudged(draw, what: Proof, rows: int) -> Proof:
    """The proof with a number of its last tree replaced by one that is well-formed there."""
    tree = what.tree
    inner, leaves = np.flatnonzero(tree.column >= 0), np.flatnonzero(tree.column < 0)
    choices = {
        "at": (inner, st.integers(-4, 4)),
        "column": (inner, st.integers(0, 2)),
        "witness": (leaves, st.integers(-1, len(tree.weight) - 1)),
        "weight": (np.arange(len(tree.weight)), st.sampled_from([0.0, 1.0])),
        "row": (np.arange(len(tree.row)), st.integers(0, rows - 1)),
        "value": (np.arange(len(tree.value)), eighths),
    }
    name = draw(st.sampled_from(sorted(choices)))
    places, numbers = choices[name]
    if not len(places):
        return what
    array = getattr(tree, name).copy()
    array[draw(st.sampled_from(places.tolist()))] = draw(numbers)
    return dataclasses.replace(what, tree=dataclasses.replace(tree, **{name: array}))


@st.composite
def tampered(draw, what: Proof) -> Proof:
    """The proof with one number of one of its arrays changed, or an array cut or lengthened."""
    which = draw(st.integers(-2, len(what.lemmas) - 1))
    if which == -2:
        return dataclasses.replace(what, target=draw(st.none() | WILD_FLOATS))
    if which == -1:
        return dataclasses.replace(what, tree=draw(tampered_arrays(what.tree)))
    one = what.lemmas[which]
    changed = draw(
        st.one_of(
            tampered_arrays(one.tree).map(lambda tree: dataclasses.replace(one, tree=tree)),
            tampered_arrays(one),
            WILD_FLOATS.map(lambda upper: dataclasses.replace(one, upper=upper)),
        )
    )
    lemmas = [*what.lemmas[:which], changed, *what.lemmas[which + 1 :]]
    return dataclasses.replace(what, lemmas=tuple(lemmas))


WILD_INTS = st.sampled_from([-(2**63), -(2**53) - 1, -2, -1, 0, 1, 2, 3, 5, 2**53, 2**63 - 1])
WILD_FLOATS = st.sampled_from([np.nan, INF, -INF, -1.0, 0.0, 1.0, 0.5, 2.0, 1e308, 5e-324])


@st.composite
def tampered_arrays(draw, owner: Tree | Lemma):
    names = [f.name for f in dataclasses.fields(owner) if f.name not in ("tree", "upper")]
    name = draw(st.sampled_from(names))
    array = getattr(owner, name).copy()
    wild = WILD_INTS if array.dtype == np.int64 else WILD_FLOATS
    if len(array) and draw(st.integers(0, 3)):
        array[draw(st.integers(0, len(array) - 1))] = draw(wild)
    elif draw(st.booleans()):
        array = array[:-1]
    else:
        array = np.append(array, np.array([draw(wild)], dtype=array.dtype))
    return dataclasses.replace(owner, **{name: array})
