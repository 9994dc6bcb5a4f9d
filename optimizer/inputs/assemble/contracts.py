"""Leases on offer, and leases that already run."""

from collections.abc import Sequence

from optimizer import schema
from optimizer.inputs.assemble.places import Places
from optimizer.inputs.assemble.reading import Loc, Reading
from optimizer.inputs.problem import Contract, FloatArray, PassThrough
from optimizer.months import Month
from optimizer.units import fraction


def contracts(
    said: Sequence[schema.Contract], places: Places, reading: Reading
) -> tuple[Contract, ...]:
    """All contracts, with what excludes what either way round."""
    index = {contract.name: i for i, contract in enumerate(said)}
    excludes: list[set[int]] = [set() for _ in said]
    for i, contract in enumerate(said):
        for name in contract.excludes:
            if (other := index.get(name, i)) != i:
                excludes[i].add(other)
                excludes[other].add(i)
    return tuple(
        _contract(contract, tuple(sorted(excludes[i])), places, reading, ("contracts", i))
        for i, contract in enumerate(said)
    )


def _contract(
    said: schema.Contract, excludes: tuple[int, ...], places: Places, reading: Reading, loc: Loc
) -> Contract:
    """One contract."""
    mw_min, mw_max, mw_step = _size(said)
    starts = _starts(said, reading)
    pass_through, curve = _pass_through(said, reading, loc)
    halls = places.hpc_halls() if said.halls is None else places.find_halls(said.halls)
    return Contract(
        name=said.name,
        mw_min=mw_min,
        mw_max=mw_max,
        mw_step=mw_step,
        halls=halls,
        starts=starts,
        running=len(starts) == 1 and starts[0] < 0,
        term_months=said.term_months,
        ramp_months=said.ramp_months,
        usd_per_kw_month=said.usd_per_kw_month,
        escalator=fraction(said.escalator_pct_per_year),
        load_factor=fraction(said.load_factor_pct),
        passes_energy="energy" in said.passes,
        passes_demand="demand" in said.passes,
        passes_peak="coincident_peak" in said.passes,
        pass_through=pass_through,
        pass_through_curve=curve,
        opex_usd_per_kw_month=float(said.opex_usd_per_kw_month),
        fit_out_usd_per_mw=float(said.fit_out_usd_per_mw),
        tenant_funding_usd_per_mw=float(said.tenant_funding_usd_per_mw),
        rent_credit=fraction(said.rent_credit_pct),
        sla_credit=fraction(said.sla_credit_pct),
        default_rate=fraction(said.default_pct_per_year),
        must_sign=said.must_sign,
        excludes=excludes,
    )


def _size(said: schema.Contract) -> tuple[float, float, float | None]:
    """Least, most and step of its MW."""
    step = said.mw.step if isinstance(said.mw, schema.Size) else None
    return said.smallest_mw, said.largest_mw, step


def _starts(said: schema.Contract, reading: Reading) -> tuple[int, ...]:
    """Offsets of the months in which it may start; one negative offset if it already runs."""
    if isinstance(said.start, Month):
        return (reading.offset(said.start),)
    first, last = reading.offset(said.start.earliest), reading.offset(said.start.latest)
    return tuple(range(max(first, 0), min(last, reading.last) + 1))


def _pass_through(
    said: schema.Contract, reading: Reading, loc: Loc
) -> tuple[PassThrough, FloatArray | None]:
    """At which price energy is reimbursed."""
    if isinstance(said.pass_through_price, str):
        return PassThrough(said.pass_through_price), None
    return PassThrough.CURVE, reading.curve(said, "pass_through_price", loc)
