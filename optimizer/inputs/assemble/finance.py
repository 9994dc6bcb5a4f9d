"""Cash, debts, covenants, treasury and equity."""

from collections.abc import Sequence

from optimizer import schema
from optimizer.inputs.assemble.reading import Loc, Reading
from optimizer.inputs.problem import (
    CapexKind,
    Construction,
    Covenant,
    CovenantKind,
    Debt,
    Equity,
    Finance,
    FloatArray,
    Repayment,
    Revolver,
    TermLoan,
    Treasury,
    TreasuryPolicy,
)
from optimizer.units import fraction


def finance(said: schema.Finance, reading: Reading, loc: Loc) -> Finance:
    """What the fleet has, owes, and promised its lenders."""
    debts = tuple(_debt(debt, reading, (*loc, "debts", i)) for i, debt in enumerate(said.debts))
    return Finance(
        cash=float(said.cash_usd),
        min_cash=reading.curve(said, "min_cash_usd", loc),
        overhead=reading.curve(said, "overhead_usd_per_month", loc),
        debts=debts,
        covenants=_covenants(said.covenants, debts, reading),
        treasury=None if said.treasury is None else _treasury(said.treasury),
        equity=None if said.equity is None else _equity(said.equity),
        capex_limit=tuple(sorted((int(year), usd) for year, usd in said.capex_limit_usd.items())),
    )


# -------------------------------------------------------------------------------------- debts


def _debt(said: schema.Debt, reading: Reading, loc: Loc) -> Debt:
    """One debt."""
    rate = reading.curve(said, "rate_pct", loc) / 100.0
    if isinstance(said, schema.TermLoan):
        return TermLoan(
            name=said.name,
            balance=said.balance_usd,
            rate=rate,
            repayment=Repayment(said.repayment),
            matures=reading.offset(said.matures),
        )
    if isinstance(said, schema.Construction):
        return _construction(said, rate, reading)
    matures = reading.offset(said.matures, default=reading.horizon.months)
    return Revolver(
        name=said.name,
        limit=said.limit_usd,
        drawn=float(said.drawn_usd),
        rate=rate,
        commitment_fee=fraction(said.commitment_fee_pct),
        matures=matures if matures <= reading.last else None,
        max_ltv=fraction(said.max_ltv_pct) if isinstance(said, schema.BtcBacked) else None,
    )


def _construction(said: schema.Construction, rate: FloatArray, reading: Reading) -> Construction:
    """A construction facility."""
    return Construction(
        name=said.name,
        limit=said.limit_usd,
        drawn=float(said.drawn_usd),
        rate=rate,
        advance=fraction(said.advance_pct),
        funds=frozenset(CapexKind(kind) for kind in said.funds if kind != "interest"),
        funds_interest="interest" in said.funds,
        draw_until=reading.offset(said.draw_until),
        repay_from=reading.offset(said.repay_from),
        repay_months=said.repay_months,
        commitment_fee=fraction(said.commitment_fee_pct),
        upfront_fee=fraction(said.upfront_fee_pct),
    )


# ---------------------------------------------------------------------------------- covenants


def _covenants(
    said: Sequence[schema.Covenant], debts: Sequence[Debt], reading: Reading
) -> tuple[Covenant, ...]:
    """The covenants, each with a name of its own."""
    index = {debt.name: i for i, debt in enumerate(debts)}
    names: set[str] = set()
    covenants = []
    for covenant in said:
        named = tuple(index) if covenant.debts is None else tuple(covenant.debts)
        first = reading.offset(covenant.from_, default=0)
        last = reading.offset(covenant.until, default=reading.last)
        built = Covenant(
            name=_unique(_label(covenant), names),
            kind=CovenantKind(covenant.kind),
            ratio=covenant.ratio,
            window_months=covenant.window_months,
            first=max(first, covenant.window_months - 1, 0),
            last=min(last, reading.last),
            debts=tuple(sorted({index[name] for name in named if name in index})),
            breach_probability=fraction(covenant.breach_probability_pct),
        )
        names.add(built.name)
        covenants.append(built)
    return tuple(covenants)


def _label(said: schema.Covenant) -> str:
    """A readable name, like ``min_dscr 1.25x (term-loan)``."""
    debts = "" if said.debts is None else f" ({', '.join(said.debts)})"
    return f"{said.kind} {said.ratio:g}x{debts}"


def _unique(label: str, taken: set[str]) -> str:
    """The label, numbered where it is taken."""
    number, name = 1, label
    while name in taken:
        number += 1
        name = f"{label} #{number}"
    return name


# ------------------------------------------------------------------------ treasury and equity


def _treasury(said: schema.Treasury) -> Treasury:
    """Coins held."""
    return Treasury(
        btc=float(said.btc),
        policy=TreasuryPolicy(said.policy),
        max_sell=said.max_sell_btc_per_month,
        sell_fee=fraction(said.sell_fee_pct),
    )


def _equity(said: schema.Equity) -> Equity:
    """New equity."""
    return Equity(
        limit=said.limit_usd,
        issue_cost=fraction(said.issue_cost_pct),
        cost=fraction(said.cost_pct_per_year),
    )
