"""Fleets of any size, made of the same real parts: machines, leases, debts and a year of prices.

A :class:`Size` says how many sites, halls, leases, months and hours; :func:`write` makes the fleet
file and its price files. The same size and seed give the same fleet on every machine. Kinds of
leases, machines and debts are those of ``fleets/west-texas-hybrid``, whose README names their
sources; what is drawn at random (sizes, rents, windows) stays within a tenth or a few months of
them. Money grows with the megawatts, and is always too little for all leases on offer: that is
what makes a fleet hard.
"""

import csv
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FLEETS = Path(__file__).resolve().parent.parent / "fleets"

YEAR_OF_PRICES = (
    ("west-texas-hybrid/ercot_west_2024.csv", "lz_west_rtm"),
    ("two-sites/ercot_north_2024.csv", "lz_north_rtm"),
    ("west-texas-hybrid/ercot_west_2024.csv", "hb_west_dam"),
)
"""Files and columns of hourly prices that sites take turns with."""

FIRST_YEAR, FIRST_MONTH = 2027, 1
HALL_MW = 28.0
REAL_YEAR_HOURS = 8_783


@dataclass(frozen=True)
class Size:
    """How large a fleet is.

    Attributes:
        months: of the horizon, at least 12.
        sites: number of sites.
        halls: of all sites together, at least one per site.
        leases: on offer.
        window_months: in which a lease may start.
        orders: of new machines.
        hours: rows of each site's price file: 12, or a year of 8,783, or whole multiples of it.
        seed: of what is drawn at random.
    """

    months: int = 60
    sites: int = 1
    halls: int = 4
    leases: int = 4
    window_months: int = 6
    orders: int = 1
    hours: int = REAL_YEAR_HOURS
    seed: int = 1


def write(size: Size, folder: Path) -> Path:
    """Write a fleet of a size into a folder; the path of its fleet file."""
    folder.mkdir(parents=True, exist_ok=True)
    for s in range(size.sites):
        _write_prices(size, s, folder / f"prices-{s + 1}.csv")
    path = folder / "site.yaml"
    text = yaml.safe_dump(fleet(size), sort_keys=False, allow_unicode=True, width=100)
    path.write_text(text, encoding="utf-8")
    return path


def fleet(size: Size) -> dict[str, Any]:
    """The fleet file of a size, as YAML would load it."""
    draw = random.Random(size.seed)
    halls = [size.halls // size.sites + (s < size.halls % size.sites) for s in range(size.sites)]
    sites = [_site(size, s, halls[s], draw) for s in range(size.sites)]
    megawatts = sum(hall["asic_mw"] for site in sites for hall in site["halls"])
    return {
        "fleetopt": 1,
        "name": f"{size.sites}-sites-{size.halls}-halls-{size.leases}-leases-{size.months}-months",
        "horizon": {"start": month(0), "months": size.months},
        "market": {"hashprice_usd_per_ph_day": _until(size, {0: 34, 16: 25, 36: 24, 64: 20})},
        "sites": sites,
        "asic_orders": [_order(size, o, sites) for o in range(size.orders)],
        "contracts": [_lease(size, c, sites, draw) for c in range(size.leases)],
        "finance": _finance(size, megawatts),
        "objective": {
            "maximize": "npv",
            "discount_rate_pct": {"default": 14, "hosting": 9},
            "terminal": {"contract_runoff": True, "asic_resale": True},
        },
    }


def month(offset: int) -> str:
    """A month of the horizon as the fleet file writes it."""
    years, months = divmod(FIRST_MONTH - 1 + offset, 12)
    return f"{FIRST_YEAR + years}-{months + 1:02d}"


def _until(size: Size, steps: dict[int, float]) -> dict[str, float]:
    return {month(t): value for t, value in steps.items() if t < size.months}


def _site(size: Size, s: int, halls: int, draw: random.Random) -> dict[str, Any]:
    spaces = [_hall(size, h, draw) for h in range(halls)]
    asic_mw = sum(hall["asic_mw"] for hall in spaces)
    column = YEAR_OF_PRICES[s % len(YEAR_OF_PRICES)][1]
    return {
        "name": f"site-{s + 1}",
        "grid_mw": _until(size, {0: round(asic_mw * 0.98, 1), 21: round(asic_mw * 1.1, 1)}),
        "auxiliary_mw": 1.0,
        "fixed_cost_usd_per_month": round(1200 * asic_mw),
        "power": {
            "supply": [
                {
                    "name": "hedge",
                    "kind": "block",
                    "mw": round(asic_mw / 4),
                    "usd_per_mwh": 33 + s % 4,
                    "take_or_pay": True,
                    "resale": True,
                    "resale_fee_usd_per_mwh": 1.5,
                    "until": month(min(35, size.months - 1)),
                },
                {
                    "name": "ercot",
                    "kind": "market",
                    "price": {
                        "hourly_csv": f"prices-{s + 1}.csv",
                        "column": column,
                        "scale": {
                            "start": round(0.95 + 0.03 * (s % 4), 2),
                            "growth_pct_per_year": 2,
                        },
                    },
                    "adder_usd_per_mwh": 6,
                },
            ],
            "demand_usd_per_kw_month": 0.9,
            "coincident_peak": {
                "usd_per_kw_year": 68,
                "months": [6, 7, 8, 9],
                "hours_of_day": [15, 16, 17, 18],
            },
        },
        "mining": {
            "pool_fee_pct": 0.5,
            "demand_response_usd_per_mwh": 2,
            "curtailment_pct": 0.5,
        },
        "halls": spaces,
        "asics": [
            _machines("s19j-pro", "S19j Pro+", 0.30, asic_mw, 14, 0.45, -35),
            _machines("s19-xp", "S19 XP", 0.25, asic_mw, 14, 0.7, -30),
            _machines("s21", "S21", 0.40, asic_mw, 16, 3.3, -25),
        ],
    }


def _hall(size: Size, h: int, draw: random.Random) -> dict[str, Any]:
    months = draw.choice((10, 11, 12))
    earliest = min(8 + 2 * h, max(size.months - months - 6, 0))
    return {
        "name": f"hall-{h + 1}",
        "asic_mw": round(HALL_MW * draw.uniform(0.9, 1.1)),
        "pue": {"asic": 1.05, "hpc": 1.35},
        "conversion": {
            "hpc_mw": 20,
            "phases": draw.choice((2, 4, 5)),
            "months": months,
            "usd_per_mw": round(5.6e6 * draw.uniform(0.95, 1.1), -5),
            "earliest": month(earliest),
            "latest": month(max(earliest, min(earliest + 23, size.months - months - 1))),
        },
    }


def _machines(
    name: str, model: str, share: float, asic_mw: float, opex: float, resale: float, growth: float
) -> dict[str, Any]:
    watts = {"S19j Pro+": 3355, "S19 XP": 3010, "S21": 3500}[model]
    return {
        "name": name,
        "model": model,
        "units": round(share * asic_mw * 1e6 / watts),
        "uptime_pct": 96,
        "opex_usd_per_unit_month": opex,
        "resale_usd_per_th": {"start": resale, "growth_pct_per_year": growth},
    }


def _order(size: Size, o: int, sites: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": f"order-{o + 1}",
        "model": ("S21 Pro", "S21 XP")[o % 2],
        "sites": [site["name"] for site in sites],
        "max_units": 3000 * len(sites),
        "usd_per_th": {"start": 7.5 + 3 * (o % 2), "growth_pct_per_year": -20},
        "delivery_months": 2,
        "earliest": month(0),
        "latest": month(min(35, size.months - 3)),
        "uptime_pct": 96,
        "opex_usd_per_unit_month": 16,
        "resale_usd_per_th": {"start": 5.5 + 2 * (o % 2), "growth_pct_per_year": -25},
    }


_KINDS: tuple[dict[str, Any], ...] = (
    {
        "mw": {"min": 16, "max": 36, "step": 4},
        "term_months": 120,
        "ramp_months": 2,
        "usd_per_kw_month": 152,
        "load_factor_pct": 80,
        "passes": ["energy", "demand"],
        "pass_through_price": "market",
        "opex_usd_per_kw_month": 8,
        "fit_out_usd_per_mw": 2_500_000,
        "sla_credit_pct": 1,
        "default_pct_per_year": 1,
    },
    {
        "mw": {"min": 12, "max": 18, "step": 6},
        "term_months": 144,
        "ramp_months": 3,
        "usd_per_kw_month": 121,
        "load_factor_pct": 80,
        "passes": ["energy", "demand", "coincident_peak"],
        "opex_usd_per_kw_month": 8,
        "fit_out_usd_per_mw": 2_500_000,
        "tenant_funding_usd_per_mw": 6_500_000,
        "rent_credit_pct": 50,
        "sla_credit_pct": 1,
        "default_pct_per_year": 2.5,
    },
    {
        "mw": 32,
        "term_months": 180,
        "ramp_months": 5,
        "usd_per_kw_month": 159,
        "escalator_pct_per_year": 3,
        "load_factor_pct": 85,
        "passes": ["energy", "demand", "coincident_peak"],
        "opex_usd_per_kw_month": 2,
        "fit_out_usd_per_mw": 4_600_000,
        "default_pct_per_year": 1,
    },
    {
        "mw": {"min": 6, "max": 12, "step": 2},
        "term_months": 72,
        "ramp_months": 1,
        "usd_per_kw_month": 126,
        "escalator_pct_per_year": 2,
        "load_factor_pct": 70,
        "passes": ["energy"],
        "opex_usd_per_kw_month": 12,
        "fit_out_usd_per_mw": 400_000,
        "sla_credit_pct": 2,
        "default_pct_per_year": 4,
    },
)


def _lease(size: Size, c: int, sites: list[dict[str, Any]], draw: random.Random) -> dict[str, Any]:
    kind = dict(_KINDS[c % len(_KINDS)])
    kind["usd_per_kw_month"] = round(kind["usd_per_kw_month"] * draw.uniform(0.92, 1.08), 1)
    chosen = sorted(draw.sample(range(len(sites)), min(len(sites), 1 + c % 2)))
    halls = []
    for s in chosen:
        names = [hall["name"] for hall in sites[s]["halls"]]
        several = sorted(draw.sample(names, min(len(names), 3)))
        halls += [f"{sites[s]['name']}/{name}" for name in several]
    earliest = min(20 + draw.randrange(12), size.months - size.window_months)
    window = {"earliest": month(earliest), "latest": month(earliest + size.window_months - 1)}
    return {"name": f"lease-{c + 1}", "halls": halls, "start": window, **kind}


def _finance(size: Size, megawatts: float) -> dict[str, Any]:
    share = megawatts / 112  # of the flagship fleet, whose money this is

    def usd(amount: float) -> int:
        return round(amount * share, -5).__int__()

    until = min(41, size.months - 2)
    return {
        "cash_usd": usd(30e6),
        "min_cash_usd": usd(5e6),
        "overhead_usd_per_month": usd(450e3),
        "debts": [
            {
                "name": "miner-loan",
                "kind": "term_loan",
                "balance_usd": usd(24e6),
                "rate_pct": 12.5,
                "repayment": "level",
                "matures": month(min(41, size.months - 1)),
            },
            {
                "name": "project",
                "kind": "construction",
                "limit_usd": usd(200e6),
                "rate_pct": 7.5,
                "advance_pct": 85,
                "funds": ["conversion", "fit_out", "interest"],
                "draw_until": month(until),
                "repay_from": month(until + 1),
                "repay_months": 108,
                "commitment_fee_pct": 0.75,
                "upfront_fee_pct": 1.5,
            },
        ],
        "covenants": [
            {
                "kind": "min_dscr",
                "ratio": 1.25,
                "window_months": 12,
                "from": month(min(48, size.months - 1)),
            }
        ],
        "equity": {"limit_usd": usd(45e6), "issue_cost_pct": 6, "cost_pct_per_year": 10},
        "capex_limit_usd": {
            FIRST_YEAR + y: usd(200e6) for y in range(min(5, (size.months + 11) // 12))
        },
    }


def _write_prices(size: Size, s: int, path: Path) -> None:
    """One price a month, a real year, or years that each repeat it a little shifted in level."""
    name, column = YEAR_OF_PRICES[s % len(YEAR_OF_PRICES)]
    with (FLEETS / name).open(encoding="utf-8", newline="") as file:
        real = [(row["timestamp"], float(row[column])) for row in csv.DictReader(file)]
    if size.hours == 12:
        months: dict[str, list[float]] = {}
        for stamp, price in real:
            months.setdefault(stamp[:7], []).append(price)
        rows = [(f"{m}-01T00:00", sum(p) / len(p)) for m, p in months.items()]
    else:
        draw = random.Random(size.seed)
        rows = []
        for year in reversed(range(round(size.hours / len(real)))):
            level = 1.0 if year == 0 else draw.uniform(0.9, 1.1)
            rows += [(f"{2024 - year}{stamp[4:]}", price * level) for stamp, price in real]
        rows = [row for row in rows if not _missing_leap_day(row[0])]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("timestamp", column))
        out.writerows((stamp, f"{price:.2f}") for stamp, price in rows)


def _missing_leap_day(stamp: str) -> bool:
    return stamp[5:10] == "02-29" and int(stamp[:4]) % 4 != 0
