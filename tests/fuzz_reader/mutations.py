"""Ways to spoil a good fleet: in its bytes, its words, its nodes, its tables, its overrides."""

import copy
import re
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import yaml

from tests.fuzz_reader.seeds import Case, seeds

Mutation = Callable[[Random, Case], Case]

BYTES: tuple[bytes, ...] = (
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\r",
    b"\r\n",
    b"\t",
    b"\x1b[2J",
    b"\x85",
)
BYTES += (
    b"\xe2\x80\xae",
    b"\xe2\x80\xa8",
    b"\xed\xa0\x80",
    b"\xc2",
    b"\xf0\x9f\x98\x80",
    b"'",
    b'"',
)
WORDS = (
    "nan", ".nan", "inf", "-.inf", "1e400", "-1e400", "1e15", "1e16", "-1", "0", "-0.0", "5e-324",
    "1" * 500, "9" * 5000, "0x" + "f" * 300, "0o777", "1_000", "1,5", "1.0", "true", "null", "~",
    "''", '"', "*a", "&a", "<<", "!!python/none", "!!binary x", "{}", "[]", "[[[[", "}", "- -",
    "? :",
    "|", ">", "%YAML 9.9", "---", "...", "#", "2026-13", "2026-00", "0000-01", "9999-12", "1990-01",
    "2199-12", "2026-1", "=1+1", "@x", "a/b", "../../etc/passwd", "/dev/zero", "site.yaml", ".",
    "\u202e", "\ufeff", "x" * 3000, "kind", "name", "csv", "column", "hourly_csv", "start", "sites",
    "block", "market", "term_loan", "npv", "{csv: prices.csv, column: spot}", "{2026-01: 1}",
    "{start: 1e15, growth_pct_per_year: 1000}", "{start: 1, growth_pct_per_year: -99.999}",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 10**30, -(10**400), 1e15, 1e-300, 1e308,
    float("inf"), float("nan"), "", " ", "x", "=1", "a\x07", "\u202e", "x" * 300, [], {}, [[]],
    [None], {"": ""}, {"2026-01": 1}, {"2026-01": None}, {"1990-01": 1e15}, {"csv": "x"},
    {"csv": "../x.csv", "column": "y"}, {"csv": "prices.csv", "column": "spot"},
    {"start": 1, "growth_pct_per_year": 1000}, {"kind": "block"}, {"kind": None}, {"kind": []},
    {"min": 5, "max": 1, "step": 3}, {"earliest": "2030-01", "latest": "2020-01"}, "2026-01",
    "2199-12", "1990-01", 360, 600, 10_000_000, 1e5, 100, 99.9999999, "north/A", "market",
    ["energy"],
)  # fmt: skip
CELLS = (
    "", " ", "x", "nan", "inf", "1e400", "1e15", "-1e15", "1e16", "-0", "1,5", '"1', '"1"', "=1+1",
    "@SUM(A1)", "1\x1b[2J", "\u202e1", "1 000", "0x10", "2026-13", "2026-02-30T00:00", "24:00",
    "2026-01-01T00:30", "2026-01-01T00:00Z", "9" * 5000, "x" * 200_000, "1_000", "\uff11", "½",
)  # fmt: skip


# -------------------------------------------------------------------------------------- bytes
def noise(random: Random, case: Case) -> Case:
    """Random bytes instead of the fleet."""
    return replace(case, site=random.randbytes(random.randrange(200)))


def spoiled_bytes(random: Random, case: Case) -> Case:
    """Bytes changed, put in, taken out or repeated."""
    return replace(case, site=_spoil(random, case.site, BYTES))


def cut(random: Random, case: Case) -> Case:
    """Only the beginning, or only the end."""
    place = random.randrange(len(case.site))
    return replace(case, site=random.choice((case.site[:place], case.site[place:])))


def encoded(random: Random, case: Case) -> Case:
    """Another encoding or other line ends."""
    text = case.site.decode()
    ways: tuple[Callable[[], bytes], ...] = (
        lambda: text.encode("utf-16"),
        lambda: text.encode("utf-32"),
        lambda: text.encode("utf-8-sig"),
        lambda: text.encode("cp500"),
        lambda: text.replace("\n", "\r\n").encode(),
        lambda: text.replace("\n", "\r").encode(),
        lambda: text.replace("\n", "\u2028").encode(),
        lambda: text.replace(" ", "\t").encode(),
        lambda: text.replace(" ", "\u00a0").encode(),
        lambda: text.replace("a", "é").encode("latin-1"),
    )
    return replace(case, site=random.choice(ways)())


def _spoil(random: Random, data: bytes, pieces: tuple[bytes, ...]) -> bytes:
    for _ in range(random.choice((1, 1, 2, 5))):
        at = random.randrange(len(data) + 1)
        to = min(len(data), at + random.choice((0, 1, 1, 5, 40)))
        new = random.choice((*pieces, random.randbytes(1), data[at:to] * 2, b""))
        data = data[:at] + new + data[to:]
    return data


# -------------------------------------------------------------------------------------- words
_WORD = re.compile(r"[^\s{}\[\],:#]+|[{}\[\],:#]|\n *")


def spoiled_words(random: Random, case: Case) -> Case:
    """Words of the text exchanged, repeated, left out or replaced by nasty ones."""
    words = _WORD.findall(case.site.decode())
    for _ in range(random.choice((1, 1, 2, 4))):
        n, m = random.randrange(len(words)), random.randrange(len(words))
        way = random.randrange(4)
        if way == 0:
            words[n], words[m] = words[m], words[n]
        elif way == 1:
            words[n] = ""
        elif way == 2:
            words[n] = f"{words[n]} {random.choice(WORDS)}"
        else:
            words[n] = random.choice(WORDS)
    return replace(case, site=" ".join(words).encode("utf-8", "surrogatepass"))


def spoiled_lines(random: Random, case: Case) -> Case:
    """Lines exchanged, left out, repeated or moved to another depth."""
    lines = case.site.decode().split("\n")
    for _ in range(random.choice((1, 1, 3))):
        n, m = random.randrange(len(lines)), random.randrange(len(lines))
        way = random.randrange(4)
        if way == 0:
            lines[n], lines[m] = lines[m], lines[n]
        elif way == 1:
            lines[n] = ""
        elif way == 2:
            lines.insert(n, lines[m])
        else:
            lines[n] = random.choice(("  ", "\t", "- ", "")) + lines[n].lstrip()
    return replace(case, site="\n".join(lines).encode())


# -------------------------------------------------------------------------------------- nodes
def spoiled_nodes(random: Random, case: Case) -> Case:
    """Values of the document replaced, moved, removed; keys added and misspelt."""
    document = yaml.load(case.site, yaml.CBaseLoader)
    document = typed(document)
    for _ in range(random.choice((1, 1, 1, 2, 5))):
        _spoil_node(random, document)
    text = yaml.dump(document, Dumper=PlainDumper, sort_keys=False, allow_unicode=True)
    return replace(case, site=text.encode("utf-8", "surrogatepass"))


class PlainDumper(yaml.CSafeDumper):
    """Without anchors: they are spoiled elsewhere."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write every value out."""
        del data
        return True


def typed(value: Any) -> Any:
    """Text that looks like a number or a flag as one; months stay text."""
    if isinstance(value, dict):
        return {key: typed(one) for key, one in value.items()}
    if isinstance(value, list):
        return [typed(one) for one in value]
    if value in ("true", "false"):
        return value == "true"
    try:
        return int(value)
    except ValueError:
        pass
    try:
        return float(value)
    except ValueError:
        return value


def _spoil_node(random: Random, document: Any) -> None:
    holder: Any = document
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            return
        key = random.choice(keys)
        if isinstance(holder[key], dict | list) and random.random() < 0.85:
            holder = holder[key]
        else:
            break
    way = random.randrange(8)
    if way == 0:
        del holder[key]
    elif way == 1 and isinstance(holder, dict):
        holder[f"{key}{random.choice(('s', '_mw', '', ' ', '.'))}"] = holder.pop(key)
    elif way == 2 and isinstance(holder, list):
        holder.insert(key, copy.deepcopy(holder[key]))
    elif way == 3 and isinstance(holder[key], int | float):
        factor = random.choice((-1, 0, 1e-9, 0.1, 10, 1e3, 1e9, 1e15))
        holder[key] = holder[key] * factor
    elif way == 4:
        holder[key] = [holder[key]]
    elif way == 5:
        holder[key] = str(holder[key])
    else:
        holder[key] = copy.deepcopy(random.choice(VALUES))


# ------------------------------------------------------------------------------------ anchors
def anchored(random: Random, case: Case) -> Case:
    """Aliases, merge keys and circles, some of which explode."""
    lines = case.site.decode().split("\n")
    numbered = [n for n, line in enumerate(lines) if re.search(r"\w: \S", line)]
    for name in "ab":
        n, m = random.choice(numbered), random.choice(numbered)
        lines[n] = re.sub(r": ", f": &{name} ", lines[n], count=1)
        lines[m] = re.sub(r"(\w: ).*", rf"\1*{name}", lines[m], count=1)
    if random.random() < 0.3:
        lines.append(f"<<: *{random.choice('abc')}")
    if random.random() < 0.3:
        times, width = random.randrange(60), random.randrange(12)
        lines.append("l0: &l0 [x]")
        lines += [f"l{n + 1}: &l{n + 1} [{', '.join([f'*l{n}'] * width)}]" for n in range(times)]
    return replace(case, site="\n".join(lines).encode())


# --------------------------------------------------------------------------------------- CSVs
def spoiled_cells(random: Random, case: Case) -> Case:
    """Cells, rows and titles of a CSV file replaced, repeated or left out."""
    if not case.files:
        return spoiled_nodes(random, case)
    name = random.choice(sorted(case.files))
    rows = [row.split(",") for row in case.files[name].decode().split("\n")]
    for _ in range(random.choice((1, 1, 2, 30))):
        n = random.choice((0, random.randrange(len(rows)), random.randrange(len(rows))))
        way = random.randrange(5)
        if way == 0:
            rows.insert(n, rows[random.randrange(len(rows))])
        elif way == 1 and len(rows) > 1:
            del rows[n]
        elif way == 2:
            rows[n] = rows[n] + [random.choice(CELLS)]
        else:
            row = rows[n] = list(rows[n])
            row[random.randrange(len(row))] = random.choice(CELLS)
    data = "\n".join(map(",".join, rows)).encode()
    return replace(case, files={**case.files, name: data})


def spoiled_csv_bytes(random: Random, case: Case) -> Case:
    """Bytes of a CSV file changed; other encodings, separators and line ends."""
    if not case.files:
        return spoiled_bytes(random, case)
    name = random.choice(sorted(case.files))
    data = case.files[name]
    ways: tuple[Callable[[], bytes], ...] = (
        lambda: _spoil(random, data, (*BYTES, b",", b"\n", b'""')),
        lambda: _spoil(random, data, (*BYTES, b",", b"\n", b'""')),
        lambda: random.randbytes(100),
        lambda: data.replace(b",", random.choice((b";", b"\t", b", ", b"|"))),
        lambda: data.replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\n", b"\x0b"))),
        lambda: data.decode().encode(random.choice(("utf-16", "utf-8-sig", "cp500"))),
        lambda: data[: random.randrange(len(data) + 1)],
        lambda: b"",
    )
    return replace(case, files={**case.files, name: random.choice(ways)()})


# ---------------------------------------------------------------------------------- overrides
_PATHS = (
    "name", "horizon.months", "horizon.start", "market.hashprice_usd_per_ph_day", "site.name",
    "sites.0.grid_mw", "sites.north.halls.A.asic_mw", "finance.cash_usd", "contracts.lease.mw",
    "contracts.0", "sites", "", ".", "a..b", "x.y.z", "0", "sites.99.name", "finance.debts.-1",
    "<<",
)  # fmt: skip


def overridden(random: Random, case: Case) -> Case:
    """Overrides with all sorts of paths and values."""
    made = []
    for _ in range(random.choice((1, 1, 2, 6))):
        value = random.choice((*WORDS, *map(str, VALUES), *CELLS[:-5]))
        made.append(f"{random.choice(_PATHS)}{random.choice(('=', '=', '=', '', '=='))}{value}")
    return replace(case, overrides=tuple(made))


MUTATIONS: dict[str, Mutation] = {
    made.__name__.replace("_", " "): made
    for made in (
        noise, spoiled_bytes, cut, encoded, spoiled_words, spoiled_lines, spoiled_nodes, anchored,
        spoiled_cells, spoiled_csv_bytes, overridden,
    )
}  # fmt: skip
"""All ways by name."""
_WEIGHTS = {"spoiled nodes": 5, "spoiled words": 3, "spoiled cells": 2, "overridden": 2}


def draw(seed: int, number: int) -> Case:
    """The case of a number: the same for the same seed, whatever came before."""
    random = Random(f"{seed}/{number}")
    name = random.choices(list(MUTATIONS), [_WEIGHTS.get(one, 1) for one in MUTATIONS])[0]
    case = MUTATIONS[name](random, random.choice(seeds()))
    return replace(case, kind=name)
