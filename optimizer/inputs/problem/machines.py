"""ASICs and GPU servers: what is owned and what may be ordered."""

from dataclasses import dataclass

from optimizer.inputs.problem.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class Machine:
    """What one ASIC of a group or order is.

    Attributes:
        hashrate_th: nameplate TH/s.
        power_w: nameplate W (IT).
        modes: nameplate and power targets, shape (M, 2), columns W and TH/s;
            the nameplate is row 0.
        uptime: fraction of time available.
        opex: USD per installed unit and month, shape (T,).
        resale: USD per TH/s that a sale brings, shape (T,).
    """

    hashrate_th: float
    power_w: float
    modes: FloatArray
    uptime: float
    opex: FloatArray
    resale: FloatArray

    @property
    def can_overdraw(self) -> bool:
        """True where some mode, uptime counted, draws more than the nameplate."""
        return bool(self.modes[:, 0].max() * self.uptime > self.power_w)


@dataclass(frozen=True, eq=False)
class AsicGroup:
    """Machines owned at the start or on their way, at one site.

    Attributes:
        name: ``site/group``.
        site: index of the site.
        machine: what one unit is.
        units: number of machines.
        arrives: offset of the month from which they are there, 0 if owned already.
        halls: indices (into ``Problem.halls``) of the halls whose cooling fits.
    """

    name: str
    site: int
    machine: Machine
    units: float
    arrives: int
    halls: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class AsicOrder:
    """Machines that may be bought.

    Attributes:
        name: unique name.
        machine: what one unit is.
        sites: indices of the sites they may go to.
        halls: indices of all halls at those sites whose cooling fits.
        max_units: over all months.
        price: USD per TH/s by order month, shape (T,).
        delivery_months: months from order to arrival.
        earliest, latest: offsets of the first and last order month, cut so that units
            arrive inside the horizon.
    """

    name: str
    machine: Machine
    sites: tuple[int, ...]
    halls: tuple[int, ...]
    max_units: float
    price: FloatArray
    delivery_months: int
    earliest: int
    latest: int


@dataclass(frozen=True, eq=False)
class GpuServer:
    """What one GPU server is and earns.

    Attributes:
        gpus: GPUs per server.
        power_kw: IT kW with its share of network.
        usd_per_gpu_hour: shape (T,).
        utilization: fraction of hours sold.
        opex: USD per server and month, shape (T,).
        load_factor: average draw as a fraction of ``power_kw``.
    """

    gpus: int
    power_kw: float
    usd_per_gpu_hour: FloatArray
    utilization: float
    opex: FloatArray
    load_factor: float


@dataclass(frozen=True, eq=False)
class GpuGroup:
    """GPU servers owned at the start; they stay in their hall and have no terminal value.

    Attributes:
        name: ``site/group``.
        hall: index of the hall.
        server: what one server is.
        servers: how many.
        until: offset of the last month in service (may lie after the horizon).
    """

    name: str
    hall: int
    server: GpuServer
    servers: float
    until: int


@dataclass(frozen=True, eq=False)
class GpuOrder:
    """GPU servers that may be bought, whole servers, placed in a hall for life.

    Attributes:
        name: unique name.
        server: what one server is.
        halls: indices of the halls they may go to.
        max_servers: over all months.
        price: USD per server by order month, shape (T,).
        delivery_months: months from order to service.
        earliest, latest: offsets of the first and last order month, cut so that servers
            arrive inside the horizon.
        life_months: months in service.
    """

    name: str
    server: GpuServer
    halls: tuple[int, ...]
    max_servers: int
    price: FloatArray
    delivery_months: int
    earliest: int
    latest: int
    life_months: int
