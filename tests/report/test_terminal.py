"""The report in the terminal."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from optimizer.certificate.ladder import Certificate, Rung
from optimizer.report.layout import Canvas
from optimizer.report.terminal import to_terminal
from optimizer.results.result import Npv
from optimizer.solvers.base import Limit, Reason
from tests.report.sample import feasible_result, idle_result, planless_result, sample_result

ANSI = re.compile(r"\x1b\[")


@pytest.fixture(scope="module")
def text() -> str:
    return to_terminal(sample_result())


def line_with(text: str, *words: str) -> str:
    """The only line that holds all the words."""
    found = [line for line in text.splitlines() if all(word in line for word in words)]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("months", [1, 3, 12, 24, 60, 120, 360])
@pytest.mark.parametrize("scale", [1e-6, 1.0, 40.0])
def test_no_line_is_wider_than_the_canvas_and_no_number_is_cut(width, months, scale):
    text = to_terminal(sample_result(months, scale), Canvas(width=width))
    too_wide = [line for line in text.splitlines() if len(line) > width]
    assert too_wide == []
    assert "…" not in text


def test_a_narrow_terminal_breaks_no_name_of_a_debt():
    result = sample_result()
    debts = result.plan.debts.rename(index={"term-loan": "server-line"})
    full = debts.assign(drawn_usd=1e6, fees_usd=1e4)  # no cell is empty
    text = to_terminal(
        replace(result, plan_or_none=replace(result.plan, debts=full)), Canvas(width=80)
    )
    assert "$" in line_with(text[text.index("Debts over") :], "server-line ")


def test_off_a_terminal_it_is_plain_text(text):
    assert not ANSI.search(text)
    assert all(line == line.rstrip() for line in text.splitlines())
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_on_a_terminal_it_has_colours_and_the_same_words(text):
    colored = to_terminal(sample_result(), Canvas(color=True))
    assert ANSI.search(colored)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert [line.rstrip() for line in plain.splitlines()] == text.splitlines()


def test_without_unicode_it_is_ascii():
    assert to_terminal(sample_result(), Canvas(unicode=False)).isascii()


def test_the_environment_does_not_matter(text, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    assert to_terminal(sample_result()) == text


def test_the_headline_says_what_the_plan_is_worth_and_how_sure_that_is(text):
    assert text.splitlines()[0] == "sample: 2026-03 to 2028-02, 2 years"
    words = "optimal within a gap of 0.0001 % by highs's account, not proved"
    assert text.splitlines()[3] == f"NPV -$74.38M, {words}"
    assert text.splitlines()[4] == "-$168.9M until 2028-02, $94.56M after it"


@pytest.mark.parametrize("rung", [Rung.GAP_CERTIFIED, Rung.EXACT])
def test_proved_is_said_of_a_plan_with_a_proof_only(rung):
    proof = Certificate(rung, None, -74.3e6, 1e-9, nodes=35, check_seconds=0.05)
    text = to_terminal(replace(sample_result(), certificate=proof))
    assert "NPV -$74.38M, proved optimal within a gap of 0.0001 %" in text
    weak = replace(proof, rung=Rung.PLAN_VERIFIED)
    assert "proved optimal" not in to_terminal(replace(sample_result(), certificate=weak))


def test_what_replaces_keys_of_the_file_stands_under_its_name():
    result = sample_result()
    fleet = replace(result.fleet, overrides=("finance.cash_usd=30e6", "name=a b"))
    lines = to_terminal(replace(result, fleet=fleet)).splitlines()
    assert "With --set finance.cash_usd=30e6 --set 'name=a b'" in lines


def test_decisions_come_before_numbers(text):
    titles = ["What to do", "Where the megawatts go", "Money in $M", "Key figures"]
    places = [text.index(title) for title in titles]
    assert places == sorted(places)


def test_what_to_sign_is_a_sentence(text):
    words = " ".join(text.split())
    assert (
        "Sign aws: 40 MW at rockdale from 2026-11 for 15 years (to 2041-10) "
        "at $130.00/kW-month, in hall-a 25 MW, hall-b 15 MW" in words
    )
    assert "Keep old-tenant: 5 MW at rockdale/hall-a from 2025-03 for 5 years" in words
    assert "Leave neocloud, sovereign: not signed" in words
    assert (
        "Build rockdale/hall-a: 40 MW of HPC in 2 phases from 2026-03, ready 2026-11, "
        "for $264.0M" in words
    )
    assert (
        "Buy h200: 64 GPU servers in 2026-07 for $20.50M, in service 2026-11, in rockdale/hall-b"
    ) in words


def test_sales_over_many_months_are_one_line(text):
    sale = line_with(text, "Sell")
    assert "rockdale/s19j: 10,000 machines in 2026-05..2026-09 for $1.20M" in sale


def test_machines_that_no_longer_run_are_named(text):
    assert "rockdale/s19k: last run in 2026-07; 3,000 machines kept" in line_with(text, "Stop")


def test_uses_of_power_add_up_to_the_grid(text):
    table = text[text.index("All 2 sites") : text.index("Money in")]
    numbers = [re.findall(r"[\d,.]+|-(?= )", line[38:]) for line in table.splitlines()]
    rows = [row for row in numbers if len(row) == 8]
    assert rows
    for row in rows:
        mining, hosting, auxiliary, idle, grid, *_ = (float(x.strip("-") or 0) for x in row)
        assert mining + hosting + auxiliary + idle == pytest.approx(grid, abs=0.2)


def test_periods_that_read_the_same_are_one_row(text):
    pecos = text[text.index("\npecos\n") : text.index("Money in")]
    assert "2026-Q1..2028-Q1" in pecos
    assert len(pecos.strip().splitlines()) == 4


def test_the_last_column_adds_up_to_the_npv(text):
    table = text[text.index("Money in") : text.index("Debts over")]

    def last(row: str) -> float:
        return float(line_with(table, row).split()[-1].replace(",", ""))

    parts = [line.split()[-1] for line in table.splitlines() if line.startswith("After 2028-02")]
    assert len(parts) == 3
    assert last("Cash flow") + sum(map(float, parts)) == pytest.approx(last("NPV"), abs=0.2)
    assert last("NPV") == -74.4


def test_subtotals_add_up(text):
    table = text[text.index("Money in") : text.index("Debts over")]

    def total(row: str) -> float:
        return float(line_with(table, row).split()[-2].replace(",", ""))

    assert total("Conversions") + total("ASIC orders") == pytest.approx(total("Capex"), abs=0.15)
    assert "Interest" in table
    assert "GPU revenue" not in table  # nothing all the time


def test_covenants_show_their_tightest_month(text):
    line = line_with(text, "min_dscr 1.25x (term-loan)")
    assert line.split()[-5:] == ["2027-02", "1.25x", "1.31x", "$2.10M", "13"]


def test_key_figures_carry_their_units(text):
    assert "$38.42 per PH/s and day" in line_with(text, "Hashcost")
    assert "22.4 J/TH" in line_with(text, "Efficiency")
    assert "$1.16M per gross MW and year" in line_with(text, "EBITDA of hosting")
    assert "1.31x" in line_with(text, "Lowest DSCR")
    assert "Payback" not in text  # it has no meaning here


def test_a_plan_that_is_not_proved_says_how_much_better_another_may_be():
    text = " ".join(to_terminal(feasible_result(Limit.TIME)).split())
    assert (
        "feasible, not proved optimal: the time limit ran out; by highs's account no plan" in text
    )
    assert "(gap 8.0 %)" in text
    interrupted = " ".join(to_terminal(feasible_result(Limit.INTERRUPT)).split())
    assert "it was interrupted" in interrupted


def test_a_plan_that_decides_nothing():
    text = to_terminal(idle_result())
    assert "Nothing: no lease, build, order or sale" in text
    assert "Covenants" not in text
    assert "Debts" not in text
    assert "Cash at the end" not in text
    assert "n/a" not in text


@pytest.mark.parametrize(
    ("reason", "limit", "said", "next_step"),
    [
        (Reason.INFEASIBLE, None, "nothing meets all", "--set finance=null"),
        (Reason.UNBOUNDED, None, "earns without limit", "sign or its unit"),
        (Reason.NO_SOLUTION_FOUND, Limit.TIME, "before the time limit ran out", "--time-limit"),
        (Reason.NO_SOLUTION_FOUND, None, "before the solver gave up", "--time-limit"),
        (Reason.ERROR, None, "the solver failed", "--seed"),
    ],
)
def test_without_a_plan_it_says_why_and_what_to_do(reason, limit, said, next_step):
    text = to_terminal(planless_result(reason, limit))
    assert "No plan: " in text
    assert said in text
    assert f"The solver says: The model is {reason.value}" in text
    assert next_step in text
    assert "fleets/sample/site.yaml" in text or reason is Reason.UNBOUNDED


def test_the_command_to_try_next_can_be_pasted():
    result = planless_result(Reason.INFEASIBLE)
    moved = replace(result, fleet=replace(result.fleet, file="my fleet/site.yaml"))
    assert "fleetopt solve 'my fleet/site.yaml' --set" in to_terminal(moved)


def test_names_that_look_like_markup_stay_as_they_are():
    result = sample_result()
    contracts = result.plan.decisions.contracts.assign(name=["[red]x[/]", "b", "c", ":smile:"])
    decisions = replace(result.plan.decisions, contracts=contracts)
    text = to_terminal(replace(result, plan_or_none=replace(result.plan, decisions=decisions)))
    assert "[red]x[/]: 40 MW" in text
    assert ":smile:" in text


def test_more_than_a_handful_of_sites_is_cut_and_said():
    result = sample_result()
    one = result.plan.sites.loc[["pecos"]]
    many = pd.concat([one.rename({"pecos": f"site-{i}"}, level="site") for i in range(9)])
    text = to_terminal(replace(result, plan_or_none=replace(result.plan, sites=many)))
    assert "All 9 sites" in text
    assert "site-5" in text
    assert "site-6" not in text
    assert "3 more sites are in the JSON report." in text


def test_a_broken_check_is_not_hidden():
    result = sample_result()
    check = replace(result.plan.verification, ok=False)
    text = to_terminal(replace(result, plan_or_none=replace(result.plan, verification=check)))
    assert "the plan BREAKS its own rules, worst in cash[t=3]" in text


def test_a_share_after_the_horizon_is_told_where_it_means_something():
    result = sample_result()
    plan = result.plan
    discounted = plan.discounted.abs()
    npv = Npv(float(discounted.sum() + plan.terminal.sum()), None, None)
    text = to_terminal(
        replace(result, plan_or_none=replace(plan, npv=npv, discounted=discounted)),
    )
    assert re.search(r"\$94\.56M \(\d+%\) after it", text)
