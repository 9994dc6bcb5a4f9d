"""Tables of a result, and the formats that are made of them."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from openpyxl.reader.excel import load_workbook

import optimizer
from optimizer.errors import UsageError
from optimizer.plan import Explain
from optimizer.report.markdown import escape, to_markdown
from optimizer.report.tables import Column, Kind, Table, tables
from optimizer.report.tables.files import csv_files, frame, parquet_files
from optimizer.report.write import FORMATS, write
from optimizer.report.xlsx import to_xlsx
from optimizer.results.result import Result
from tests.report.sample import explained_result, idle_result, planless_result, sample_result

RESULTS = {
    "explained": explained_result,
    "plain": sample_result,
    "idle": idle_result,
    "planless": planless_result,
}


@pytest.fixture(scope="module")
def real(fleets: Path) -> Result:
    return optimizer.solve(fleets / "two-sites" / "site.yaml", explain=Explain.FULL)


def by_name(result: Result) -> dict[str, Table]:
    return {table.name: table for table in tables(result)}


def hostile(result: Result) -> Result:
    """The result with names that want to be formulas and markup."""
    contracts = result.plan.decisions.contracts.copy()
    contracts["name"] = ["=1+1", "+cmd|' /C calc'!A0", "</script>|`x`", "@SUM(1)"]
    decisions = replace(result.plan.decisions, contracts=contracts)
    return replace(result, plan_or_none=replace(result.plan, decisions=decisions))


@pytest.mark.parametrize("name", RESULTS)
def test_names_of_tables_and_columns_are_unique_and_no_table_is_empty(name: str) -> None:
    every = tables(RESULTS[name]())
    assert len({table.name for table in every}) == len(every)
    for table in every:
        assert table.rows
        assert len({column.name for column in table.columns}) == len(table.columns)
        assert len(table.name) <= 31  # the longest name of a sheet


def test_numbers_have_a_unit() -> None:
    bare = {"phases", "value"}  # a count, and figures whose unit stands beside them
    for table in tables(explained_result()):
        for column in table.columns:
            if column.kind.is_number and column.name not in bare:
                assert column.unit, (table.name, column.name)


def test_the_value_table_adds_up_to_both_npvs(real: Result) -> None:
    value = by_name(real)["value"]
    sums = {
        name: sum(cell for cell in value.column(name) if isinstance(cell, float))
        for name in ("plan_usd", "as_usual_usd")
    }
    assert sums["plan_usd"] == pytest.approx(real.plan.npv.npv_usd, abs=1e-3)
    assert real.reasons is not None
    assert real.reasons.baseline is not None
    assert sums["as_usual_usd"] == pytest.approx(real.reasons.baseline.npv.npv_usd, abs=1e-3)


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="does not have 1 cells"):
        Table("t", "T", (Column("a", "A", Kind.TEXT),), (("x", "y"),))


class TestWorkbook:
    def test_it_holds_the_numbers_and_its_totals_are_live(self, real: Result) -> None:
        stored = load_workbook(BytesIO(to_xlsx(real)), data_only=True)
        live = load_workbook(BytesIO(to_xlsx(real)))
        money, table = stored["money"], by_name(real)["money"]
        last = 3 + len(table.rows)
        for number, column in enumerate(table.columns[1:], start=2):
            cells = [money.cell(row, number).value for row in range(4, last + 1)]
            assert cells == pytest.approx(list(table.column(column.name)))
            assert money.cell(last + 1, number).value == pytest.approx(sum(cells), abs=1e-3)
            formula = live["money"].cell(last + 1, number).value
            assert formula.startswith("=SUBTOTAL(109,")
        assert live["money"].freeze_panes == "B4"

    def test_the_years_sum_the_months(self, real: Result) -> None:
        sheet = load_workbook(BytesIO(to_xlsx(real)), data_only=True)["money_by_year"]
        rows = {row[0].value: [cell.value for cell in row[1:]] for row in sheet.iter_rows(3)}
        flow = real.plan.money.sum(axis=1)
        by_year = flow.groupby(flow.index.str[:4]).sum()
        assert rows["Line"][:-1] == list(by_year.index)
        assert rows["Cash flow"][:-1] == pytest.approx(list(by_year), abs=1e-3)
        assert rows["Cash flow"][-1] == pytest.approx(flow.sum(), abs=1e-3)

    @pytest.mark.parametrize("name", RESULTS)
    def test_every_kind_of_result_opens(self, name: str) -> None:
        result = RESULTS[name]()
        book = load_workbook(BytesIO(to_xlsx(result)))
        assert book.sheetnames[:2] == ["summary", "about"]

    def test_the_same_result_gives_the_same_bytes(self) -> None:
        assert to_xlsx(explained_result()) == to_xlsx(explained_result())

    def test_no_text_is_a_formula_or_a_link(self) -> None:
        book = load_workbook(BytesIO(to_xlsx(hostile(sample_result()))))
        names = [row[0].value for row in book["contracts"].iter_rows(4, 7)]
        assert names[0] == "=1+1"
        assert {row[0].data_type for row in book["contracts"].iter_rows(4, 7)} == {"s"}


class TestFolders:
    def test_csv_reads_back(self, real: Result) -> None:
        every = tables(real)
        files = csv_files(every, real)
        for table in every:
            rows = list(csv.reader(files[f"{table.name}.csv"].decode().splitlines()))
            assert rows[0] == [column.name for column in table.columns]
            for told, row in zip(rows[1:], table.rows, strict=True):
                for cell, column, value in zip(told, table.columns, row, strict=True):
                    if value is None:
                        assert cell == ""
                    elif column.kind.is_number:
                        assert float(cell) == value

    def test_parquet_reads_back_with_its_types(self, real: Result) -> None:
        files = parquet_files(tables(real), real)
        back = pd.read_parquet(BytesIO(files["money.parquet"]))
        pd.testing.assert_frame_equal(back, frame(by_name(real)["money"]), check_dtype=False)
        contracts = pd.read_parquet(BytesIO(files["sites.parquet"]))
        assert contracts["grid_mw"].dtype == "float64"

    def test_the_manifest_lists_every_file_with_its_units(self, real: Result) -> None:
        files = csv_files(tables(real), real)
        manifest = json.loads(files["manifest.json"])
        assert {table["file"] for table in manifest["tables"]} == set(files) - {"manifest.json"}
        money = next(table for table in manifest["tables"] if table["file"] == "money.csv")
        assert {column["unit"] for column in money["columns"][1:]} == {"USD"}

    def test_no_text_is_a_formula(self) -> None:
        result = hostile(sample_result())
        text = csv_files(tables(result), result)["contracts.csv"].decode()
        names = [row[0] for row in csv.reader(text.splitlines())][1:]
        assert names == ["'=1+1", "'+cmd|' /C calc'!A0", "</script>|`x`", "'@SUM(1)"]


class TestMarkdown:
    @pytest.mark.parametrize("name", RESULTS)
    def test_tables_are_whole(self, name: str) -> None:
        text = to_markdown(RESULTS[name]())
        assert text.startswith("# sample: 2026-03 to ")
        widths: list[int] = []
        for line in text.splitlines():
            if line.startswith("|"):
                widths.append(line.replace("\\|", "").count("|"))
            else:
                assert len(set(widths)) <= 1, line
                widths = []

    def test_names_are_no_markup(self) -> None:
        text = to_markdown(hostile(sample_result()))
        assert "</script>" not in text
        assert r"\</script\>\|\`x\`" in text

    def test_escape(self) -> None:
        assert escape("a_b *c*\nd") == r"a\_b \*c\* d"

    def test_it_says_why_there_is_no_plan(self, fleets: Path) -> None:
        text = to_markdown(optimizer.solve(fleets / "no-way-out" / "site.yaml"))
        assert "## What would give a plan" in text
        assert "--set finance.cash_usd=5085000" in text


class TestWrite:
    @pytest.mark.parametrize("ending", list(FORMATS))
    def test_each_ending_writes_and_writes_again(self, tmp_path: Path, ending: str) -> None:
        path = tmp_path / f"plan{ending}"
        for _ in range(2):
            write(explained_result(), path)
            assert path.is_dir() == FORMATS[ending].is_folder
        assert [entry.name for entry in tmp_path.iterdir()] == [path.name]

    def test_another_ending_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match=r"no report has the ending '.doc'"):
            write(sample_result(), tmp_path / "plan.doc")

    def test_a_folder_that_is_not_ours_is_left_alone(self, tmp_path: Path) -> None:
        mine = tmp_path / "photos.csv"
        mine.mkdir()
        (mine / "cat.jpg").write_bytes(b"cat")
        with pytest.raises(OSError, match="did not write"):
            write(sample_result(), mine)
        assert [entry.name for entry in mine.iterdir()] == ["cat.jpg"]

    def test_tables_that_are_gone_leave_the_folder(self, tmp_path: Path) -> None:
        path = tmp_path / "plan.csv"
        write(explained_result(), path)
        assert (path / "alternatives.csv").exists()
        write(sample_result(), path)
        assert not (path / "alternatives.csv").exists()
