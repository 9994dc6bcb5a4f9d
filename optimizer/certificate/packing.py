"""Vectors as short text: narrowed, their bytes sorted by weight, compressed, in base64.

What comes back is bit for bit what went in. Unpacking takes text that anyone may have written:
it ends in a ``ProofError`` or in a vector of a size that was allowed, and never takes more
memory than that.
"""

import base64
import binascii
import zlib

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.proof import ProofError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

MOST_VALUES = 10_000_000
"""Longest vector that is unpacked: 80 MB."""

_INT_KINDS = ("<i1", "<i2", "<i4", "<i8")
_FLOAT_KINDS = ("<f4", "<f8")

JsonValue = str | int | float | bool | None | list["JsonValue"] | dict[str, "JsonValue"]
"""What JSON can say."""


def pack_ints(values: IntArray) -> dict[str, JsonValue]:
    """A vector of int64 in as few bytes per number as all of them fit in."""
    return _pack(values, _narrowest(values, _INT_KINDS))


def pack_floats(values: FloatArray) -> dict[str, JsonValue]:
    """A vector of float64, in single precision where that loses nothing."""
    return _pack(values, _narrowest(values, _FLOAT_KINDS))


def unpack_ints(value: object, where: str) -> IntArray:
    """The vector that ``pack_ints`` made of it.

    Raises:
        ProofError: it made no such thing; the message names ``where``.
    """
    return _unpack(value, _INT_KINDS, where).astype(np.int64)


def unpack_floats(value: object, where: str) -> FloatArray:
    """The vector that ``pack_floats`` made of it.

    Raises:
        ProofError: it made no such thing; the message names ``where``.
    """
    # A signalling NaN raises a flag when it is widened.
    with np.errstate(invalid="ignore"):
        return _unpack(value, _FLOAT_KINDS, where).astype(np.float64)


def _narrowest(values: FloatArray | IntArray, kinds: tuple[str, ...]) -> str:
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        for kind in kinds:
            back = values.astype(kind).astype(values.dtype)
            if back.tobytes() == values.tobytes():
                return kind
    return kinds[-1]


def _pack(values: FloatArray | IntArray, kind: str) -> dict[str, JsonValue]:
    # Bytes of one weight together: exponents and leading zeros repeat, and compress.
    narrow = np.ascontiguousarray(values, dtype=kind)
    data = narrow.view(np.uint8).reshape(len(values), narrow.itemsize)
    text = base64.b64encode(zlib.compress(data.T.tobytes(), 9)).decode("ascii")
    return {"kind": kind, "size": len(values), "data": text}


def _unpack(value: object, kinds: tuple[str, ...], where: str) -> NDArray[np.generic]:
    if not isinstance(value, dict) or set(value) != {"kind", "size", "data"}:
        raise ProofError(f"{where}: a packed vector has the fields kind, size and data")
    kind, size, text = value["kind"], value["size"], value["data"]
    if not isinstance(kind, str) or kind not in kinds:
        raise ProofError(f"{where}: kind must be one of {', '.join(kinds)}")
    if not isinstance(size, int) or isinstance(size, bool) or not 0 <= size <= MOST_VALUES:
        raise ProofError(f"{where}: size must be a whole number from 0 to {MOST_VALUES}")
    if not isinstance(text, str):
        raise ProofError(f"{where}: data must be text")
    width = np.dtype(kind).itemsize
    data = _decompressed(text, size * width, where)
    by_weight = np.frombuffer(data, dtype=np.uint8).reshape(width, size)
    return np.ascontiguousarray(by_weight.T).reshape(-1).view(kind)


def _decompressed(text: str, length: int, where: str) -> bytes:
    """Exactly ``length`` bytes out of base64 of a zlib stream; never more are made."""
    try:
        packed = base64.b64decode(text, validate=True)
        stream = zlib.decompressobj()
        # One byte more than is wanted tells a longer stream from one that just fits.
        data = stream.decompress(packed, length + 1)
    except (binascii.Error, ValueError, zlib.error):
        raise ProofError(f"{where}: data is not compressed base64") from None
    if len(data) != length or not stream.eof or stream.unused_data:
        raise ProofError(f"{where}: data does not hold exactly {length} bytes")
    return data
