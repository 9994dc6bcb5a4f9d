r"""# Treasury: coins mined, kept and sold

**Variables**

| name | | unit |
|---|---|---|
| `treasury.mined` | $M_t$, coins mined net of pool fees: mining revenue over the month's price | BTC |
| `treasury.sold` | $S_t \ge 0$, coins sold other than those sold as they are mined; at most `max_sell_btc_per_month` | BTC |
| `treasury.held` | $H_t \ge 0$, coins at the month's end | BTC |
| `treasury.opening` | $\ge 0$, opening coins not yet sold, only with `hold_mined` | BTC |

**Rows**

| name | |
|---|---|
| `treasury.mined` | $M_t \cdot \text{price}_t = \text{mining revenue} - \text{pool fees}$ |
| `treasury.held` | $H_t = H_{t-1} + M_t - S_t$; with `sell_mined` mined coins never enter: $H_t = H_{t-1} - S_t$ |
| `treasury.opening` | with `hold_mined` only opening coins are sold: $\text{opening}_t = \text{opening}_{t-1} - S_t$ |

**Money** EBITDA counts every mined coin at its month's price. `coins_kept` takes the value of those
not sold as they are mined out of the cash flow; `coin_sales` and `coin_sale_fees` bring in what the
sale of held coins brings.
"""

from dataclasses import dataclass

import numpy as np

from optimizer.formulation import scales
from optimizer.formulation.lines import (
    COIN_SALE_FEES,
    COIN_SALES,
    COINS_KEPT,
    MINING_REVENUE,
    POOL_FEES,
    Flow,
    line_total,
)
from optimizer.formulation.sets import Sets
from optimizer.inputs.problem import Problem, TreasuryPolicy
from optimizer.lp import Expression, Model, table


@dataclass(frozen=True, eq=False)
class TreasuryBlock:
    """Coins by month.

    Attributes:
        mined, sold, held: BTC over months.
        price: USD per BTC over months.
        sell_fee: fraction.
        flows: money lines.
    """

    mined: Expression
    sold: Expression
    held: Expression
    price: Expression
    sell_fee: float
    flows: tuple[Flow, ...]


def add_treasury(
    model: Model, problem: Problem, sets: Sets, power_flows: tuple[Flow, ...]
) -> TreasuryBlock | None:
    """Add the treasury, where the fleet has one."""
    treasury = problem.finance.treasury if problem.finance else None
    btc_price = problem.market.btc_price
    if treasury is None or btc_price is None:
        return None
    months = sets.months
    price = table((months,), btc_price)
    per_usd = table((months,), 1.0 / btc_price)
    worth = line_total(power_flows, months, MINING_REVENUE) + line_total(
        power_flows, months, POOL_FEES
    )
    mined = model.define("treasury.mined", worth * per_usd, unit="BTC", scale=scales.BTC)
    keeps = treasury.policy is not TreasuryPolicy.SELL_MINED
    entering = mined * (1.0 if keeps else 0.0)
    _, most = model.interval(entering)
    if treasury.policy is TreasuryPolicy.HOLD_MINED:
        most = np.zeros_like(most)  # mined coins are never sold
    available = treasury.btc + np.cumsum(most)
    limit = available if treasury.max_sell is None else np.minimum(available, treasury.max_sell)
    sold = model.variables("treasury.sold", months, upper=limit, unit="BTC", scale=scales.BTC)
    held = model.balance(
        "treasury.held",
        months,
        entering - sold,
        opening=treasury.btc,
        lower=0.0,
        unit="BTC",
        scale=scales.BTC,
    )
    if treasury.policy is TreasuryPolicy.HOLD_MINED:
        model.balance(
            "treasury.opening",
            months,
            -sold,
            opening=treasury.btc,
            lower=0.0,
            unit="BTC",
            scale=scales.BTC,
        )
    flows = (
        Flow(COINS_KEPT, -(entering * price)),
        Flow(COIN_SALES, sold * price),
        Flow(COIN_SALE_FEES, -(sold * price * treasury.sell_fee)),
    )
    return TreasuryBlock(mined, sold, held, price, treasury.sell_fee, flows)
