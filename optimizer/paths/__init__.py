"""Futures drawn at random: coins, hashrate, fees, power, GPU rents, tenants.

Every process varies around the fleet file's own curves, so a path is a scenario: factors on them.
One seed, and a stream of numbers of its own for every process: to change one leaves the others as
they were.
"""
