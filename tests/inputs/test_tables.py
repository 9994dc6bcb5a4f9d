"""CSV files as people have them: what is tolerated, and what is refused on which line."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from optimizer.inputs.tables import MOST_FAULTS, TableError, Tables
from optimizer.months import Horizon, Month

HEAD = "timestamp,usd"
YEAR_2026 = Horizon(Month.of(2026, 1), 3)


def year(number: int) -> list[str]:
    """Timestamps of every hour of a year."""
    first, last = datetime(number, 1, 1), datetime(number + 1, 1, 1)
    hours = int((last - first).total_seconds()) // 3600
    return [(first + timedelta(hours=h)).strftime("%Y-%m-%dT%H:%M") for h in range(hours)]


def hourly(folder: Path, text: str | bytes, column: str = "usd"):
    data = text.encode() if isinstance(text, str) else text
    (folder / "p.csv").write_bytes(data)
    return Tables(folder).hourly("p.csv", column)


def monthly(folder: Path, text: str, column: str = "usd"):
    (folder / "m.csv").write_text(text, encoding="utf-8")
    values, lines = Tables(folder).monthly("m.csv", column, YEAR_2026)
    assert len(lines) == len(values)
    return values


# ------------------------------------------------------------------------------ what is tolerated


@pytest.mark.parametrize(
    "text",
    [
        "timestamp,usd\n2026-01-01T00:00,1.5\n2026-01-01T01:00,-2\n",
        "timestamp,usd\n2026-01-01T00:00,1.5\n2026-01-01T01:00,-2",
        "timestamp,usd\r\n2026-01-01 00:00,1.5\r\n2026-01-01 01:00,-2\r\n",
        "timestamp,usd\n2026-01-01T00:00:00,1.5\n2026-01-01T01:00:00,-2e0\n",
        "\ufefftimestamp,usd\n2026-01-01T00:00,1.5\n2026-01-01T01:00,-2\n",
        'note,"usd", timestamp\n"a, b",1.5,2026-01-01T00:00\n"c\nd", -2 ,2026-01-01 01:00:00\n',
        "\ntimestamp,usd\n\n2026-01-01T00:00,1.5\n , \n2026-01-01T01:00,-2\n\n",
    ],
)
def test_tolerated_ways_to_write_the_same_hours(tmp_path, text):
    found = hourly(tmp_path, text)
    assert found.price.tolist() == [1.5, -2.0]
    assert found.hours.month.tolist() == [1, 1]
    assert found.hours.hour.tolist() == [0, 1]


def test_a_year_without_the_hour_of_spring_and_with_the_hour_of_autumn_twice(tmp_path):
    stamps = year(2026)
    stamps.remove("2026-03-08T02:00")
    stamps.insert(stamps.index("2026-11-01T01:00"), "2026-11-01T01:00")
    found = hourly(tmp_path, "\n".join([HEAD, *(f"{s},{i}" for i, s in enumerate(stamps))]))
    assert len(found.price) == 8760
    assert np.count_nonzero(found.hours.month == 3) == 743
    assert np.count_nonzero(found.hours.month == 11) == 721


def test_several_years_each_with_its_repeated_hour(tmp_path):
    stamps = []
    for number, repeated in ((2024, "2024-10-27T02:00"), (2025, "2025-11-02T01:00")):
        hours = year(number)
        hours.insert(hours.index(repeated), repeated)
        stamps += hours
    found = hourly(tmp_path, "\n".join([HEAD, *(f"{s},1" for s in stamps)]))
    assert len(found.price) == 8784 + 8760 + 2


def test_a_file_is_read_once_for_all_its_columns(tmp_path):
    (tmp_path / "p.csv").write_text("timestamp,a,b\n2026-01-01T00:00,1,2\n")
    tables = Tables(tmp_path)
    assert tables.hourly("p.csv", "a").price.tolist() == [1.0]
    (tmp_path / "p.csv").unlink()
    assert tables.hourly("p.csv", "b").price.tolist() == [2.0]


def test_months_may_come_in_any_order_and_be_more_than_needed(tmp_path):
    text = "month,usd\n2026-03,3\n2025-12,not needed\n2026-01,1\n2026-02,2\n"
    assert monthly(tmp_path, text).tolist() == [1.0, 2.0, 3.0]


# -------------------------------------------------------------------------------- what is refused

GOOD = "2026-01-01T00:00,1"
HOURLY_DIRT: dict[str, tuple[str | bytes, int, str]] = {
    "empty": (b"", 0, "the file is empty"),
    "only blank lines": ("\n\n , \n", 0, "the file is empty"),
    "header only": (HEAD + "\n", 0, "the file has a header and no rows"),
    "no timestamp": ("time,usd\n2026-01-01T00:00,1\n", 1, "there is no column 'timestamp'"),
    "no price": ("timestamp,usb\n2026-01-01T00:00,1\n", 1, "there is no column 'usd'"),
    "two prices": ("timestamp,usd,usd\n2026-01-01T00:00,1,2\n", 1, "two columns are called 'usd'"),
    "semicolons": ("timestamp;usd\n2026-01-01T00:00;1\n", 1, "columns are separated by ';'"),
    "ragged": (f"{HEAD}\n{GOOD}\n2026-01-01T01:00\n", 3, "this row has 1 cells, the header has 2"),
    "too long": (f"{HEAD}\n{GOOD},9\n", 2, "this row has 3 cells, the header has 2"),
    "blank price": (f"{HEAD}\n{GOOD}\n2026-01-01T01:00,\n", 3, "usd is blank"),
    "text": (f"{HEAD}\n2026-01-01T00:00,n/a\n", 2, "usd is not a number"),
    "nan": (f"{HEAD}\n2026-01-01T00:00,NaN\n", 2, "usd is not a finite number"),
    "inf": (f"{HEAD}\n2026-01-01T00:00,-inf\n", 2, "usd is not a finite number"),
    "overflow": (f"{HEAD}\n2026-01-01T00:00,1e999\n", 2, "usd is not a finite number"),
    "formula": (f"{HEAD}\n2026-01-01T00:00,=B1*2\n", 2, "usd is a formula"),
    "decimal comma": (f'{HEAD}\n2026-01-01T00:00,"38,5"\n', 2, "usd is not a number"),
    "thousands": (f'{HEAD}\n2026-01-01T00:00,"1,234.5"\n', 2, "usd is not a number"),
    "currency": (f"{HEAD}\n2026-01-01T00:00,$38\n", 2, "usd is not a number"),
    "underscore": (f"{HEAD}\n2026-01-01T00:00,1_000\n", 2, "usd is not a number"),
    "blank stamp": (f"{HEAD}\n,1\n", 2, "timestamp is blank"),
    "utc": (f"{HEAD}\n2026-01-01T00:00Z,1\n", 2, "has an offset or a time zone"),
    "offset": (f"{HEAD}\n2026-01-01T00:00-06:00,1\n", 2, "has an offset or a time zone"),
    "zone": (f"{HEAD}\n2026-01-01 00:00 CST,1\n", 2, "has an offset or a time zone"),
    "half hour": (f"{HEAD}\n{GOOD}\n2026-01-01T00:30,1\n", 3, "timestamp is not on the hour"),
    "seconds": (f"{HEAD}\n2026-01-01T00:00:01,1\n", 2, "timestamp is not on the hour"),
    "hour 24": (f"{HEAD}\n2026-01-01T24:00,1\n", 2, "timestamp has no hour 0 to 23"),
    "slashes": (f"{HEAD}\n1/1/2026 0:00,1\n", 2, "timestamp is not YYYY-MM-DDTHH:MM"),
    "day only": (f"{HEAD}\n2026-01-01,1\n", 2, "timestamp is not YYYY-MM-DDTHH:MM"),
    "no such day": (f"{HEAD}\n2026-02-30T00:00,1\n", 2, "timestamp is not a date"),
    "stamp formula": (f"{HEAD}\n=NOW(),1\n", 2, "timestamp is a formula"),
    "order": (f"{HEAD}\n2026-01-01T01:00,1\n{GOOD}\n", 3, "the rows are not in the order of time"),
    "twice in winter": (f"{HEAD}\n{GOOD}\n{GOOD}\n", 3, "2026-01-01T00:00 stands twice"),
    "twice by day": (
        f"{HEAD}\n2026-11-01T12:00,1\n2026-11-01T12:00,1\n",
        3,
        "2026-11-01T12:00 stands twice",
    ),
    "thrice": (f"{HEAD}\n" + "2026-11-01T01:00,1\n" * 3, 4, "2026-11-01T01:00 stands twice"),
    "twice a year": (
        f"{HEAD}\n" + "2026-10-25T02:00,1\n" * 2 + "2026-11-01T01:00,1\n" * 2,
        5,
        "2026-11-01T01:00 stands twice",
    ),
    "latin 1": (
        f"{HEAD}\n{GOOD}\n2026-01-01T01:00,5€\n".encode("cp1252"),
        3,
        "the file is not UTF-8 text",
    ),
    "utf-16": (f"{HEAD}\n{GOOD}\n".encode("utf-16"), 0, "the file is UTF-16 text"),
    "spreadsheet": (b"PK\x03\x04\x14\x00", 0, "a spreadsheet or an archive"),
    "nul": (f"{HEAD}\n2026-01-01T00:00,\0\n", 2, "the file is not text"),
    "open quote": (f'{HEAD}\n{GOOD}\n"2026-01-01T01:00,1\n', 3, "this is not CSV"),
}


@pytest.mark.parametrize("case", HOURLY_DIRT)
def test_dirt_in_an_hourly_file(tmp_path, case):
    text, line, message = HOURLY_DIRT[case]
    with pytest.raises(TableError) as caught:
        hourly(tmp_path, text)
    (fault,) = caught.value.listed()
    assert caught.value.name == "p.csv"
    assert fault.line == line
    assert message in fault.message


MONTHLY_DIRT: dict[str, tuple[str, int, str]] = {
    "no month": ("date,usd\n2026-01,1\n", 1, "there is no column 'month'"),
    "day": ("month,usd\n2026-01-01,1\n", 2, "month is not a month"),
    "month 13": ("month,usd\n2026-13,1\n", 2, "month is not a month"),
    "twice": ("month,usd\n2026-01,1\n2026-01,1\n", 3, "2026-01 stands twice, first on line 2"),
    "missing": (
        "month,usd\n2026-01,1\n2026-03,1\n",
        0,
        "1 of 3 months of the horizon are missing: 2026-02",
    ),
    "blank": ("month,usd\n2026-01,1\n2026-02,\n2026-03,3\n", 3, "usd is blank"),
    "text": ("month,usd\n2026-01,1\n2026-02,tbd\n2026-03,3\n", 3, "usd is not a number"),
}


@pytest.mark.parametrize("case", MONTHLY_DIRT)
def test_dirt_in_a_monthly_file(tmp_path, case):
    text, line, message = MONTHLY_DIRT[case]
    with pytest.raises(TableError) as caught:
        monthly(tmp_path, text)
    (fault,) = caught.value.listed()
    assert fault.line == line
    assert message in fault.message


def test_all_that_is_wrong_is_told_at_once_by_line(tmp_path):
    with pytest.raises(TableError) as caught:
        hourly(tmp_path, f"{HEAD}\n{GOOD}\n2026-01-01T01:30,1\nnever,x\n2026-01-01T03:00,\n")
    assert [fault.line for fault in caught.value.listed()] == [3, 4, 4, 5]


def test_a_file_that_is_wrong_on_every_line_is_cut_short(tmp_path):
    rows = [f"{stamp},x" for stamp in year(2026)[:100]]
    with pytest.raises(TableError) as caught:
        hourly(tmp_path, "\n".join([HEAD, *rows]))
    listed = caught.value.listed()
    assert len(listed) == MOST_FAULTS + 1
    assert listed[-1].message == f"{100 - MOST_FAULTS} more problems from here"
    assert listed[-1].line == MOST_FAULTS + 2


@pytest.mark.parametrize(
    ("columns", "wanted", "hint"),
    [
        ("timestamp,hb_west_dam,hb_west_rtm", "hb_west_dan", "did you mean 'hb_west_dam'?"),
        ("timestamp,USD_per_MWh,x", "usd_per_mwh", "did you mean 'USD_per_MWh'?"),
        ("timestamp,a,b", "price", "name one of its columns"),
    ],
)
def test_a_missing_column_says_which_there_are(tmp_path, columns, wanted, hint):
    (tmp_path / "p.csv").write_text(f"{columns}\n2026-01-01T00:00,1,1\n")
    with pytest.raises(TableError) as caught:
        Tables(tmp_path).hourly("p.csv", wanted)
    assert hint in [fault.hint for fault in caught.value.listed()]


# ------------------------------------------------------------------------------- where files are


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("/etc/passwd", "an absolute path is not allowed here"),
        ("C:\\prices.csv", "an absolute path is not allowed here"),
        ("\\\\server\\prices.csv", "an absolute path is not allowed here"),
        ("../outside.txt", "the path leaves the folder of the fleet file"),
        ("sub/../../outside.txt", "the path leaves the folder of the fleet file"),
        ("link.csv", "the path leaves the folder of the fleet file"),
        ("linked/outside.txt", "the path leaves the folder of the fleet file"),
        ("../absent.csv", "there is no such file"),
        ("absent.csv", "there is no such file"),
        ("sub", "this is not a file"),
        ("", "this is not a file"),
        ("a\0b", "this is not the path of a file"),
        ("x" * 5000, "this is not the path of a file"),
    ],
)
def test_files_that_may_not_be_read(tmp_path, name, message):
    home = tmp_path / "fleet"
    (home / "sub").mkdir(parents=True)
    (tmp_path / "outside.txt").write_text("month,usd\n2026-01,1\n")
    (home / "link.csv").symlink_to(tmp_path / "outside.txt")
    (home / "linked").symlink_to(tmp_path)
    with pytest.raises(TableError) as caught:
        Tables(home).monthly(name, "usd", YEAR_2026)
    (fault,) = caught.value.listed()
    assert message in fault.message


@pytest.mark.parametrize("name", ["../prices/west.csv", "link", "data/../../prices/west.csv"])
def test_fleets_may_share_csv_files(tmp_path, name):
    home = tmp_path / "fleet"
    (home / "data").mkdir(parents=True)
    (tmp_path / "prices").mkdir()
    shared = tmp_path / "prices" / "west.csv"
    shared.write_text("month,usd\n2026-01,1\n2026-02,2\n2026-03,3\n")
    (home / "link").symlink_to(shared)
    assert Tables(home).monthly(name, "usd", YEAR_2026)[0].tolist() == [1.0, 2.0, 3.0]


def test_a_file_in_a_folder_below_is_fine_and_a_typing_error_gets_a_suggestion(tmp_path):
    (tmp_path / "data").mkdir()
    text = "month,usd\n2026-01,1\n2026-02,1\n2026-03,1\n"
    (tmp_path / "data" / "hashprice.csv").write_text(text)
    tables = Tables(tmp_path)
    values, lines = tables.monthly("data/hashprice.csv", "usd", YEAR_2026)
    assert values.tolist() == [1.0, 1.0, 1.0]
    assert lines == (2, 3, 4)
    with pytest.raises(TableError) as caught:
        tables.monthly("data/hasprice.csv", "usd", YEAR_2026)
    assert caught.value.listed()[0].hint == "did you mean 'data/hashprice.csv'?"
