"""A schedule as tables of a JSON report, and back again.

Each kind of record is a table with ``columns`` and ``rows``; months are ``YYYY-MM``. A lease
takes one row per hall.
"""

from collections.abc import Iterator
from dataclasses import fields
from itertools import groupby
from typing import Any

from pydantic import TypeAdapter, ValidationError

from optimizer import schedule as records
from optimizer.errors import FleetoptError
from optimizer.months import Month
from optimizer.report.json_text import Json, JsonObject
from optimizer.schedule import Schedule

_LEASES = "leases"
_LEASE_COLUMNS = ("contract", "start", "hall", "mw")
_MONTHS = ("month", "start")

_KINDS: dict[str, type] = {
    "builds": records.Build,
    "asic_purchases": records.AsicPurchase,
    "asic_deliveries": records.AsicDelivery,
    "asic_sales": records.AsicSale,
    "installations": records.Installation,
    "gpu_purchases": records.GpuPurchase,
    "runs": records.Run,
    "firm": records.FirmSupply,
    "debt_moves": records.DebtMove,
    "equity": records.EquityIssue,
    "coin_sales": records.CoinSale,
    "undelivered": records.Undelivered,
    "idle": records.IdleServers,
    "cures": records.Cure,
}
"""Records whose fields are the columns, by their field of the schedule."""

_RARE = frozenset({"undelivered", "idle", "cures"})
"""Tables that are there only where they have rows: builds are seldom late."""


class ReportError(FleetoptError):
    """A JSON report is not what fleetopt writes."""

    code = "E611"


def schedule_tables(schedule: Schedule, start: Month) -> JsonObject:
    """All tables of a schedule.

    Args:
        schedule: what the plan decides.
        start: first month of the horizon.
    """
    leases: list[Json] = []
    for lease in schedule.leases:
        month = str(start + lease.start)
        leases += [[lease.contract, month, share.hall, share.mw] for share in lease.halls]
        if not lease.halls:
            leases.append([lease.contract, month, None, 0.0])
    document: JsonObject = {_LEASES: _table(_LEASE_COLUMNS, leases)}
    for name, kind in _KINDS.items():
        if name in _RARE and not getattr(schedule, name):
            continue
        columns = _columns(kind)
        rows: list[Json] = [
            [_told(column, getattr(record, column), start) for column in columns]
            for record in getattr(schedule, name)
        ]
        document[name] = _table(columns, rows)
    return document


def read_schedule(document: object, start: Month) -> Schedule:
    """A schedule from its tables.

    Raises:
        ReportError: the tables are not what :func:`schedule_tables` writes.
    """
    if not isinstance(document, dict) or set(document) | _RARE != {_LEASES, *_KINDS}:
        raise ReportError("the report's `schedule` does not have the tables of a schedule")
    try:
        plain: dict[str, Any] = {
            name: [
                dict(zip(_columns(kind), row, strict=True))
                for row in _rows(document[name], _columns(kind), start, name)
            ]
            for name, kind in _KINDS.items()
            if name in document
        }
        plain[_LEASES] = list(_leases(document[_LEASES], start))
        return TypeAdapter(Schedule).validate_python(plain)
    except (ValidationError, ValueError, TypeError) as error:
        words = str(error).splitlines()[0][:200]
        raise ReportError(f"the report's `schedule` cannot be read: {words}") from None


def _columns(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _table(columns: tuple[str, ...], rows: list[Json]) -> JsonObject:
    return {"columns": list[Json](columns), "rows": rows}


def _told(column: str, value: Any, start: Month) -> Json:
    """A month as YYYY-MM, anything else as it is."""
    return str(start + value) if column in _MONTHS else value


def _rows(table: Any, columns: tuple[str, ...], start: Month, name: str) -> Iterator[list[Any]]:
    """The rows of a table with months as offsets."""
    if not isinstance(table, dict) or table.get("columns") != list(columns):
        raise ValueError(f"`{name}` must have the columns {', '.join(columns)}")
    for row in table["rows"]:
        if not isinstance(row, list) or len(row) != len(columns):
            raise ValueError(f"a row of `{name}` must have {len(columns)} values")
        yield [
            Month.parse(value) - start if column in _MONTHS else value
            for column, value in zip(columns, row, strict=True)
        ]


def _leases(table: Any, start: Month) -> Iterator[dict[str, Any]]:
    """Leases, their halls together again."""
    rows = _rows(table, _LEASE_COLUMNS, start, _LEASES)
    for (contract, begins), own in groupby(rows, key=lambda row: (row[0], row[1])):
        halls = [{"hall": hall, "mw": mw} for _, _, hall, mw in own if hall is not None]
        yield {"contract": contract, "start": begins, "halls": halls}
