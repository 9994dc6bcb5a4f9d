/* The pictures of studies: NPV along an axis, a map of plans, a tornado, fans of futures, a fit. */
"use strict";
{
  const { axisMoney, color, money, month, time, zip } = fleetopt;
  const paints = ["hosting", "mining", "up", "gpu", "down", "total", "auxiliary"];
  const paintOf = (letters) => (letter) => letter === "-" ? "var(--rule)" : color(paints[letters.indexOf(letter) % paints.length]);

  Object.assign(fleetopt.draw, {
    npv(data) {
      const paint = paintOf(data.letters);
      const rows = data.points.filter((p) => p.npv !== null);
      const steps = data.points.map((p) => `${data.axis} ${p.x}: ${p.npv === null ? "no plan" : `NPV ${money(p.npv)}, plan ${p.letter}`}`);
      return {
        steps,
        legend: [...data.letters.map((letter) => [`Plan ${letter}`, paint(letter)]), ["The plan changes", "currentColor", true]],
        options: {
          height: 280, marginBottom: 42, marginLeft: 64,
          x: { label: data.axis, labelOffset: 38, grid: true }, y: { label: "NPV", tickFormat: axisMoney, grid: true, nice: true },
          marks: [
            Plot.ruleX(data.edges, { strokeDasharray: "3 3", strokeOpacity: 0.6 }),
            Plot.lineY(rows, { x: "x", y: "npv", strokeOpacity: 0.5 }),
            Plot.dot(rows, { x: "x", y: "npv", r: 5, fill: (p) => paint(p.letter) }),
            Plot.text(rows, { x: "x", y: "npv", text: "letter", dy: -12 }),
            Plot.tip(rows, Plot.pointerX({ x: "x", y: "npv", title: (p) => `${data.axis} ${p.x}\nNPV ${money(p.npv)}\nplan ${p.letter}: ${p.words}` })),
          ],
        },
      };
    },

    map(data) {
      const paint = paintOf(data.letters);
      const steps = data.cells.map((c) => `${data.x} ${c.x}, ${data.y} ${c.y}: ${c.npv === null ? "no plan" : `plan ${c.letter}, NPV ${money(c.npv)}`}`);
      return {
        steps,
        legend: data.letters.map((letter) => [`Plan ${letter}`, paint(letter)]),
        options: {
          height: 70 + 34 * data.ys.length, marginBottom: 46, marginLeft: 64,
          x: { label: data.x, labelOffset: 40, domain: data.xs, padding: 0.03 }, y: { label: data.y, domain: [...data.ys].reverse(), padding: 0.03 },
          marks: [
            Plot.cell(data.cells, { x: "x", y: "y", fill: (c) => paint(c.letter), fillOpacity: 0.55 }),
            Plot.text(data.cells, { x: "x", y: "y", text: (c) => c.npv === null ? "-" : `${c.letter}  ${axisMoney(c.npv)}`, fontSize: 11 }),
            Plot.tip(data.cells, Plot.pointer({ x: "x", y: "y", title: (c, i) => `${steps[i]}\n${c.words}` })),
          ],
        },
      };
    },

    tornado(data) {
      const rows = data.bars.flatMap((bar) => [
        { key: bar.key, side: "less", usd: bar.low }, { key: bar.key, side: "more", usd: bar.high },
      ]).filter((row) => row.usd !== null);
      const steps = data.bars.map((bar) => `${bar.key}: ${data.percent} % less ${bar.low === null ? "no plan" : money(bar.low)}, more ${bar.high === null ? "no plan" : money(bar.high)}`);
      return {
        steps,
        legend: [[`${data.percent} % less`, color("mining")], [`${data.percent} % more`, color("hosting")]],
        options: {
          height: 50 + 26 * data.bars.length, marginLeft: Math.min(320, 30 + 6.4 * Math.max(...data.bars.map((b) => b.key.length))),
          x: { label: null, tickFormat: axisMoney, grid: true, axis: "top" }, y: { label: null, domain: data.bars.map((b) => b.key) },
          marks: [
            Plot.barX(rows, { x1: 0, x2: "usd", y: "key", fill: (r) => color(r.side === "less" ? "mining" : "hosting"), fillOpacity: 0.7, inset: 1, mixBlendMode: "normal" }),
            Plot.ruleX([0]),
            Plot.tip(data.bars, Plot.pointerY({ x: (b) => b.high ?? b.low ?? 0, y: "key", title: (b, i) => steps[i] })),
          ],
        },
      };
    },

    fan(data) {
      const said = (v) => v === null ? "-" : data.money ? money(v) : `${v.toFixed(2)}${data.unit}`;
      const band = (low, high) => data.months.map((m, i) => ({ date: month(m), low: data.quantiles[low][i], high: data.quantiles[high][i] }))
        .filter((row) => row.low !== null && row.high !== null);
      const steps = data.months.map((m, i) => [m, ...["95", "75", "50", "25", "5"].map((q) => `${q} %: ${said(data.quantiles[q][i])}`)].join("\n"));
      return {
        steps,
        legend: [["5 to 95 % of scenarios", color("fan-wide")], ["25 to 75 %", color("fan-narrow")], ["Median", color("cash"), true],
          ...(data.floor === null ? [] : [[data.floor_name, color("down"), true]])],
        options: {
          height: 240, x: time, y: { label: data.money ? null : data.unit, grid: true, nice: true, ...(data.money ? { tickFormat: axisMoney } : {}) },
          marks: [
            Plot.areaY(band("5", "95"), { x: "date", y1: "low", y2: "high", fill: color("fan-wide") }),
            Plot.areaY(band("25", "75"), { x: "date", y1: "low", y2: "high", fill: color("fan-narrow") }),
            Plot.lineY(zip(data.months, data.quantiles["50"]), { x: "date", y: "value", stroke: color("cash"), strokeWidth: 2 }),
            ...(data.floor === null ? [] : [Plot.lineY(zip(data.months, data.floor), { x: "date", y: "value", stroke: color("down"), strokeDasharray: "4 3" })]),
            Plot.tip(data.months, Plot.pointerX({ x: month, y: (m, i) => data.quantiles["50"][i], title: (m, i) => steps[i] })),
          ],
        },
      };
    },

    lines(data) {
      const paints = ["hosting", "mining", "up", "gpu", "down", "total", "cash"];
      const said = (v) => v === null ? "-" : data.money ? money(v) : `${v.toPrecision(4)} ${data.unit}`;
      const steps = data.months.map((m, i) => [m, ...data.series.map((s) => `${s.name} ${said(s.values[i])}`)].join("\n"));
      return {
        steps,
        legend: data.series.map((s, k) => [s.name, color(paints[k]), true]),
        options: {
          height: 240, x: time, y: { label: data.money ? null : data.unit, grid: true, ...(data.money ? { tickFormat: axisMoney } : {}), ...(data.log ? { type: "log" } : {}) },
          marks: [
            ...data.series.map((s, k) => Plot.lineY(zip(data.months, s.values), { x: "date", y: "value", stroke: color(paints[k]), strokeWidth: k ? 1.4 : 2, ...(k ? { strokeDasharray: "4 3" } : {}) })),
            Plot.tip(data.months, Plot.pointerX({ x: month, y: (m, i) => data.series[0].values[i], title: (m, i) => steps[i] })),
          ],
        },
      };
    },

    normal(data) {
      const ends = [Math.min(...data.points.map((p) => p.x)), Math.max(...data.points.map((p) => p.x))];
      const steps = data.points.map((p) => `a normal day in ${p.x.toFixed(2)} deviations was ${p.y.toFixed(2)}`);
      return {
        steps,
        legend: [["Daily returns", color("mining")], ["A normal distribution", "currentColor", true]],
        options: {
          height: 280, marginBottom: 42, x: { label: "Normal quantile, standard deviations", labelOffset: 38, grid: true },
          y: { label: "Return, standard deviations", grid: true },
          marks: [
            Plot.line([[ends[0], ends[0]], [ends[1], ends[1]]], { strokeDasharray: "4 3" }),
            Plot.dot(data.points, { x: "x", y: "y", r: 3, fill: color("mining") }),
            Plot.tip(data.points, Plot.pointer({ x: "x", y: "y", title: (p, i) => steps[i] })),
          ],
        },
      };
    },

    frontier(data) {
      const paint = paintOf(data.letters);
      const weights = (letter) => data.points.filter((p) => p.letter === letter).map((p) => p.weight);
      const firsts = data.points.filter((p, i) => data.points.findIndex((q) => q.letter === p.letter) === i);
      const steps = data.points.map((p) => `weight ${p.weight}: expected ${money(p.y)}, worst ${data.level} ${money(p.x)}, plan ${p.letter}`);
      return {
        steps,
        legend: data.letters.map((letter) => [`Plan ${letter}, weight ${weights(letter).join(", ")}`, paint(letter)]),
        options: {
          height: 320, marginBottom: 46, marginLeft: 64, marginRight: 30,
          x: { label: `Mean NPV of the worst ${data.level}`, labelOffset: 40, tickFormat: axisMoney, grid: true, nice: true },
          y: { label: "Expected NPV", tickFormat: axisMoney, grid: true, nice: true },
          marks: [
            Plot.line(data.points, { x: "x", y: "y", strokeOpacity: 0.5 }),
            Plot.dot(data.points, { x: "x", y: "y", r: 5, fill: (p) => paint(p.letter) }),
            Plot.text(firsts, { x: "x", y: "y", text: "letter", dy: -13 }),
            Plot.tip(data.points, Plot.pointer({ x: "x", y: "y", title: (p, i) => `${steps[i]}\n${p.words}` })),
          ],
        },
      };
    },
  });
}
