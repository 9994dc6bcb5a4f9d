"""The example that docs/how-it-decides.md follows on paper is what the optimiser finds."""

import csv
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import optimizer

FLEET = """
fleetopt: 1
name: paper
horizon: {start: 2026-06, months: 1}
market: {hashprice_usd_per_ph_day: 30}
site:
  name: paper
  grid_mw: 10
  power:
    supply:
      - {name: block, kind: block, mw: 6, usd_per_mwh: 35}
      - name: market
        kind: market
        price: {hourly_csv: june.csv, column: usd_per_mwh}
        adder_usd_per_mwh: 4
  halls:
    - {name: hall, asic_mw: 10, pue: {asic: 1}}
  asics:
    - {name: new, hashrate_th: 200, power_w: 3500, units: 2000}
    - {name: old, hashrate_th: 100, power_w: 2970, units: 1000}
objective: {discount_rate_pct: 0}
"""


def page_says(page: str) -> tuple[dict[int, int], float]:
    """Hours by market price, and the plan's dollars, as the page has them."""
    found = re.search(r"^>>> hours = \{(.+?)\}", page, re.MULTILINE)
    assert found is not None
    pairs = (pair.split(":") for pair in found[1].split(","))
    dollars = re.search(r'^>>> print\(f"\$\{plan:,\.0f\}"\)\n\$([\d,]+)$', page, re.MULTILINE)
    assert dollars is not None
    return {int(p): int(n) for p, n in pairs}, float(dollars[1].replace(",", ""))


def test_the_optimiser_agrees_with_the_page(repo_root: Path, tmp_path: Path) -> None:
    page = (repo_root / "docs" / "how-it-decides.md").read_text(encoding="utf-8")
    hours, dollars = page_says(page)
    prices = [price for price, count in hours.items() for _ in range(count)]
    start = datetime(2026, 6, 1)
    with (tmp_path / "june.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["timestamp", "usd_per_mwh"])
        for hour, price in enumerate(prices):
            rows.writerow([f"{start + timedelta(hours=hour):%Y-%m-%d %H:%M}", price])
    fleet = tmp_path / "site.yaml"
    fleet.write_text(FLEET, encoding="utf-8")

    plan = optimizer.solve(optimizer.load(fleet)).plan
    assert plan.npv.npv_usd == pytest.approx(dollars, abs=0.5)
    assert plan.money.to_numpy().sum() == pytest.approx(dollars, abs=0.5)
