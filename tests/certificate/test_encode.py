"""Proofs and plans come back bit for bit; anything else is refused, and cheaply."""

import base64
import dataclasses
import json
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.certificate.encode import decode_plan, decode_proof, encode_plan, encode_proof
from optimizer.certificate.packing import pack_ints
from optimizer.certificate.proof import Proof, ProofError
from tests.certificate.small import leaf, lemma, proof, tree

TWO_LEAVES = tree([(1, 0, 1, 2), -1, 0], [(1, {1: 3.0, 0: 0.1})])


def example() -> Proof:
    cut = lemma({0: 1, 1: 0.1}, 1.5, leaf(0, {0: 0.5}))
    return proof(TWO_LEAVES, [cut, lemma({}, 0, tree([-1]))], target=9.1)


def same(one, other):
    """Equal to the last bit, arrays and all."""
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.tobytes() == other.tobytes()
    if dataclasses.is_dataclass(one):
        names = [field.name for field in dataclasses.fields(one)]
        return all(same(getattr(one, name), getattr(other, name)) for name in names)
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def through_json(value):
    return json.loads(json.dumps(value, allow_nan=False))


@pytest.mark.parametrize("what", [example(), proof(tree([-1]))])
def test_a_proof_comes_back(what):
    assert same(decode_proof(through_json(encode_proof(what))), what)


@given(st.lists(st.floats(), max_size=20))
@settings(deadline=None)
def test_a_plan_comes_back(values):
    x = np.array(values, dtype=np.float64)
    with np.errstate(all="ignore"):
        back = decode_plan(through_json(encode_plan(x)))
    assert np.array_equal(back, x, equal_nan=True)
    assert (np.signbit(back) == np.signbit(x)).all()


def test_what_single_precision_holds_is_stored_in_it():
    rough = np.array([0.5, 1e10, -3.0])
    assert encode_plan(rough)["kind"] == "<f4"
    assert encode_plan(np.append(rough, 0.1))["kind"] == "<f8"


def test_many_small_lemmas_stay_small():
    many = [lemma({k: 1}, 1, leaf(1, {k: 1.0})) for k in range(200)]
    assert len(json.dumps(encode_proof(proof(TWO_LEAVES, many)))) < 12_000


def packed(data: bytes, size, kind="<i1"):
    return {"kind": kind, "size": size, "data": base64.b64encode(data).decode()}


def test_a_bomb_is_not_unpacked():
    bomb = packed(zlib.compress(bytes(50_000_000), 9), 3)
    with pytest.raises(ProofError, match="row: data does not hold exactly 3 bytes"):
        decode_proof({**encode_proof(example()), "row": bomb})
    with pytest.raises(ProofError, match="size must be a whole number from 0 to"):
        decode_plan(packed(b"", 10**12, "<f8"))


GOOD: dict[str, Any] = encode_plan(np.array([1.0, 2.0]))
PLANS: dict[str, Any] = {
    "nothing": None,
    "a list": [1.0, 2.0],
    "no size": {"kind": "<f8", "data": ""},
    "one field too many": {**GOOD, "more": 1},
    "another kind": {**GOOD, "kind": "O"},
    "an unhashable kind": {**GOOD, "kind": ["<f8"]},
    "integers": {**GOOD, "kind": "<i4"},
    "negative": {**GOOD, "size": -1},
    "a fraction": {**GOOD, "size": 2.0},
    "a truth": {**GOOD, "size": True},
    "too long": {**GOOD, "size": 3},
    "too short": {**GOOD, "size": 1},
    "no text": {**GOOD, "data": 7},
    "no base64": {**GOOD, "data": "a*b"},
    "no ascii": {**GOOD, "data": "é"},
    "not compressed": {**GOOD, "data": "AAAA"},
    "cut off": {**GOOD, "data": GOOD["data"][:8]},
    "more behind it": packed(zlib.compress(bytes(8)) + b"more", 2, "<f4"),
    "without its checksum": packed(zlib.compress(bytes(8))[:-4], 2, "<f4"),
    "more in it": packed(zlib.compress(bytes(9)), 2, "<f4"),
}


@pytest.mark.parametrize("name", PLANS)
def test_what_is_no_plan(name):
    with pytest.raises(ProofError, match="plan: "):
        decode_plan(PLANS[name])


def ints(*values):
    return pack_ints(np.array(values))


PROOFS: dict[str, tuple[dict[str, Any], str]] = {
    "another version": ({"version": 2}, "version 1"),
    "a true version": ({"version": True}, "version 1"),
    "a target that is whole": ({"target": 9}, "target must be"),
    "a target that is nothing": ({"target": float("nan")}, "target must be"),
    "a target in words": ({"target": "9"}, "target must be"),
    "a tree too few": ({"nodes": ints(3)}, "needs one tree"),
    "sizes that do not add up": ({"nodes": ints(1, 1, 4)}, "do not add up to 5"),
    "negative sizes": ({"nodes": ints(-1, 3, 3)}, "do not add up to 5"),
    "sizes that wrap around": ({"nodes": ints(2**62, 2**63 - 1, 5)}, "do not add up to 5"),
    "a lemma without a right side": ({"lemma_upper": encode_plan(np.ones(1))}, "for each lemma"),
    "a field too many": ({"more": 1}, "exactly the fields"),
}


@pytest.mark.parametrize("name", PROOFS)
def test_what_is_no_proof(name):
    change, reason = PROOFS[name]
    with pytest.raises(ProofError, match=reason):
        decode_proof({**encode_proof(example()), **change})


@pytest.mark.parametrize("value", [None, [], "proof", 1.0, {}, {1: 2}])
def test_what_is_nothing_like_a_proof(value):
    with pytest.raises(ProofError, match="exactly the fields"):
        decode_proof(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_any_text_is_decoded_or_refused(data):
    value = through_json(encode_proof(example()))
    name = data.draw(st.sampled_from(sorted(value)))
    field = value[name]
    if isinstance(field, dict) and data.draw(st.booleans()):
        inner = data.draw(st.sampled_from(sorted(field)))
        text = field[inner]
        if inner == "data" and data.draw(st.booleans()):
            raw = bytearray(zlib.decompress(base64.b64decode(text)))
            if raw:
                spot = data.draw(st.integers(0, len(raw) - 1))
                raw[spot] = data.draw(st.integers(0, 255))
            field["data"] = base64.b64encode(zlib.compress(bytes(raw))).decode()
        else:
            field[inner] = data.draw(JSON)
    else:
        value[name] = data.draw(JSON)
    try:
        decoded = decode_proof(value)
    except ProofError:
        return
    assert isinstance(decoded, Proof)
