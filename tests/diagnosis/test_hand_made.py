"""Each kind of cure and of conflict, on fleets whose figures can be worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.diagnosis.findings import CureKind
from tests.diagnosis.hand_made import (
    BASE,
    Document,
    cure_of,
    diagnosed,
    fleet,
    kinds,
    lease,
    loan,
    paths,
)

ANCHOR = BASE["contracts"]
SITE: Document = BASE["sites"][0]
HALL: Document = SITE["halls"][0]
MONEY = {"finance.cash_usd", "finance.min_cash_usd"}


def test_cash_that_runs_out(tmp_path: Path) -> None:
    # 300,000 earned, 350,000 of overhead: ten months eat the 500,000 above the floor.
    found = diagnosed(fleet({"overhead_usd_per_month": 350000}), tmp_path)
    assert [(one.month, round(one.usd)) for one in found.shortfalls] == [
        ("2026-11", 50000),
        ("2026-12", 50000),
    ]
    assert found.shortfalls[0].ebitda_usd == pytest.approx(-50000)
    assert cure_of(found, CureKind.CASH).overrides == ("finance.cash_usd=1100000",)
    assert cure_of(found, CureKind.FLOOR).overrides == ("finance.min_cash_usd=400000",)
    assert found.cures[0].usd == 100000
    assert found.cures[0].least
    assert paths(found) == {*MONEY, "finance.overhead_usd_per_month"}
    assert found.minimal
    assert not found.physical
    assert "$100,000 short of finance.min_cash_usd by 2026-12" in found.words


def test_the_conflict_says_where_it_stands(tmp_path: Path) -> None:
    found = diagnosed(fleet({"overhead_usd_per_month": 350000}), tmp_path)
    lines = (tmp_path / "site.yaml").read_text(encoding="utf-8").splitlines()
    for key in found.conflict:
        name = key.path.rpartition(".")[2]
        assert key.file == str(tmp_path / "site.yaml")
        assert lines[key.line - 1].strip() == f"{name}: {key.value}"


def test_a_bullet_that_cannot_be_paid(tmp_path: Path) -> None:
    # By April 1,000,000 + 4 * (200,000 - 20,000) = 1,720,000, of which 500,000 stay: the note of
    # 2,000,000 lacks 780,000. Five months later 5 * 180,000 more are there.
    note = loan(repayment="bullet", matures="2026-04", balance_usd=2000000)
    found = diagnosed(fleet({"debts": [note]}), tmp_path)
    assert cure_of(found, CureKind.CASH).overrides == ("finance.cash_usd=1780000",)
    extended = [one for one in found.cures if one.kind is CureKind.EXTENSION]
    assert ("finance.debts.note.matures=2026-09",) in [one.overrides for one in extended]
    later = next(one for one in extended if len(one.overrides) == 1)
    assert later.usd == pytest.approx(5 * 20000)
    assert later.least
    level = next(one for one in extended if len(one.overrides) == 2)
    assert level.overrides[0] == "finance.debts.note.repayment=level"
    assert paths(found) == {*MONEY, "finance.debts.note"}
    assert "the loan 'note' falls due" in found.words


def test_a_bullet_put_off_beyond_the_horizon_says_so(tmp_path: Path) -> None:
    note = loan(repayment="bullet", matures="2026-12", balance_usd=9000000)
    found = diagnosed(fleet({"debts": [note]}), tmp_path)
    cure = next(
        one for one in found.cures if one.overrides == ("finance.debts.note.matures=2027-01",)
    )
    assert "after the horizon" in cure.words


def test_instalments_that_are_too_large(tmp_path: Path) -> None:
    note = loan(matures="2026-06", balance_usd=2400000)
    found = diagnosed(fleet({"debts": [note]}), tmp_path)
    # Linear over 6 months: the instalments 424, 420, .. 404 take 2,484,000 of 1,700,000.
    assert cure_of(found, CureKind.CASH).usd == 784000
    assert kinds(found) == {CureKind.CASH, CureKind.EXTENSION}


def test_a_line_that_falls_due(tmp_path: Path) -> None:
    line = {"name": "rcf", "kind": "revolver", "limit_usd": 2e6, "drawn_usd": 2e6}
    line |= {"rate_pct": 12, "matures": "2026-05", "commitment_fee_pct": 1}
    found = diagnosed(fleet({"cash_usd": 600000, "debts": [line]}), tmp_path)
    cure = cure_of(found, CureKind.EXTENSION)
    assert cure.overrides[0].startswith("finance.debts.rcf.matures=2026-")
    assert [one.month for one in found.shortfalls] == ["2026-05"]
    assert paths(found) == {*MONEY, "finance.debts.rcf"}


def test_a_line_that_is_too_small(tmp_path: Path) -> None:
    # A name that a path would misread is told by its index.
    line = {"name": "r.c=f", "kind": "revolver", "limit_usd": 300000, "rate_pct": 12}
    big = lease("big", fit_out_usd_per_mw=2000000, start="2026-02")
    document = fleet({"cash_usd": 600000, "debts": [line]}, contracts=[*ANCHOR, big])
    found = diagnosed(document, tmp_path)
    assert cure_of(found, CureKind.FACILITY).overrides[0].startswith("finance.debts.0.limit_usd=")
    assert cure_of(found, CureKind.LEASES).overrides == ("contracts.big.must_sign=false",)
    assert paths(found) == {*MONEY, "finance.debts.0", "contracts.big.must_sign"}


def test_a_facility_repaid_too_fast(tmp_path: Path) -> None:
    facility = {
        "name": "build", "kind": "construction", "limit_usd": 6e6, "drawn_usd": 6e6,
        "rate_pct": 9, "advance_pct": 50, "funds": ["fit_out"], "draw_until": "2025-12",
        "repay_from": "2026-01", "repay_months": 20,
    }  # fmt: skip
    found = diagnosed(fleet({"debts": [facility]}), tmp_path)
    assert found.cures[0].kind is CureKind.EXTENSION
    assert found.cures[0].overrides[0].startswith("finance.debts.build.repay_months=")
    assert paths(found) == {
        *MONEY, "finance.debts.build", "finance.overhead_usd_per_month"
    }  # fmt: skip


def test_equity_on_the_terms_of_the_fleet(tmp_path: Path) -> None:
    # 150,000 lost each month; 95 of 100 USD raised arrive.
    equity = {"limit_usd": 100000, "issue_cost_pct": 5}
    found = diagnosed(fleet({"overhead_usd_per_month": 450000, "equity": equity}), tmp_path)
    missing = 12 * 150000 - 500000 - 95000
    assert cure_of(found, CureKind.CASH).usd == missing
    more = cure_of(found, CureKind.EQUITY)
    assert missing / 0.95 <= more.usd < missing / 0.95 + 1000
    assert more.least
    assert "finance.equity.limit_usd" in paths(found)


def test_debt_service_cover_with_a_window(tmp_path: Path) -> None:
    # Three months of 140,000 against 124,000 + 123,000 + 122,000: 1.138.
    note = loan(balance_usd=2400000, matures="2027-12")
    covenant = {"kind": "min_dscr", "ratio": 1.25, "window_months": 3}
    money = {"cash_usd": 5e6, "overhead_usd_per_month": 160000}
    found = diagnosed(fleet(money | {"debts": [note], "covenants": [covenant]}), tmp_path)
    (breach,) = found.breaches
    assert (breach.month, breach.path) == ("2026-03", "finance.covenants.0")
    assert breach.usd == pytest.approx(1.25 * 369000 - 420000)
    assert breach.reached == pytest.approx(420 / 369)
    cure = cure_of(found, CureKind.COVENANTS)
    assert cure.overrides == ("finance.covenants.0.ratio=1.13",)
    assert cure.least
    assert CureKind.CASH not in kinds(found)
    assert paths(found) == {
        "finance.covenants.0", "finance.debts.note", "finance.overhead_usd_per_month"
    }  # fmt: skip


def test_leverage(tmp_path: Path) -> None:
    # 9,600,000 of debt on a year's 2,400,000 of EBITDA.
    note = loan(repayment="bullet", matures="2027-12", balance_usd=9600000)
    covenant = {"kind": "max_leverage", "ratio": 3.5, "window_months": 6}
    found = diagnosed(fleet({"debts": [note], "covenants": [covenant]}), tmp_path)
    assert found.breaches[0].reached == pytest.approx(4)
    (override,) = cure_of(found, CureKind.COVENANTS).overrides
    assert override in ("finance.covenants.0.ratio=4.00", "finance.covenants.0.ratio=4.01")
    # The lease is no part of it: without it there would be less to pay the debt with.
    assert paths(found) == {
        "finance.covenants.0", "finance.debts.note", "finance.overhead_usd_per_month"
    }  # fmt: skip


def test_a_covenant_that_no_ratio_saves_is_not_tested(tmp_path: Path) -> None:
    overhead = {"2026-01": 400000, "2026-06": 100000}
    note = loan(balance_usd=100000, matures="2027-12")
    covenant = {"kind": "min_dscr", "ratio": 1.25, "window_months": 2}
    money = {"cash_usd": 9e6, "overhead_usd_per_month": overhead}
    found = diagnosed(fleet(money | {"debts": [note], "covenants": [covenant]}), tmp_path)
    assert found.breaches[0].reached is None
    assert found.cures[0].overrides == ("finance.covenants.0.from=2026-06",)


def test_a_covenant_that_fails_to_the_end_is_not_tested_at_all(tmp_path: Path) -> None:
    note = loan(balance_usd=100000, matures="2027-12")
    covenant = {"kind": "max_leverage", "ratio": 1.25, "window_months": 2, "until": "2026-10"}
    money = {"cash_usd": 9e6, "overhead_usd_per_month": 400000}
    found = diagnosed(fleet(money | {"debts": [note], "covenants": [covenant]}), tmp_path)
    assert found.cures[0].overrides == (
        "finance.covenants.0.until=2027-01", "finance.covenants.0.from=2027-01"
    )  # fmt: skip


def test_a_facility_whose_use_brings_a_test(tmp_path: Path) -> None:
    facility = {
        "name": "build", "kind": "construction", "limit_usd": 3e6, "rate_pct": 9,
        "advance_pct": 90, "funds": ["fit_out"], "draw_until": "2026-04",
        "repay_from": "2026-05", "repay_months": 20,
    }  # fmt: skip
    covenant = {"kind": "min_dscr", "ratio": 5, "window_months": 3}
    money = {"cash_usd": 600000, "overhead_usd_per_month": 250000}
    big = lease("big", fit_out_usd_per_mw=1000000, start="2026-02")
    document = fleet(
        money | {"debts": [facility], "covenants": [covenant]}, contracts=[*ANCHOR, big]
    )
    found = diagnosed(document, tmp_path)
    assert kinds(found) >= {CureKind.CASH, CureKind.COVENANTS, CureKind.LEASES}
    assert cure_of(found, CureKind.COVENANTS).least
    assert paths(found) >= {*MONEY, "finance.covenants.0", "contracts.big.must_sign"}


def test_cash_and_a_waiver_together(tmp_path: Path) -> None:
    note = loan(matures="2027-12", balance_usd=2400000)
    covenant = {"kind": "min_dscr", "ratio": 1.25, "window_months": 3}
    money = {"cash_usd": 600000, "overhead_usd_per_month": 200000}
    found = diagnosed(fleet(money | {"debts": [note], "covenants": [covenant]}), tmp_path)
    assert {CureKind.CASH, CureKind.COVENANTS}.isdisjoint(kinds(found))
    cure = cure_of(found, CureKind.COMBINATION)
    assert [text.partition("=")[0] for text in cure.overrides] == [
        "finance.cash_usd", "finance.covenants.0.ratio"
    ]  # fmt: skip
    assert cure.usd == pytest.approx(122000 + found.breaches[0].usd, abs=1000)


def test_a_cap_on_capex(tmp_path: Path) -> None:
    building = {"hpc_mw": 2, "ready": "2026-07", "remaining_usd": 6000000}
    site = SITE | {"halls": [HALL | {"building": building}]}
    money = {"cash_usd": 9e6, "capex_limit_usd": {2026: 5000000}}
    found = diagnosed(fleet(money, sites=[site]), tmp_path)
    assert [(one.year, round(one.usd)) for one in found.overspends] == [(2026, 1000000)]
    assert found.cures[0].overrides == ("finance.capex_limit_usd.2026=6000000",)
    assert paths(found) == {"finance.capex_limit_usd.2026", "sites.mill.halls.hall.building"}


def test_a_lease_that_costs_too_much(tmp_path: Path) -> None:
    big = lease("big", fit_out_usd_per_mw=4000000)
    found = diagnosed(fleet(contracts=[*ANCHOR, big]), tmp_path)
    assert [one.kind for one in found.cures] == [CureKind.LEASES, CureKind.CASH]
    assert found.cures[0].usd == 12 * 100 * 1000
    assert "$4,000,000 of capex" in found.words


def test_a_lease_for_which_there_is_no_room(tmp_path: Path) -> None:
    big = lease("big", mw=4)
    found = diagnosed(fleet({"cash_usd": 9e6}, contracts=[*ANCHOR, big]), tmp_path)
    assert [one.overrides for one in found.cures] == [("contracts.big.must_sign=false",)]
    assert not found.physical
    assert paths(found) == {
        "contracts.anchor", "contracts.big.must_sign", "sites.mill.halls.hall.hpc_mw"
    }  # fmt: skip


def test_without_finance(tmp_path: Path) -> None:
    document = fleet(contracts=[*ANCHOR, lease("big", mw=4)])
    del document["finance"]
    found = diagnosed(document, tmp_path)
    assert [one.kind for one in found.cures] == [CureKind.LEASES]
    assert found.shortfalls == ()


SERVERS = {
    "name": "old", "gpus": 8, "power_kw": 10, "servers": 400, "hall": "hall",
    "usd_per_gpu_hour": 2, "utilization_pct": 50,
}  # fmt: skip
BLOCK = {"kind": "block", "usd_per_mwh": 50}


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        (
            {"gpus": [SERVERS]},
            {"contracts.anchor", "sites.mill.gpus.old", "sites.mill.halls.hall.hpc_mw"},
        ),
        ({"grid_mw": {"2026-01": 10, "2026-08": 2}}, {"contracts.anchor", "sites.mill.grid_mw"}),
        (
            {
                "power": {
                    "supply": [
                        BLOCK | {"name": "a", "mw": 3, "until": "2026-06"},
                        BLOCK | {"name": "b", "mw": 2},
                    ]
                }
            },
            {"contracts.anchor", "sites.mill.power.supply"},
        ),
        (
            {"grid_mw": 3, "auxiliary_mw": 1},
            {"contracts.anchor", "sites.mill.grid_mw", "sites.mill.auxiliary_mw"},
        ),
    ],
)  # fmt: skip
def test_megawatts_that_do_not_fit(site: Document, expected: set[str], tmp_path: Path) -> None:
    found = diagnosed(fleet(sites=[SITE | site]), tmp_path)
    assert found.physical
    assert found.cures == ()
    assert paths(found) == expected
    assert found.minimal
