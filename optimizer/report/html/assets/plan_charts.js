/* The pictures of a plan, a function for each kind; charts.js draws them. */
"use strict";
const fleetopt = (() => {
  const color = (name) => `var(--${name})`;
  const money = (usd) => {
    const size = Math.abs(usd), sign = usd < 0 ? "-" : "";
    if (size >= 1e9) return `${sign}$${(size / 1e9).toFixed(2)}bn`;
    if (size >= 1e6) return `${sign}$${(size / 1e6).toFixed(size >= 1e8 ? 1 : 2)}M`;
    if (size >= 1e3) return `${sign}$${(size / 1e3).toFixed(1)}k`;
    return `${sign}$${size.toFixed(2)}`;
  };
  const axisMoney = (usd) => {
    const size = Math.abs(usd), sign = usd < 0 ? "-" : "";
    const trim = (x) => String(+x.toFixed(1));
    if (size >= 1e9) return `${sign}$${trim(size / 1e9)}bn`;
    if (size >= 1e6) return `${sign}$${trim(size / 1e6)}M`;
    if (size >= 1e3) return `${sign}$${trim(size / 1e3)}k`;
    return `${sign}$${size}`;
  };
  const month = (label) => new Date(`${label}-01T00:00:00Z`);
  const next = (label) => { const d = month(label); d.setUTCMonth(d.getUTCMonth() + 1); return d; };
  const zip = (months, values) => months.map((m, i) => ({ month: m, date: month(m), value: values[i] }))
    .filter((row) => row.value !== null);
  /* Heights for labels of lines that end close to each other: moved apart, in order. */
  const apart = (rows, key, low, high, height) => {
    const gap = (high - low) * 12 / height;
    const sorted = [...rows].sort((a, b) => a[key] - b[key]).map((row) => ({ ...row, at: row[key] }));
    for (let i = 1; i < sorted.length; i++) sorted[i].at = Math.max(sorted[i].at, sorted[i - 1].at + gap);
    const over = sorted.length ? Math.max(0, sorted.at(-1).at - high) : 0;
    return sorted.map((row) => ({ ...row, at: row.at - over }));
  };
  const time = { type: "utc", label: null, grid: false };
  return { apart, axisMoney, color, money, month, next, time, zip, draw: {} };
})();

/* Each returns {options for Plot, legend: [name, colour, is a line], steps: [text for each value]}. */
{
  const { apart, axisMoney, color, money, month, next, time, zip } = fleetopt;
  Object.assign(fleetopt.draw, {
    megawatts(data) {
      const rows = data.uses.flatMap((use) => zip(data.months, use.mw).map((row) => ({ ...row, use: use.name })));
      const names = data.uses.map((use) => use.name);
      const paint = { Hosting: "hosting", GPUs: "gpu", Mining: "mining", Auxiliary: "auxiliary" };
      const steps = data.months.map((m, i) => `${m}: ` + data.uses.map((use) =>
        `${use.name} ${(use.mw[i] ?? 0).toFixed(1)} MW`).join(", ") + `, grid ${(data.grid[i] ?? 0).toFixed(1)} MW`);
      return {
        steps,
        legend: [...names.map((name) => [name, color(paint[name])]), ["Grid", "currentColor", true]],
        options: {
          height: 260, x: time, y: { label: "MW at the meter", grid: true },
          color: { domain: names, range: names.map((name) => color(paint[name])) },
          marks: [
            Plot.areaY(rows, { x: "date", y: "value", fill: "use", order: names, curve: "step-after" }),
            Plot.lineY(zip(data.months, data.grid), { x: "date", y: "value", strokeDasharray: "4 3", curve: "step-after" }),
            Plot.ruleY([0]),
            Plot.tip(data.months, Plot.pointerX({ x: month, y: (m, i) => data.grid[i], title: (m, i) => steps[i] })),
          ],
        },
      };
    },

    cash(data) {
      const series = [["Cash", "cash", data.cash], ["Debt", "debt", data.debt]]
        .filter(([, , values]) => values.some((v) => v));
      const steps = data.months.map((m, i) => [
        m, ...series.map(([name, , values]) => `${name} ${money(values[i] ?? 0)}`),
        ...data.covenants.flatMap((c) => {
          const k = c.months.indexOf(m);
          return k < 0 || c.actual[k] === null ? [] : [`${c.name}: ${c.actual[k].toFixed(2)}x`];
        })].join("\n"));
      const floor = zip(data.months, data.floor);
      const plots = [{
        height: 220, x: time, y: { label: null, grid: true, tickFormat: axisMoney },
        marks: [
          ...series.map(([, name, values]) => Plot.lineY(zip(data.months, values), { x: "date", y: "value", stroke: color(name), strokeWidth: 2 })),
          Plot.lineY(floor, { x: "date", y: "value", strokeDasharray: "4 3", stroke: color("down") }),
          Plot.ruleY([0]),
          Plot.tip(data.months, Plot.pointerX({ x: month, y: (m, i) => data.cash[i], title: (m, i) => steps[i] })),
        ],
      }];
      for (const covenant of data.covenants.filter((c) => c.actual.some((v) => v !== null))) {
        const rows = zip(covenant.months, covenant.actual);
        plots.push({
          height: 130, x: { ...time, domain: [month(data.months[0]), month(data.months.at(-1))] },
          y: { label: covenant.name, grid: true, ticks: 3, tickFormat: (v) => `${v}x`, nice: true },
          marks: [
            Plot.ruleY([covenant.required], { stroke: color("down"), strokeDasharray: "4 3" }),
            Plot.lineY(rows, { x: "date", y: "value", strokeWidth: 2, curve: "linear" }),
            Plot.dot(rows, { x: "date", y: "value", r: 1.5, fill: "currentColor" }),
            Plot.tip(rows, Plot.pointerX({ x: "date", y: "value", title: (row) => `${row.month}: ${row.value.toFixed(2)}x, required ${covenant.required}x` })),
          ],
        });
      }
      return { steps, plots, legend: [...series.map(([name, paint]) => [name, color(paint), true]), ["Floor of cash, covenants", color("down"), true]] };
    },

    timeline(data) {
      const paint = { Lease: "hosting", Build: "mining", Order: "auxiliary" };
      const [start, end] = [month(data.start), next(data.end)];
      const rows = data.bars.map((bar, i) => ({ ...bar, x1: new Date(Math.max(+month(bar.from), +start)), x2: next(bar.to), row: `${i}` }));
      const last = Math.max(...rows.map((r) => +r.x2));
      const cut = new Date(Math.max(+end, Math.min(last, +end + (end - start) * 0.6)));
      const steps = rows.map((r) => `${r.kind} ${r.label}: ${r.from} to ${r.to}`);
      const kinds = [...new Set(rows.map((r) => r.kind))];
      return {
        steps,
        legend: [...kinds.map((kind) => [kind, color(paint[kind])]), ["End of the horizon", color("down"), true]],
        options: {
          height: 40 + 24 * rows.length, marginLeft: 8,
          x: { ...time, domain: [start, cut], grid: true, axis: "top" },
          y: { axis: null, domain: rows.map((r) => r.row) },
          marks: [
            Plot.barX(rows, { x1: "x1", x2: (r) => new Date(Math.min(+r.x2, +cut)), y: "row", fill: (r) => color(paint[r.kind]), fillOpacity: 0.4, inset: 2 }),
            Plot.ruleX([end], { stroke: color("down"), strokeDasharray: "4 3" }),
            Plot.text(rows, { x: "x1", y: "row", text: "label", textAnchor: "start", dx: 5, fill: "currentColor" }),
            Plot.tip(rows, Plot.pointerY({ x: "x1", y: "row", title: (r, i) => steps[i] })),
          ],
        },
      };
    },

    waterfall(data) {
      const rows = data.bars.map((bar) => ({ ...bar, change: bar.to - bar.from }));
      const steps = rows.map((bar) => bar.total ? `${bar.name}: ${money(bar.to)}` : `${bar.name}: ${bar.change >= 0 ? "+" : ""}${money(bar.change)}, to ${money(bar.to)}`);
      const paint = (bar) => color(bar.total ? "total" : bar.change >= 0 ? "up" : "down");
      return {
        steps,
        legend: [["Adds", color("up")], ["Takes", color("down")], ["Total", color("total")]],
        options: {
          height: 30 + 26 * rows.length, marginLeft: 135, marginRight: 64,
          x: { label: null, tickFormat: axisMoney, grid: true, axis: "top" }, y: { label: null, domain: rows.map((r) => r.name) },
          marks: [
            Plot.barX(rows, { x1: "from", x2: "to", y: "name", fill: paint, inset: 1 }),
            Plot.text(rows, { x: (r) => Math.max(r.from, r.to), y: "name", text: (r) => money(r.total ? r.to : r.change), textAnchor: "start", dx: 4 }),
            Plot.ruleX([0]),
            Plot.tip(rows, Plot.pointerY({ x: (r) => (r.from + r.to) / 2, y: "name", title: (r, i) => steps[i] })),
          ],
        },
      };
    },

    rents(data) {
      const rows = data.leases;
      const steps = rows.map((r) => `${r.name}: rent $${r.rent.toFixed(2)}, break-even $${r.edge.toFixed(2)} per kW-month`);
      return {
        steps,
        legend: [["Rent on offer", color("hosting")], ["Break-even", "currentColor"], ["Rent below break-even", color("down"), true], ["Rent above", color("up"), true]],
        options: {
          height: 60 + 34 * rows.length, marginLeft: 135, marginRight: 20, marginBottom: 42,
          x: { label: "USD per kW-month", labelOffset: 38, grid: true, nice: true }, y: { label: null, domain: rows.map((r) => r.name) },
          marks: [
            Plot.ruleY(rows, { y: "name", x1: "edge", x2: "rent", strokeWidth: 5, stroke: (r) => color(r.signed ? "up" : "down"), strokeOpacity: 0.6 }),
            Plot.dot(rows, { y: "name", x: "edge", symbol: "diamond", r: 6, fill: "currentColor" }),
            Plot.dot(rows, { y: "name", x: "rent", r: 6, fill: color("hosting") }),
            Plot.tip(rows, Plot.pointerY({ x: "rent", y: "name", title: (r, i) => steps[i] })),
          ],
        },
      };
    },

    hashcost(data) {
      const lines = data.groups.flatMap((g) => zip(data.months, g.edge).map((row) => ({ ...row, name: g.name })));
      const values = [...data.hashprice, ...lines.map((row) => row.value)];
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const last = apart(data.groups.map((g) => ({ name: g.name.split("/").pop(), value: g.edge.at(-1) ?? low })), "value", low, high, 210);
      const steps = data.months.map((m, i) => [`${m}: hashprice $${data.hashprice[i].toFixed(2)}`,
        ...data.groups.map((g) => `${g.name} breaks even at $${(g.edge[i] ?? 0).toFixed(2)}`)].join("\n"));
      return {
        steps,
        legend: [["Hashprice", color("mining"), true], ["Where each group just pays for power", "currentColor", true],
          ...(data.all_in === null ? [] : [["Mining, all in", color("down"), true]])],
        options: {
          height: 260, marginRight: 80, x: time, y: { label: "USD per PH/s and day", grid: true, nice: true },
          marks: [
            Plot.lineY(lines, { x: "date", y: "value", z: "name", strokeOpacity: 0.5 }),
            Plot.text(last, { x: month(data.months.at(-1)), y: "at", text: "name", textAnchor: "start", dx: 6, fontSize: 10 }),
            ...(data.all_in === null ? [] : [Plot.ruleY([data.all_in], { stroke: color("down"), strokeDasharray: "4 3" })]),
            Plot.lineY(zip(data.months, data.hashprice), { x: "date", y: "value", stroke: color("mining"), strokeWidth: 3, curve: "step-after" }),
            Plot.tip(data.months, Plot.pointerX({ x: month, y: (m, i) => data.hashprice[i], title: (m, i) => steps[i] })),
          ],
        },
      };
    },

    prices(data) {
      const rows = data.share.map((share, i) => ({ share, price: data.price[i] }));
      const top = Math.max(...data.strikes.map((s) => s.usd), rows[5].price) * 1.4;
      const low = Math.min(0, rows.at(-3).price);
      const steps = rows.map((r) => `${r.share} % of the hours cost more than $${r.price.toFixed(2)}/MWh`);
      return {
        steps,
        legend: [["Price of power", color("hosting"), true], ["Strike of a group: it runs to the right", color("mining"), true]],
        options: {
          height: 270, marginRight: 80, marginBottom: 42,
          x: { label: "% of the hours in which power costs more", labelOffset: 38, domain: [0, 100] },
          y: { label: "USD/MWh", domain: [low, top], clamp: true, grid: true },
          marks: [
            Plot.ruleY([0]),
            Plot.lineY(rows, { x: "share", y: "price", stroke: color("hosting"), strokeWidth: 2, clip: true }),
            Plot.ruleY(data.strikes, { y: "usd", stroke: color("mining"), strokeDasharray: "4 3" }),
            Plot.text(apart(data.strikes, "usd", low, top, 210), { x: 100, y: "at", text: "name", textAnchor: "start", dx: 6, fontSize: 10 }),
            Plot.tip(rows, Plot.pointerX({ x: "share", y: (r) => Math.min(Math.max(r.price, low), top), title: (r, i) => steps[i] })),
          ],
        },
      };
    },
  });
}
