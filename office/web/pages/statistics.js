// Draws the bars that a page describes in its data: a label and a value each, one to a line.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  for (const place of document.querySelectorAll("[data-bars]")) {
    if (typeof uPlot === "undefined") continue;
    const labels = place.dataset.labels.split("\n");
    const values = place.dataset.values.split("\n").map((text) => (text === "" ? null : Number(text)));
    const axis = { stroke: "#56636f", grid: { stroke: "#dfe5ea" } };
    const whole = (u, splits) => splits.filter(Number.isInteger);
    const label = (index) => labels[index] ?? "";
    new uPlot({
      width: place.clientWidth, height: 240,
      series: [{ label: "", value: (u, index) => (index === null ? "–" : label(index)) },
        { label: place.dataset.bars, stroke: "#0b6e4f", fill: "#0b6e4f55", points: { show: false },
          paths: uPlot.paths.bars({ size: [0.8, 60] }), value: (u, value) => value ?? "–" }],
      scales: { x: { time: false, range: [-0.6, labels.length - 0.4] },
        y: { range: (u, low, high) => [Math.min(0, low * 1.1), Math.max(1, high * 1.1)] } },
      axes: [{ ...axis, space: 90, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
        values: (u, splits) => splits.map((at) => (Number.isInteger(at) ? label(at) : "")),
        filter: whole }, { ...axis, size: 70 }],
    }, [labels.map((_, index) => index), values], place);
  }
});
