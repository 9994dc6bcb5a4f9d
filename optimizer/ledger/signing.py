"""Which leases run: what was offered, and what the plan may sign of it."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from optimizer.ledger.amounts import ZERO, add_up, exact
from optimizer.ledger.breaches import TOLERANCE, Unit
from optimizer.ledger.case import Case
from optimizer.ledger.space import Space
from optimizer.months import Month
from optimizer.schedule import Lease
from optimizer.schema import Contract, Size


@dataclass(frozen=True)
class Signed:
    """A lease that runs.

    Attributes:
        contract: its terms.
        start: month offset; negative where it runs already.
        halls: MW by hall, each hall with a known space.
    """

    contract: Contract
    start: int
    halls: tuple[tuple[Space, Decimal], ...]

    @property
    def mw(self) -> Decimal:
        """Critical IT MW of the lease."""
        return add_up(mw for _, mw in self.halls)


def signed_leases(case: Case, spaces: tuple[Space, ...]) -> tuple[Signed, ...]:
    """All leases of the plan, each checked against its contract."""
    contracts = {contract.name: contract for contract in case.fleet.contracts}
    by_name = {space.name: space for space in spaces}
    signed = []
    for lease in case.schedule.leases:
        contract = contracts.get(lease.contract)
        if contract is None:
            text = f"there is no contract {lease.contract}"
            case.breaches.refuse("lease", lease.start, text)
            continue
        _check_halls(case, spaces, contract, lease)
        halls = tuple(
            (by_name[part.hall], exact(part.mw)) for part in lease.halls if part.hall in by_name
        )
        one = Signed(contract, lease.start, halls)
        _check_size(case, one)
        _check_start(case, one)
        signed.append(one)
    _check_choice(case, signed)
    return tuple(signed)


def _check_halls(case: Case, spaces: tuple[Space, ...], contract: Contract, lease: Lease) -> None:
    """At one site, in halls that the contract allows, with no MW below nil."""
    allowed = contract.halls or [space.name for space in spaces if space.hpc_capable]
    sites = {space.name: space.site for space in spaces}
    for part in lease.halls:
        if part.hall not in allowed:
            text = f"{contract.name} may not sit in {part.hall}"
            case.breaches.refuse("lease", lease.start, text)
        what = f"MW of {contract.name} in {part.hall}"
        case.breaches.at_least("lease", lease.start, what, exact(part.mw), ZERO, Unit.MW)
    if len({sites.get(part.hall) for part in lease.halls}) > 1:
        case.breaches.refuse("lease", lease.start, f"{contract.name} sits at several sites")


def _check_size(case: Case, lease: Signed) -> None:
    """The size offered; where there is a choice, between its ends and in steps."""
    contract, mw, t = lease.contract, lease.mw, lease.start
    size = contract.mw
    what = f"MW of {contract.name}"
    if not isinstance(size, Size):
        case.breaches.equal("lease size", t, what, mw, exact(size), Unit.MW)
        return
    case.breaches.at_least("lease size", t, what, mw, exact(size.min), Unit.MW)
    case.breaches.at_most("lease size", t, what, mw, exact(size.max), Unit.MW)
    if size.step is not None:
        step = exact(size.step)
        steps = (mw / step).to_integral_value(ROUND_HALF_EVEN)
        what = f"MW of {contract.name}, a multiple of {size.step:g} MW"
        case.breaches.equal("lease size", t, what, mw, steps * step, Unit.MW)


def _check_start(case: Case, lease: Signed) -> None:
    """The month offered, or one of the window."""
    start, offset = lease.contract.start, case.timeline.offset
    if isinstance(start, Month):
        allowed = lease.start == offset(start, 0)
    else:
        allowed = offset(start.earliest, 0) <= lease.start <= offset(start.latest, 0)
        allowed = allowed and lease.start in case.timeline.all
    if not allowed:
        text = f"{lease.contract.name} starts in a month that it does not offer"
        case.breaches.refuse("lease start", lease.start, text)


def _check_choice(case: Case, signed: list[Signed]) -> None:
    """Each contract once, those that must be there, none beside one that it excludes."""
    names = [lease.contract.name for lease in signed]
    for contract in case.fleet.contracts:
        times = names.count(contract.name)
        if times > 1:
            case.breaches.refuse("lease", None, f"{contract.name} is signed {times} times")
        runs = isinstance(contract.start, Month) and contract.start < case.timeline.start
        # A lease of no MW is no record.
        due = runs or contract.must_sign
        if due and times == 0 and exact(contract.smallest_mw) > TOLERANCE[Unit.MW]:
            why = "runs already" if runs else "must be signed"
            case.breaches.refuse("lease", None, f"{contract.name} {why} and is missing")
        for other in contract.excludes:
            if other != contract.name and times and other in names:
                text = f"{contract.name} and {other} exclude each other and are both signed"
                case.breaches.refuse("lease", None, text)
