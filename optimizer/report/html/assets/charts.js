/* Draws the pictures from the data in the page, with Observable Plot. What each kind of picture shows
   is in plan_charts.js and study_charts.js; colours come from the style sheet, so that light, dark and
   paper each have their own. Arrow keys move through the values of a focused picture. */
"use strict";
(() => {
  const all = JSON.parse(document.getElementById("data").textContent);
  const { draw } = fleetopt;

  const legend = (entries) => {
    const list = document.createElement("ul");
    list.className = "legend";
    for (const [name, paint, line] of entries) {
      const item = list.appendChild(document.createElement("li"));
      const mark = item.appendChild(document.createElement("i"));
      mark.style.background = paint;
      if (line) mark.className = "line";
      item.append(name);
    }
    return list;
  };

  /* Arrow keys read one value after the other, aloud where a screen reader listens. */
  const readable = (box, svg, steps) => {
    const reading = box.appendChild(document.createElement("p"));
    reading.className = "reading";
    reading.setAttribute("aria-live", "polite");
    let at = -1;
    svg.setAttribute("tabindex", "0");
    svg.addEventListener("keydown", (event) => {
      const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -1e9, End: 1e9 }[event.key];
      if (move === undefined) return;
      event.preventDefault();
      at = Math.min(Math.max(at + move, 0), steps.length - 1);
      reading.textContent = steps[at].replaceAll("\n", ", ");
    });
  };

  const render = () => {
    for (const figure of document.querySelectorAll("figure[data-chart]")) {
      const box = figure.querySelector(".picture");
      const width = Math.max(280, Math.round(box.clientWidth));
      if (box.dataset.width === String(width)) continue;
      box.dataset.width = String(width);
      const picture = draw[figure.dataset.chart](all[figure.id]);
      box.replaceChildren(legend(picture.legend));
      (picture.plots ?? [picture.options]).forEach((options, i) => {
        const svg = Plot.plot({ width, marginLeft: 56, ...options, style: { background: "transparent" } });
        box.append(svg);
        if (i === 0) readable(box, svg, picture.steps);
      });
    }
  };
  render();
  let waiting;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(render, 150); });
})();
