/* The pictures of a sweep: NPV along an axis, a map of plans, a tornado. */
"use strict";
{
  const { axisMoney, color, money } = fleetopt;
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
  });
}
