"""Files made to hurt a reader: too deep, too long, too many, no files at all.

Each is a function that writes into an empty folder and returns the arguments of
``fleetopt``. Its docstring's first line says what it is.
"""

import os
from collections.abc import Callable
from pathlib import Path

TINY = """\
fleetopt: 1
name: {name}
horizon: {{start: 2026-01, months: {months}}}
market: {{hashprice_usd_per_ph_day: {hashprice}}}
site:
  name: north
  grid_mw: 10
  power: {{supply: [{{name: grid, kind: block, mw: 10, usd_per_mwh: {price}}}]}}
  halls: [{{name: A, asic_mw: 10}}]
  asics: [{{name: old, model: S21, units: 10}}]
"""
MANY = 100_000
NEARLY = 49_000
"""Values of a fleet file, nearly as many as there may be."""
MEBIBYTE = 1024 * 1024
Arguments = list[str]
Hostile = Callable[[Path], Arguments]


def tiny(name: str = "tiny", months: str = "12", hashprice: str = "40", price: str = "40") -> str:
    """A good fleet in a few lines, with some of its values replaced."""
    return TINY.format(name=name, months=months, hashprice=hashprice, price=price)


def _site(folder: Path, text: str | bytes) -> Arguments:
    """Write ``site.yaml`` and ask to validate it."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    (folder / "site.yaml").write_bytes(data)
    return ["validate", "site.yaml"]


def _curve(folder: Path, file: str, column: str = "price") -> Arguments:
    """Write a fleet whose hashprice is a column of a file."""
    return _site(folder, tiny(hashprice=f"{{csv: {file!r}, column: {column}}}"))


def _csv(folder: Path, data: bytes) -> Arguments:
    """Write a fleet and the file that its hashprice stands in."""
    (folder / "prices.csv").write_bytes(data)
    return _curve(folder, "prices.csv")


def _months(value: str, rows: int = 12) -> str:
    return "".join(f"{2026 + t // 12}-{t % 12 + 1:02d},{value}\n" for t in range(rows))


# ------------------------------------------------------------------------------ YAML, its shape
def deep_flow_lists(folder: Path) -> Arguments:
    return _site(folder, "name: " + "[" * MANY + "]" * MANY)


def deep_flow_maps(folder: Path) -> Arguments:
    return _site(folder, "{a: " * MANY + "1" + "}" * MANY)


def deep_blocks(folder: Path) -> Arguments:
    return _site(folder, "".join(" " * n + "a:\n" for n in range(4000)))


def deep_sequences(folder: Path) -> Arguments:
    return _site(folder, "- " * MANY + "a")


def deep_and_never_closed(folder: Path) -> Arguments:
    return _site(folder, "[" * (3 * MEBIBYTE))


def laughs(folder: Path) -> Arguments:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    return _site(folder, "\n".join(lines))


def laughing_keys(folder: Path) -> Arguments:
    lines = ["a0: &a0 {x: lol}"]
    lines += [f"a{n}: &a{n} {{x: *a{n - 1}, y: *a{n - 1}}}" for n in range(1, 60)]
    return _site(folder, "\n".join(lines))


def laughs_under_the_limit(folder: Path) -> Arguments:
    lines = ["a0: &a0 [" + "x, " * 100 + "]", "a1: &a1 [" + "*a0, " * 100 + "]"]
    lines += ["a2: [" + "*a1, " * 4 + "]"]
    return _site(folder, "\n".join(lines))


def long_text_often_repeated(folder: Path) -> Arguments:
    text = "x" * MEBIBYTE
    return _site(folder, f"name: &a {text}\n" + "".join(f"k{n}: *a\n" for n in range(MANY)))


def circle(folder: Path) -> Arguments:
    return _site(folder, "a: &a [*a]")


def circle_of_maps(folder: Path) -> Arguments:
    return _site(folder, "&a\nb: {c: *a}")


def merge_keys(folder: Path) -> Arguments:
    return _site(
        folder, "base: &b {x: 1}\n" + "".join(f"k{n}: {{<<: *b}}\n" for n in range(NEARLY // 3))
    )


def wide_list(folder: Path) -> Arguments:
    return _site(folder, "[" + "1," * MEBIBYTE + "]")


def wide_list_of_lists(folder: Path) -> Arguments:
    return _site(folder, "[" + "[]," * MEBIBYTE + "]")


def wide_list_of_maps(folder: Path) -> Arguments:
    return _site(folder, "a: [" + "{}," * MEBIBYTE + "]")


def wide_map(folder: Path) -> Arguments:
    return _site(folder, "".join(f"key{n}: {n}\n" for n in range(2 * MANY)))


def unknown_keys_under_the_limit(folder: Path) -> Arguments:
    return _site(folder, tiny() + "".join(f"key{n}: {n}\n" for n in range(NEARLY)))


def wrong_items_under_the_limit(folder: Path) -> Arguments:
    return _site(folder, tiny() + "contracts: [" + "1, " * NEARLY + "]\n")


def empty_items_under_the_limit(folder: Path) -> Arguments:
    return _site(folder, tiny() + "contracts: [" + "{}, " * NEARLY + "]\n")


def long_list_of_choices(folder: Path) -> Arguments:
    months = ", ".join(["1", "2"] * (NEARLY // 2))
    return _site(folder, tiny().replace("mw: 10, usd", "mw: 10, months: [" + months + "], usd"))


def long_list_of_halls(folder: Path) -> Arguments:
    halls = ", ".join(f"north/H{n}" for n in range(NEARLY))
    contract = "{name: c, mw: 1, halls: [%s], start: {}, term_months: 12, usd_per_kw_month: 100}"
    return _site(folder, tiny() + f"contracts: [{contract % halls}]\n")


def long_steps(folder: Path) -> Arguments:
    steps = ", ".join(f"{1000 + n // 12}-{n % 12 + 1:02d}: 40" for n in range(NEARLY))
    return _site(folder, tiny(hashprice=f"{{{steps}}}"))


def only_line_ends(folder: Path) -> Arguments:
    return _site(folder, "\n" * (4 * MEBIBYTE))


def short_lines(folder: Path) -> Arguments:
    return _site(folder, "#a\n" * MEBIBYTE)


def one_long_line(folder: Path) -> Arguments:
    return _site(folder, "name: " + "x" * (3 * MEBIBYTE))


def one_long_key(folder: Path) -> Arguments:
    return _site(folder, tiny() + "? " + "x" * (3 * MEBIBYTE) + "\n: 1\n")


def one_long_key_of_a_hall(folder: Path) -> Arguments:
    text = tiny().replace("asic_mw: 10}", "asic_mw: 10, ? " + "asic_mw" * MANY + " : 1}")
    return _site(folder, text)


def one_long_name_of_a_machine(folder: Path) -> Arguments:
    return _site(folder, tiny().replace("S21", "S21" * MANY))


def one_long_comment_and_a_mistake(folder: Path) -> Arguments:
    return _site(folder, tiny() + "x: [1, 2 # " + "é" * MEBIBYTE)


def many_tabs(folder: Path) -> Arguments:
    return _site(folder, "\t" * (3 * MEBIBYTE) + "a: 1")


def many_anchors(folder: Path) -> Arguments:
    return _site(folder, "".join(f"k{n}: &a{n} 1\n" for n in range(NEARLY)))


def many_tags(folder: Path) -> Arguments:
    return _site(folder, "".join(f"k{n}: !!python/object:os.system 1\n" for n in range(NEARLY)))


def many_repeated_keys(folder: Path) -> Arguments:
    return _site(folder, "k: 1\n" * NEARLY)


def many_documents(folder: Path) -> Arguments:
    return _site(folder, "---\n" * MANY)


def many_directives(folder: Path) -> Arguments:
    return _site(folder, "".join(f"%TAG !t{n}! tag:x,2026:\n" for n in range(MANY)) + "---\na: 1\n")


def quotes_never_closed(folder: Path) -> Arguments:
    return _site(folder, 'name: "' + "x\n" * MEBIBYTE)


# -------------------------------------------------------------------------------- YAML, scalars
def digits(folder: Path) -> Arguments:
    return _site(folder, tiny(hashprice="9" * MANY))


def digits_of_a_fraction(folder: Path) -> Arguments:
    return _site(folder, tiny(hashprice="0." + "1" * (3 * MEBIBYTE)))


def hexadecimal_digits(folder: Path) -> Arguments:
    return _site(folder, tiny(hashprice="0x" + "f" * (3 * MEBIBYTE)))


def octal_digits(folder: Path) -> Arguments:
    return _site(folder, tiny(months="0o" + "7" * (3 * MEBIBYTE)))


def digits_in_a_month(folder: Path) -> Arguments:
    return _site(folder, tiny(hashprice="{" + "1" * MANY + "-01: 3}"))


def version_as_a_fraction(folder: Path) -> Arguments:
    return _site(folder, tiny().replace("fleetopt: 1", "fleetopt: 1.0"))


def huge_exponent(folder: Path) -> Arguments:
    return _site(folder, tiny(hashprice="1e400"))


def infinity(folder: Path) -> Arguments:
    return _site(folder, tiny(price="-.inf"))


def not_a_number(folder: Path) -> Arguments:
    return _site(folder, tiny(price=".nan"))


def endless_horizon(folder: Path) -> Arguments:
    return _site(folder, tiny(months="1000000000"))


def control_character(folder: Path) -> Arguments:
    return _site(folder, tiny(name='"a\\x1b]0;title\\x07\\x1b[2J"'))


def turned_round(folder: Path) -> Arguments:
    return _site(folder, tiny(name='"a\\u202egnp.exe"') + '"k\\u2066\\u061c\\u200b": 1\n')


def turned_round_and_raw(folder: Path) -> Arguments:
    return _site(folder, tiny() + "k\u202e\u2028\u061c\U000e0041: 1 # \u2067\n")


def lone_surrogate(folder: Path) -> Arguments:
    return _site(folder, tiny(name='"a\\ud800b"'))


def formula(folder: Path) -> Arguments:
    return _site(folder, tiny(name="\"=cmd|'/c calc'!A1\""))


# ------------------------------------------------------------------------------------ encodings
def nul_bytes(folder: Path) -> Arguments:
    return _site(folder, b"\0" * MEBIBYTE)


def utf_16(folder: Path) -> Arguments:
    return _site(folder, tiny().encode("utf-16"))


def utf_32(folder: Path) -> Arguments:
    return _site(folder, tiny().encode("utf-32"))


def latin_1(folder: Path) -> Arguments:
    return _site(folder, tiny(name="Größe").encode("latin-1"))


def wrong_utf_8_at_the_end(folder: Path) -> Arguments:
    return _site(folder, b"#" * (3 * MEBIBYTE) + b"\xff")


def too_large(folder: Path) -> Arguments:
    return _site(folder, b"#" * (5 * MEBIBYTE))


# ------------------------------------------------------------------------- what is no fleet file
def a_folder(folder: Path) -> Arguments:
    return ["validate", str(folder)]


def a_link_to_itself(folder: Path) -> Arguments:
    (folder / "site.yaml").symlink_to("site.yaml")
    return ["validate", "site.yaml"]


def a_link_to_nothing(folder: Path) -> Arguments:
    (folder / "site.yaml").symlink_to("nothing.yaml")
    return ["validate", "site.yaml"]


def a_pipe(folder: Path) -> Arguments:
    os.mkfifo(folder / "site.yaml")
    return ["validate", "site.yaml"]


def a_link_to_a_pipe(folder: Path) -> Arguments:
    os.mkfifo(folder / "pipe")
    (folder / "site.yaml").symlink_to("pipe")
    return ["validate", "site.yaml"]


def zeros(_folder: Path) -> Arguments:
    return ["validate", "/dev/zero"]


def memory_of_the_process(_folder: Path) -> Arguments:
    return ["validate", "/proc/self/mem"]


def a_name_that_is_too_long(_folder: Path) -> Arguments:
    return ["validate", "x" * 5000]


def a_name_with_a_line_end(_folder: Path) -> Arguments:
    return ["validate", "a\nb\x1b[31m.yaml"]


def a_name_that_is_no_text(_folder: Path) -> Arguments:
    return ["validate", "a\udcff.yaml"]


def an_empty_name(_folder: Path) -> Arguments:
    return ["validate", ""]


# ------------------------------------------------------------------------------------ overrides
def override_with_control_characters(folder: Path) -> Arguments:
    return [*_site(folder, tiny()), "--set", 'name="\\x1b[2J"', "--set", "\x1b[31mx=1"]


def override_that_is_long(folder: Path) -> Arguments:
    return [*_site(folder, tiny()), "--set", "x" * MANY + "=1", "--set", "name=" + "y" * MANY]


def override_that_is_deep(folder: Path) -> Arguments:
    return [*_site(folder, tiny()), "--set", "a." * 40_000 + "b=1"]


def override_of_brackets(folder: Path) -> Arguments:
    return [*_site(folder, tiny()), "--set", "name=" + "[" * MANY]


def override_of_laughs(folder: Path) -> Arguments:
    return [*_site(folder, tiny()), "--set", "name=[&a [x, x], &b [*a, *a], *b]"]


def override_of_digits(folder: Path) -> Arguments:
    return [*_site(folder, tiny()), "--set", f"site.{'9' * 10_000}=1", "--set", "name=1e999"]


def many_overrides(folder: Path) -> Arguments:
    arguments = _site(folder, tiny())
    for n in range(5000):
        arguments += ["--set", f"site.k{n}=1"]
    return arguments


# -------------------------------------------------------------------------------- paths of CSVs
def csv_of_passwords(folder: Path) -> Arguments:
    return _curve(folder, "../" * 40 + "etc/passwd")


def csv_by_an_absolute_path(folder: Path) -> Arguments:
    return _curve(folder, "/etc/passwd")


def csv_linked_to_passwords(folder: Path) -> Arguments:
    (folder / "prices.csv").symlink_to("/etc/passwd")
    return _curve(folder, "prices.csv")


def csv_linked_to_itself(folder: Path) -> Arguments:
    (folder / "prices.csv").symlink_to("prices.csv")
    return _curve(folder, "prices.csv")


def csv_linked_to_nothing(folder: Path) -> Arguments:
    (folder / "prices.csv").symlink_to("nothing.csv")
    return _curve(folder, "prices.csv")


def csv_that_is_a_folder(folder: Path) -> Arguments:
    (folder / "prices.csv").mkdir()
    return _curve(folder, "prices.csv")


def csv_that_is_a_pipe(folder: Path) -> Arguments:
    os.mkfifo(folder / "prices.csv")
    return _curve(folder, "prices.csv")


def csv_that_is_zeros(folder: Path) -> Arguments:
    (folder / "prices.csv").symlink_to("/dev/zero")
    return _curve(folder, "prices.csv")


def csv_of_the_kernel(folder: Path) -> Arguments:
    (folder / "prices.csv").symlink_to("/proc/self/environ")
    return _curve(folder, "prices.csv")


def csv_that_may_not_be_read(folder: Path) -> Arguments:
    (folder / "prices.csv").write_text("month,price\n" + _months("1"), encoding="utf-8")
    (folder / "prices.csv").chmod(0)
    return _curve(folder, "prices.csv")


def csv_with_a_nul_in_its_name(folder: Path) -> Arguments:
    return _site(folder, tiny(hashprice='{csv: "a\\0b", column: price}'))


def csv_with_a_long_name(folder: Path) -> Arguments:
    return _curve(folder, "x" * 999)


def csv_by_many_spellings(folder: Path) -> Arguments:
    """One table under a hundred names."""
    wide = ",".join(f"c{n}" for n in range(40))
    row = ",".join(["12345.67"] * 40)
    text = f"month,{wide}\n" + "".join(
        f"{1000 + t // 12}-{t % 12 + 1:02d},{row}\n" for t in range(20_000)
    )
    (folder / "prices.csv").write_text(text, encoding="utf-8")
    debts = "".join(
        f"    - {{name: d{n}, kind: revolver, limit_usd: 1, matures: 2026-12, "
        f"rate_pct: {{csv: {'./' * n}prices.csv, column: c1}}}}\n"
        for n in range(100)
    )
    return _site(folder, tiny() + "finance:\n  cash_usd: 0\n  debts:\n" + debts)


# ------------------------------------------------------------------------------ contents of CSVs
def csv_of_many_rows(folder: Path) -> Arguments:
    return _csv(folder, b"month,price\n" + b"2026-01,1\n" * 10_000_000)


def csv_of_many_repeated_months(folder: Path) -> Arguments:
    return _csv(folder, b"month,price\n" + b"2026-01,1\n" * 190_000)


def csv_of_many_bad_months(folder: Path) -> Arguments:
    return _csv(folder, b"month,price\n" + b"x,1\n" * 190_000)


def csv_of_many_ragged_rows(folder: Path) -> Arguments:
    return _csv(folder, b"month,price\n" + b"x\n" * 190_000)


def csv_of_many_short_rows(folder: Path) -> Arguments:
    return _csv(folder, b"month\n" + b"x\n" * (15 * MEBIBYTE))


def csv_of_many_columns(folder: Path) -> Arguments:
    return _csv(folder, b"month" + b",ab" * (10 * MEBIBYTE) + b"\n")


def csv_of_commas(folder: Path) -> Arguments:
    return _csv(folder, b"month,price\n" + b"," * (30 * MEBIBYTE))


def csv_of_line_ends(folder: Path) -> Arguments:
    return _csv(folder, b"\n" * (30 * MEBIBYTE))


def csv_of_a_long_cell(folder: Path) -> Arguments:
    return _csv(folder, b"month,price\n2026-01," + b"1" * (20 * MEBIBYTE) + b"\n")


def csv_of_a_long_title(folder: Path) -> Arguments:
    return _csv(folder, b"month," + b"price" * 20_000 + b"\n2026-01,1\n")


def csv_of_wide_characters(folder: Path) -> Arguments:
    return _csv(folder, ("month,price\n" + "\U0001f600," * (6 * MEBIBYTE)).encode())


def csv_with_a_quote_never_closed(folder: Path) -> Arguments:
    return _csv(folder, b'month,price\n"' + b"2026-01,1\n" * MANY)


def csv_of_bad_numbers_for_many(folder: Path) -> Arguments:
    """Many curves, each with its own bad column."""
    columns = 500
    header = ",".join(f"c{n}" for n in range(columns))
    rows = "".join(f"{2026 + t // 12}-{t % 12 + 1:02d}" + ",x" * columns + "\n" for t in range(120))
    (folder / "prices.csv").write_text(f"month,{header}\n{rows}", encoding="utf-8")
    debts = "".join(
        f"    - {{name: d{n}, kind: revolver, limit_usd: 1, matures: 2026-12, "
        f"rate_pct: {{csv: prices.csv, column: c{n}}}}}\n"
        for n in range(columns)
    )
    return _site(folder, tiny(months="120") + "finance:\n  cash_usd: 0\n  debts:\n" + debts)


def csv_of_bad_hours(folder: Path) -> Arguments:
    (folder / "hours.csv").write_bytes(b"timestamp,price\n" + b"2026-01-01T00:30,x\n" * 190_000)
    supply = "{name: s, kind: market, price: {hourly_csv: hours.csv, column: price}}"
    return _site(folder, tiny().replace("supply: [", f"supply: [{supply}, "))


def csv_of_hours_that_go_back(folder: Path) -> Arguments:
    pair = b"2026-01-01T01:00,1\n2026-01-01T00:00,1\n"
    (folder / "hours.csv").write_bytes(b"timestamp,price\n" + pair * 95_000)
    supply = "{name: s, kind: market, price: {hourly_csv: hours.csv, column: price}}"
    return _site(folder, tiny().replace("supply: [", f"supply: [{supply}, "))


def csv_with_formulas(folder: Path) -> Arguments:
    return _csv(folder, ("month,price\n" + _months("\"=cmd|'/c calc'!A1\"")).encode())


def csv_with_control_characters(folder: Path) -> Arguments:
    return _csv(folder, ("month,price\n" + _months("\x1b[2J\u202e1")).encode())


def csv_with_control_characters_in_its_titles(folder: Path) -> Arguments:
    return _csv(folder, ("month,\x1b[2J\u202e\u200f,x\n" + _months("1,1")).encode())


def csv_with_nul(folder: Path) -> Arguments:
    return _csv(folder, b"month,price\n2026-01,\0\n")


def csv_in_utf_16(folder: Path) -> Arguments:
    return _csv(folder, ("month,price\n" + _months("1")).encode("utf-16"))


def csv_in_latin_1(folder: Path) -> Arguments:
    return _csv(folder, ("month,price\n" + _months("1 é")).encode("latin-1"))


def csv_that_is_a_spreadsheet(folder: Path) -> Arguments:
    return _csv(folder, b"PK\x03\x04" + os.urandom(1000))


# ------------------------------------------------------------------------- large and nearly good
def many_sites(folder: Path) -> Arguments:
    site = (
        "  - {{name: s{0}, grid_mw: 10, power: {{supply: [{{name: g, kind: block, mw: 10, "
        "usd_per_mwh: 40}}]}}, halls: [{{name: A, asic_mw: 10}}], "
        "asics: [{{name: old, model: S21, units: 10}}]}}\n"
    )
    head = tiny().partition("site:")[0]
    text = head + "sites:\n" + "".join(site.format(n) for n in range(2500)) + "x: 1\n"
    return _site(folder, text)


def many_contracts(folder: Path) -> Arguments:
    contract = (
        "  - {{name: c{0}, mw: 1, start: {{}}, term_months: 12, usd_per_kw_month: 100, "
        "excludes: [c{1}]}}\n"
    )
    body = "".join(contract.format(n, (n * 7 + 1) % 9000) for n in range(4000))
    return _site(folder, tiny(months="360") + "contracts:\n" + body)


def many_names_alike(folder: Path) -> Arguments:
    halls = ", ".join(f"{{name: hall-{n:05d}, asic_mw: 1}}" for n in range(5000))
    asics = ", ".join(
        f"{{name: m{n}, model: S21, units: 1, halls: [hal-{n:05d}x]}}" for n in range(3000)
    )
    text = tiny().replace("{name: A, asic_mw: 10}", halls)
    return _site(folder, text.replace("{name: old, model: S21, units: 10}", asics))


HOSTILE: dict[str, Hostile] = {
    name: found
    for name, found in list(globals().items())
    if callable(found)
    and not name.startswith("_")
    and getattr(found, "__module__", "") == __name__
    and name != "tiny"
}
"""All of them by name."""
