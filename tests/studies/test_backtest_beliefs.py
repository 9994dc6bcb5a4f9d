"""What is believed at a month: what was known, and nothing of what comes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.formulation import formulate
from optimizer.inputs.problem import Market, Problem
from optimizer.months import Horizon, Month
from optimizer.plan import load
from optimizer.studies.backtest.belief import Belief, believed, believed_hashprice
from optimizer.studies.backtest.known import calibrations, futures_of
from optimizer.studies.backtest.memory import CHOSEN, Decided, Memory, months_of
from optimizer.studies.backtest.past import Past, read_past
from optimizer.studies.backtest.rules import RULES, Aim, Notice, aimed, closed, unheard
from optimizer.studies.history import HistoryFileError, read_history

TEXAS = "fleets/texas-2021/site.yaml"
HISTORY = "examples/network-history/btc_network_daily.csv"


@pytest.fixture(scope="module")
def texas() -> Problem:
    return load(TEXAS)


@pytest.fixture(scope="module")
def past(texas: Problem) -> Past:
    return read_past(HISTORY, texas.horizon)


@given(month=st.integers(0, 60), belief=st.sampled_from(list(Belief)))
@settings(max_examples=25, deadline=None)
def test_what_was_known_stays_and_what_comes_is_not_looked_at(month: int, belief: Belief) -> None:
    problem = load(TEXAS)
    past = Past(np.linspace(900.0, 280.0, 40))
    seen = believed(problem, month, belief, past)
    assert np.array_equal(seen.market.hashprice[:month], problem.market.hashprice[:month])
    # Another future is not seen, but for the first month where nothing at all is known.
    factor = np.where(np.arange(60) < max(month, 1), 1.0, 7.0)
    coin = problem.market.btc_price
    assert coin is not None
    other = replace(problem, market=Market(problem.market.hashprice * factor, coin * factor))
    if belief is not Belief.TRUE and month < 60:
        again = believed(other, month, belief, past)
        assert np.array_equal(seen.market.hashprice, again.market.hashprice)
        assert seen.market.btc_price is not None
        assert (seen.market.btc_price[month:] == coin[max(month - 1, 0)]).all()


def test_hashprice_stays_but_for_the_halving(texas: Problem, past: Past) -> None:
    month = texas.horizon.offset(Month.parse("2024-01"))
    halving = texas.horizon.offset(Month.parse("2024-05"))
    told, last = believed_hashprice(texas, month, Belief.STAYS, past)
    assert last == texas.market.hashprice[month - 1]
    assert told[month:halving] == pytest.approx(last)
    assert told[halving:] == pytest.approx(last / 2)


def test_at_the_start_the_month_before_is_known(texas: Problem, past: Past) -> None:
    told, last = believed_hashprice(texas, 0, Belief.STAYS, past)
    assert last == past.hashprice[-1]
    assert told[:34] == pytest.approx(last)
    unknown, first = believed_hashprice(texas, 0, Belief.STAYS, Past.unknown())
    assert first == texas.market.hashprice[0]
    assert unknown[0] == first


def test_a_trend_is_found_and_goes_on(texas: Problem) -> None:
    t = np.arange(-48, 0)
    told, last = believed_hashprice(texas, 0, Belief.TREND, Past(300 * np.exp(-0.03 * t)))
    assert told == pytest.approx(last * np.exp(-0.03 * np.arange(1, 61)), rel=1e-9)
    # Of too little nobody makes a trend.
    few, _ = believed_hashprice(texas, 0, Belief.TREND, Past(300 * np.exp(-0.03 * t[-10:])))
    assert few[:34] == pytest.approx(float(few[0]))


def test_machines_move_with_what_is_believed(texas: Problem, past: Past) -> None:
    month = 20
    seen = believed(texas, month, Belief.TREND, past)
    hashprice, last = believed_hashprice(texas, month, Belief.TREND, past)
    for was, now in zip(texas.asic_orders, seen.asic_orders, strict=True):
        assert np.array_equal(now.price[:month], was.price[:month])
        expected = was.price[month - 1] * hashprice[month:] / last
        assert now.price[month:] == pytest.approx(expected)
        resale = was.machine.resale[month - 1] * hashprice[month:] / last
        assert now.machine.resale[month:] == pytest.approx(resale)
    (group,) = seen.asics
    assert group.machine.resale[-1] < texas.asics[0].machine.resale[month - 1]


def test_power_is_as_dear_as_in_the_same_month_a_year_before() -> None:
    levels = "{2027-01: 30, 2028-01: 60, 2029-01: 90}"
    problem = load("fleets/bear-market/site.yaml", [f"sites.0.power.supply.1.price={levels}"])
    market = believed(problem, 12, Belief.STAYS, Past.unknown()).sites[0].power.market
    assert market is not None
    assert market.mean_price == pytest.approx(30.0)
    market = believed(problem, 18, Belief.STAYS, Past.unknown()).sites[0].power.market
    assert market is not None
    # January to June of 2028 are known, July to December are as in 2027.
    assert market.mean_price[12:24] == pytest.approx([60.0] * 6 + [30.0] * 6)
    assert market.mean_price[24:30] == pytest.approx(60.0)
    # In the first year nothing older is known: the file's own prices stand.
    market = believed(problem, 6, Belief.STAYS, Past.unknown()).sites[0].power.market
    assert market is not None
    assert market.mean_price[6:12] == pytest.approx(30.0)


def test_servers_and_their_rents_stay() -> None:
    problem = load("fleets/gpu-cloud/site.yaml")
    seen = believed(problem, 5, Belief.STAYS, Past.unknown())
    for was, now in zip(problem.gpu_orders, seen.gpu_orders, strict=True):
        assert (now.price[5:] == was.price[4]).all()
        assert (now.server.usd_per_gpu_hour[5:] == was.server.usd_per_gpu_hour[4]).all()
    for own, later in zip(problem.gpus, seen.gpus, strict=True):
        assert (later.server.usd_per_gpu_hour[5:] == own.server.usd_per_gpu_hour[4]).all()


# ------------------------------------------------------------------------------ what was before


def test_the_months_before_the_horizon(texas: Problem, past: Past) -> None:
    frame = pd.read_csv(HISTORY)
    june = frame[frame["date"].str.startswith("2021-06")]
    reward = june["subsidy_btc"] * june["blocks"] + june["fees_btc"]
    per_block = reward.sum() / june["blocks"].sum()
    expected = per_block * 144 * june["price_usd"].mean() / (1000 * june["hashrate_ehs"].mean())
    assert past.hashprice[-1] == pytest.approx(expected)
    assert len(past.hashprice) == 66  # 2016-01 to 2021-06


def test_a_history_must_reach_the_start(tmp_path: Path, texas: Problem) -> None:
    frame = pd.read_csv(HISTORY)
    short = tmp_path / "short.csv"
    frame[frame["date"] < "2021-06-15"].to_csv(short, index=False)
    with pytest.raises(HistoryFileError, match="the whole month before the horizon, 2021-06"):
        read_past(short, texas.horizon)
    bare = tmp_path / "bare.csv"
    frame.drop(columns="blocks").to_csv(bare, index=False)
    with pytest.raises(HistoryFileError, match="no column 'blocks'"):
        read_past(bare, texas.horizon)
    hole = tmp_path / "hole.csv"
    frame[~frame["date"].str.startswith("2020-12")].to_csv(hole, index=False)
    assert len(read_past(hole, texas.horizon).hashprice) == 6


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("price_usd", "inf", "it must be a number, above 0"),
        ("hashrate_ehs", "0", "it must be a number, above 0"),
        ("fees_btc", "-1", "it must be a number, at least 0"),
        ("date", "14/06/2021", "days are YYYY-MM-DD"),
    ],
)
def test_a_history_that_says_nonsense(
    tmp_path: Path, texas: Problem, column: str, value: str, words: str
) -> None:
    frame = pd.read_csv(HISTORY, dtype=str)
    frame.loc[10, column] = value
    wrong = tmp_path / "wrong.csv"
    frame.to_csv(wrong, index=False)
    with pytest.raises(HistoryFileError, match=f"line 12: .*{words}"):
        read_past(wrong, texas.horizon)


def test_a_month_without_blocks(tmp_path: Path, texas: Problem) -> None:
    frame = pd.read_csv(HISTORY)
    frame.loc[frame["date"].str.startswith("2020-02"), "blocks"] = 0
    none = tmp_path / "none.csv"
    frame.to_csv(none, index=False)
    with pytest.raises(HistoryFileError, match="no blocks in 2020-02"):
        read_past(none, texas.horizon)


def test_estimates_on_the_way_know_nothing_later() -> None:
    horizon = Horizon(Month.parse("2021-07"), 24)
    frame = read_history(HISTORY)
    known = calibrations(frame, horizon, 12)
    assert len(known) == 2
    assert known[0].last == "2021-06-30"
    assert known[1].last == "2022-06-30"
    until = frame[frame["date"] < "2022-07-01"]
    assert calibrations(until, horizon, 12) == known


def test_random_futures_begin_where_knowledge_ends(texas: Problem, past: Past) -> None:
    (known, *_) = calibrations(read_history(HISTORY), texas.horizon, 60)
    seen = believed(texas, 30, Belief.TREND, past)
    drawn = futures_of(seen, 30, 3, 1, known)
    assert len(drawn) == 3
    assert sum(one.probability for one in drawn) == pytest.approx(1.0)
    for one in drawn:
        assert one.months == 60
        assert set(one.hashprice[:30]) == {1.0}
        assert one.hashprice[59] != 1.0
    assert futures_of(seen, 30, 3, 1, known) == drawn
    assert futures_of(seen, 30, 3, 2, known) != drawn


# -------------------------------------------------------------------------- programs and memory


def test_rules_close_what_they_never_do(texas: Problem) -> None:
    formulation = formulate(texas)
    for rule in RULES:
        program = closed(formulation, rule)
        free = {
            block.name: bool((program.col_upper[block.numbers] > 0).any())
            for block in program.columns
            if block.name in CHOSEN
        }
        assert free["miners.ordered"] == rule.miners
        assert free["hosting.signed"] == rule.leases
        assert free["halls.phases"] == rule.leases


def test_offers_open_as_they_are_heard_of(texas: Problem) -> None:
    formulation = formulate(texas)
    signed = next(b for b in formulation.program.columns if b.name == "hosting.signed")
    ordered = next(b for b in formulation.program.columns if b.name == "miners.ordered")

    def heard(month: int, notice: int, orders: int = 0) -> tuple[int, int]:
        upper = unheard(formulation, formulation.program, month, Notice(notice, orders)).col_upper
        leases = {
            int(c)
            for c, j in zip(formulation.hosting.offers.contract, signed.index, strict=True)
            if upper[j] > 0
        }
        return len(leases), int((upper[ordered.index].max(axis=1) > 0).sum())

    assert heard(0, 0) == (0, 1)
    assert heard(12, 0) == (0, 2)
    assert heard(34, 13, 13) == (1, 4)  # the lease of 2025-06 is heard of in 2024-05
    assert heard(33, 13, 3) == (0, 3)  # the machines of 2024-10 are not yet
    assert heard(0, 600, 600) == (2, 4)


def test_a_rule_that_looks_at_something_else_prefers_the_better_of_the_same(texas: Problem) -> None:
    formulation = formulate(texas)
    program = formulation.program
    for rule in RULES:
        changed = aimed(formulation, program, rule.aim)
        x = np.zeros(program.shape[1])
        ordered = next(b for b in program.columns if b.name == "miners.ordered")
        x[ordered.numbers] = 1.0  # costs money, and is no use by itself
        if rule.aim is Aim.NPV:
            assert changed is program
        else:
            assert changed.objective @ x == pytest.approx(1e-3 * (program.objective @ x))


def test_memory_holds_what_was_decided_and_nothing_else(texas: Problem) -> None:
    formulation = formulate(texas)
    program = formulation.program
    x = np.where(program.integer, 1.0, 0.25) * (program.col_upper > 0)
    memory = Memory().with_values(formulation, x, CHOSEN, Decided(48))
    held = memory.held(program)
    for block in program.columns:
        low, high = held.col_lower[block.numbers], held.col_upper[block.numbers]
        if block.name not in CHOSEN:
            assert np.array_equal(low, program.col_lower[block.numbers])
            assert np.array_equal(high, program.col_upper[block.numbers])
            continue
        past = months_of(formulation, block) < 48
        assert np.array_equal(high[~past], program.col_upper[block.numbers][~past])
        assert np.allclose(low[past], x[block.numbers][past], atol=1e-3)
        assert np.allclose(high[past], x[block.numbers][past], atol=1e-3)
        assert (high <= np.maximum(program.col_upper[block.numbers], x[block.numbers])).all()
    # What was decided once is not decided again.
    again = memory.with_values(formulation, 0 * x, CHOSEN, Decided(60))
    assert np.array_equal(
        again.columns(formulation)[program.integer][:5],
        memory.columns(formulation)[program.integer][:5],
    )
    assert memory.renewed(formulation, x).lasting().kept == memory.kept
