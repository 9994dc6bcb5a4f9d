"""Machines known by name, with the source of every figure.

A fleet file may say ``model: S21 Pro`` instead of typing hashrate and power. The figures are
nameplate: what a maker or a price list states, not what a fleet measures.
"""

from optimizer.catalog.load import Kind, UnknownMachine, asic, asics, gpu, gpus, search
from optimizer.catalog.models import AsicMode, AsicModel, Cooling, GpuModel

__all__ = [
    "AsicMode",
    "AsicModel",
    "Cooling",
    "GpuModel",
    "Kind",
    "UnknownMachine",
    "asic",
    "asics",
    "gpu",
    "gpus",
    "search",
]
