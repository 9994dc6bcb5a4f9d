"""ASICs and GPU servers: what is owned, and what may be ordered."""

from dataclasses import dataclass

import numpy as np

from optimizer import catalog, schema
from optimizer.inputs.assemble.places import Places
from optimizer.inputs.assemble.reading import Loc, Reading
from optimizer.inputs.problem import (
    AsicGroup,
    AsicOrder,
    GpuGroup,
    GpuOrder,
    GpuServer,
    Machine,
)
from optimizer.units import fraction

# Stands in for a machine that the catalogue does not have, until all errors are reported.
_NO_ASIC = (1.0, 1.0, "air")
_NO_GPU = (1, 1.0)


@dataclass(frozen=True)
class Machines:
    """Reads machines of a fleet, given its sites and halls.

    Attributes:
        places: the sites and halls, to look up by name.
        reading: the load under way.
    """

    places: Places
    reading: Reading

    def asic_group(self, said: schema.AsicGroup, site: int, loc: Loc) -> AsicGroup:
        """Machines owned at the start or on their way."""
        machine, cooling = self._asic(said, loc)
        if said.halls is None:
            named = self.places.halls_of(site)
        else:
            named = self.places.find_halls(said.halls, site)
        fitting = self.places.with_cooling(named, cooling)
        if not fitting and (named or not said.halls):  # halls that do not exist are errors
            message = f"no hall for {said.name} has {cooling} cooling: it is stored or sold"
            self.reading.add("W343", loc, message)
        return AsicGroup(
            name=f"{self.places.sites[site]}/{said.name}",
            site=site,
            machine=machine,
            units=float(said.units),
            arrives=max(0, self.reading.offset(said.arrives, default=0)),
            halls=fitting,
        )

    def asic_order(self, said: schema.AsicOrder, loc: Loc) -> AsicOrder:
        """Machines that may be bought."""
        machine, cooling = self._asic(said, loc)
        sites = self.places.all_sites()
        if said.sites is not None:
            sites = self.places.find_sites(said.sites)
        halls = tuple(hall for site in sites for hall in self.places.halls_of(site))
        earliest, latest = self.reading.window(
            said.earliest, said.latest, lead=said.delivery_months
        )
        return AsicOrder(
            name=said.name,
            machine=machine,
            sites=sites,
            halls=self.places.with_cooling(halls, cooling),
            max_units=float(said.max_units),
            price=self.reading.curve(said, "usd_per_th", loc),
            delivery_months=said.delivery_months,
            earliest=earliest,
            latest=latest,
        )

    def gpu_group(self, said: schema.GpuGroup, site: int, loc: Loc) -> GpuGroup:
        """GPU servers owned at the start."""
        (hall,) = self.places.find_halls([said.hall], site) or (0,)
        return GpuGroup(
            name=f"{self.places.sites[site]}/{said.name}",
            hall=hall,
            server=self._gpu(said, loc),
            servers=float(said.servers),
            until=self.reading.offset(said.until, default=self.reading.last),
        )

    def gpu_order(self, said: schema.GpuOrder, loc: Loc) -> GpuOrder:
        """GPU servers that may be bought."""
        if said.halls is None:
            halls = self.places.hpc_halls()
        else:
            halls = self.places.find_halls(said.halls)
        earliest, latest = self.reading.window(
            said.earliest, said.latest, lead=said.delivery_months
        )
        return GpuOrder(
            name=said.name,
            server=self._gpu(said, loc),
            halls=halls,
            max_servers=said.max_servers,
            price=self.reading.curve(said, "usd_per_server", loc),
            delivery_months=said.delivery_months,
            earliest=earliest,
            latest=latest,
            life_months=said.life_months,
        )

    def _asic(self, said: schema.AsicGroup | schema.AsicOrder, loc: Loc) -> tuple[Machine, str]:
        """What one machine is, and its cooling.

        A model brings its nameplate and cooling. Its power targets are not used unless the
        fleet file lists them: a plan depends on what its file says, not on what a later
        catalogue may add.
        """
        hashrate_th, power_w, cooling = self._nameplate(said, loc)
        targets = [(mode.power_w, mode.hashrate_th) for mode in said.modes]
        machine = Machine(
            hashrate_th=hashrate_th,
            power_w=power_w,
            modes=np.array([(power_w, hashrate_th), *targets], dtype=float),
            uptime=fraction(said.uptime_pct),
            opex=self.reading.curve(said, "opex_usd_per_unit_month", loc),
            resale=self.reading.curve(said, "resale_usd_per_th", loc),
        )
        return machine, cooling

    def _nameplate(
        self, said: schema.AsicGroup | schema.AsicOrder, loc: Loc
    ) -> tuple[float, float, str]:
        """TH/s, W and cooling of one machine."""
        if said.figures is not None:
            return said.figures
        try:
            model = catalog.asic(said.model or "")
        except catalog.UnknownMachine as error:
            self.reading.add_unknown_machine(error, (*loc, "model"))
            return _NO_ASIC
        return model.hashrate_th, model.power_w, model.cooling

    def _gpu(self, said: schema.GpuGroup | schema.GpuOrder, loc: Loc) -> GpuServer:
        """What one server is and earns."""
        gpus, power_kw = self._server(said, loc)
        return GpuServer(
            gpus=gpus,
            power_kw=power_kw,
            usd_per_gpu_hour=self.reading.curve(said, "usd_per_gpu_hour", loc),
            utilization=fraction(said.utilization_pct),
            opex=self.reading.curve(said, "opex_usd_per_server_month", loc),
            load_factor=fraction(said.load_factor_pct),
        )

    def _server(self, said: schema.GpuGroup | schema.GpuOrder, loc: Loc) -> tuple[int, float]:
        """GPUs and kW of one server."""
        if said.figures is not None:
            return said.figures
        try:
            model = catalog.gpu(said.model or "")
        except catalog.UnknownMachine as error:
            self.reading.add_unknown_machine(error, (*loc, "model"))
            return _NO_GPU
        return model.gpus, model.power_kw
