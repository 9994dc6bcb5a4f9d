"""The ledger's lines, written again, are those of the model's catalogue."""

from __future__ import annotations

from optimizer.formulation.lines import MONEY_LINES, MoneyGroup, Stream
from optimizer.ledger import Line, lines


def names(*groups: MoneyGroup) -> list[str]:
    return [line.name for line in MONEY_LINES if line.group in groups]


def in_stream(stream: Stream) -> set[str]:
    return {line.name for line in MONEY_LINES if line.stream is stream}


def test_same_lines_in_the_same_order() -> None:
    assert [line.value for line in Line] == [line.name for line in MONEY_LINES]


def test_same_subtotals() -> None:
    assert list(lines.EBITDA) == names(MoneyGroup.EBITDA)
    assert list(lines.CFADS) == names(MoneyGroup.EBITDA, MoneyGroup.TREASURY)
    assert list(lines.CAPEX) == names(MoneyGroup.CAPEX)
    assert list(lines.DEBT_SERVICE) == names(MoneyGroup.DEBT_SERVICE)


def test_same_streams() -> None:
    assert set(lines.HOSTING_STREAM) == in_stream(Stream.HOSTING)
    assert set(lines.FINANCING) == in_stream(Stream.NOT_IN_NPV)


def test_each_capex_line_is_funded_by_one_word() -> None:
    funded = [line for some in lines.FUNDED_BY.values() for line in some]
    assert sorted(funded) == sorted(lines.CAPEX)
