// Draws the bars that a page describes in its data: days as seconds of UTC, and kilowatt-hours.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  for (const place of document.querySelectorAll("[data-plot]")) {
    if (typeof uPlot === "undefined") continue;
    const numbers = (text) => text.split(",").map(Number);
    const times = numbers(place.dataset.times);
    const energies = numbers(place.dataset.energies).map((wattHours) => wattHours / 1000);
    const axis = { stroke: "#56636f", grid: { stroke: "#dfe5ea" } };
    const date = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);
    new uPlot({
      width: place.clientWidth, height: 220, tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
      series: [{ value: (u, seconds) => seconds === null ? "–" : date(seconds) },
        { label: place.dataset.plot, stroke: "#0b6e4f", fill: "#0b6e4f55", paths: uPlot.paths.bars({ size: [0.8, 60] }),
          points: { show: false }, value: (u, energy) => energy === null ? "–" : energy.toFixed(3) }],
      scales: { y: { range: (u, low, high) => [0, Math.max(1, high * 1.1)] } },
      axes: [{ ...axis, space: 90, values: (u, splits) => splits.map(date) }, axis],
    }, [times, energies], place);
  }
});
