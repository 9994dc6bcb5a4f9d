"""The parameters of futures where a fleet file gives none.

Made by ``fleetopt calibrate`` from the daily history of the network, 2016-01-01 to 2026-08-16
(blockchain.com charts: price, hashrate, blocks and fees); volatility from its last five years.
"""

from optimizer.paths.parameters import Calibration, Estimate

CALIBRATION = Calibration(
    first="2016-01-01",
    last="2026-08-16",
    volatility=Estimate(0.523, 0.015),
    drift=Estimate(0.2212, 0.29),
    elasticity=Estimate(0.8966, 0.2),
    lag_months=Estimate(18.09, 5.1),
    trend=Estimate(0.1638, 0.1),
    hashrate_volatility=Estimate(0.2538, 0.016),
    fee_share=Estimate(0.02172, 0.0075),
    fee_volatility=Estimate(1.809, 0.11),
    fee_half_life_months=Estimate(4.866, 1.8),
)
