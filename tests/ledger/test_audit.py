"""Holding a report against the books: what counts as agreement, and what is said of the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from optimizer.ledger import (
    Reported,
    ReportedAmounts,
    ReportedTerminal,
    ReportedTest,
    Statement,
    compare,
    describe,
)
from optimizer.schedule import CoinSale
from tests.ledger.small import books, document, mining
from tests.ledger.test_breaches import CONTRACT, LEASED

LOAN = {
    "name": "l", "kind": "term_loan", "balance_usd": 12_000, "rate_pct": 12,
    "repayment": "linear", "matures": "2027-03",
}  # fmt: skip
FLEET = document(
    finance={
        "cash_usd": 10_000,
        "treasury": {"btc": 1, "sell_fee_pct": 1},
        "debts": [LOAN],
        "covenants": [{"kind": "min_dscr", "ratio": 1.5, "window_months": 2}],
    },
)


@pytest.fixture(scope="module")
def statement() -> Statement:
    records = [record for t in range(3) for record in mining(3, t)]
    return books(FLEET, *records, CoinSale(1, 0.5))


def report_of(statement: Statement) -> Reported:
    """A report that says what the books say, in floats."""
    return Reported(
        npv_usd=float(statement.npv_usd),
        money=tuple(
            ReportedAmounts(one.line.value, tuple(float(usd) for usd in one.usd))
            for one in statement.money
        ),
        terminal=tuple(
            ReportedTerminal(one.line.value, float(one.usd)) for one in statement.terminal
        ),
        cash_usd=tuple(float(usd) for usd in statement.cash_usd or ()),
        btc=tuple(float(btc) for btc in statement.btc or ()),
        debts=tuple(
            ReportedAmounts(one.name, tuple(float(usd) for usd in one.balance))
            for one in statement.debts
        ),
        covenants=tuple(
            ReportedTest(
                one.covenant, statement.labels[one.month], float(one.headroom_usd), one.tested
            )
            for one in statement.covenants
        ),
    )


def test_a_true_report_agrees(statement: Statement) -> None:
    audit = compare(statement, report_of(statement))
    assert audit.ok
    assert audit.differences == ()
    # 35 lines of three months, nine terminal lines, the NPV, cash, coins, a debt, two tests.
    assert audit.compared == 35 * 3 + 9 + 1 + 3 + 3 + 3 + 2
    assert audit.worst is not None
    assert audit.worst.size < Decimal("1e-9")
    assert describe(audit).startswith("the ledger agrees: 126 amounts, worst difference")


def off(line: str, month: int, usd: float) -> Callable[[Reported], Reported]:
    """A report that is off in one money line."""

    def change(report: Reported) -> Reported:
        money = []
        for one in report.money:
            if one.name == line:
                amounts = list(one.usd)
                amounts[month] += usd
                one = replace(one, usd=tuple(amounts))
            money.append(one)
        return replace(report, money=tuple(money))

    return change


def test_a_cent_in_a_month_is_noted_and_two_are_wrong(statement: Statement) -> None:
    report = report_of(statement)
    quiet = compare(statement, off("energy", 1, 0.004)(report))
    assert quiet.ok
    assert quiet.differences == ()
    noted = compare(statement, off("energy", 1, 0.009)(report))
    assert noted.ok
    assert [(one.what, one.month) for one in noted.differences] == [("energy", "2027-02")]
    wrong = compare(statement, off("energy", 1, -0.02)(report))
    assert not wrong.ok
    assert describe(wrong) == (
        "the ledger disagrees: 1 of 126 amounts differs, worst energy of 2027-02: "
        "-100,800.02 USD reported, -100,800.00 USD by the ledger"
    )


def test_a_stock_may_be_off_by_a_cent_for_each_month_so_far(statement: Statement) -> None:
    report = report_of(statement)
    assert report.cash_usd is not None
    first, second, third = report.cash_usd
    later = replace(report, cash_usd=(first, second, third + 0.025))
    assert compare(statement, later).ok
    sooner = replace(report, cash_usd=(first + 0.025, second, third))
    assert not compare(statement, sooner).ok


def test_headroom_adds_up_months_too(statement: Statement) -> None:
    report = report_of(statement)
    first, last = report.covenants  # after two months and after three
    for off_by, agrees in ((0.019, True), (0.021, False)):
        other = replace(first, headroom_usd=first.headroom_usd + off_by)
        assert compare(statement, replace(report, covenants=(other, last))).ok is agrees


def test_beyond_ten_billion_dollars_floats_lose_cents() -> None:
    nothing = books(document(finance={"cash_usd": 1e12}))
    report = replace(report_of(nothing), btc=None)
    assert report.cash_usd == (1e12, 1e12, 1e12)
    assert compare(nothing, off("energy", 1, 0.9)(report)).ok
    assert not compare(nothing, off("energy", 1, 1.1)(report)).ok


def without_coins(report: Reported) -> Reported:
    return replace(report, btc=None)


def other_npv(report: Reported) -> Reported:
    return replace(report, npv_usd=report.npv_usd + 1)


def other_coins(report: Reported) -> Reported:
    assert report.btc is not None
    return replace(report, btc=(*report.btc[:2], report.btc[2] + 0.01))


def a_terminal_line(report: Reported) -> Reported:
    return replace(report, terminal=(*report.terminal[:-1], ReportedTerminal("coins", 5.0)))


def fewer_lines(report: Reported) -> Reported:
    return replace(report, money=report.money[1:])


def more_lines(report: Reported) -> Reported:
    return replace(report, money=(*report.money, ReportedAmounts("gifts", (1.0, 1.0, 1.0))))


def fewer_months(report: Reported) -> Reported:
    return replace(report, money=tuple(replace(one, usd=one.usd[:2]) for one in report.money))


def no_debts(report: Reported) -> Reported:
    return replace(report, debts=())


def other_headroom(report: Reported) -> Reported:
    first, second = report.covenants
    return replace(report, covenants=(replace(first, headroom_usd=0.0), second))


def untested(report: Reported) -> Reported:
    first, second = report.covenants
    return replace(report, covenants=(replace(first, tested=False), second))


def no_tests(report: Reported) -> Reported:
    return replace(report, covenants=())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without_coins, "coins held, which the report lacks"),
        (other_npv, "npv: "),
        (
            other_coins,
            "coins held of 2027-03: 0.51000000 BTC reported, 0.50000000 BTC by",
        ),
        (a_terminal_line, "terminal"),
        (fewer_lines, "mining_revenue, which the report lacks"),
        (more_lines, "gifts, which the ledger does not know"),
        (fewer_months, "which the report lacks"),
        (no_debts, "balance of l, which the report lacks"),
        (other_headroom, "headroom of min_dscr 1.5x of 2027-02: 0.00 USD reported"),
        (untested, "whether min_dscr 1.5x is tested of 2027-02"),
        (no_tests, "headroom of min_dscr 1.5x of 2027-02, which the report lacks"),
    ],
)
def test_a_false_report_is_told(
    statement: Statement, change: Callable[[Reported], Reported], words: str
) -> None:
    audit = compare(statement, change(report_of(statement)))
    assert not audit.ok
    assert words in describe(audit)


def test_broken_rules_are_told_beside_amounts_that_agree() -> None:
    fleet = {**LEASED, "contracts": [{**CONTRACT, "must_sign": True}]}
    nothing = books(fleet)
    audit = compare(nothing, replace(report_of(nothing), cash_usd=None, btc=None))
    assert not audit.ok
    assert describe(audit) == (
        "the ledger disagrees: 1 rule is broken, first: tenant must be signed and is missing"
    )


def test_a_fleet_without_finance_has_no_cash_to_compare() -> None:
    nothing = books(document())
    audit = compare(nothing, replace(report_of(nothing), cash_usd=None, btc=None))
    assert audit.ok
    assert describe(audit).endswith("worst difference 0 USD; no rule is broken")
