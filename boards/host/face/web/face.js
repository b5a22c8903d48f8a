// Draws what the meter says and passes on what hands do. All of the meter is in its process.
"use strict";

const $ = (id) => document.getElementById(id);
const lcd = [...document.querySelectorAll("#lcd [data-bit]")];
const plotted = [[], [], []]; // seconds, kW, kWh
const mostPlotted = 2000;
let language = new URLSearchParams(location.search).get("lang") || document.documentElement.lang;
if (!(language in WORDS)) language = "en";
let texts = null; // of the meter, by language
let state = null; // the newest
let pulses = null;
let plot = null;
let pulseEnd = 0;
let complaint = null; // why the last command was not done: a code of the meter's, or that it is lost

const word = (name) => WORDS[language][name];
// Nothing before the meter has told its texts; never a program's name for it.
const text = (kind, name) => (texts ? texts[language][kind][name] : "");

async function send(command) {
  complaint = null;
  try {
    const answer = await fetch("/do", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(command),
    });
    if (!answer.ok) complaint = (await answer.json()).code;
  } catch {
    complaint = "lost";
  }
  showComplaint();
  await showCards();
}

function showComplaint() {
  setText($("complaint"), complaint === "lost" ? word("lost") : complaint ? text("hand_error", complaint) : "");
  $("complaint").hidden = !complaint;
}

function setText(element, content) {
  if (element.textContent !== content) element.textContent = content;
}

function setAll(list, items) {
  list.replaceChildren(...items);
}

function make(tag, content, ...children) {
  const element = document.createElement(tag);
  element.textContent = content;
  element.append(...children);
  return element;
}

// The symbols of what to do stand in the twelfth byte of the segments; their meaning is printed on
// the case.
function showLegend() {
  const firstBit = 11 * 8;
  if (!texts) return;
  setAll($("legend"), Object.values(texts[language].action).map((meaning, number) => {
    const symbol = lcd.find((element) => Number(element.dataset.bit) === firstBit + number).cloneNode(true);
    symbol.setAttribute("class", "on");
    symbol.setAttribute("transform", "scale(.62)");
    const caption = document.createElementNS("http://www.w3.org/2000/svg", "text");
    caption.setAttribute("x", "34");
    caption.setAttribute("y", "17");
    caption.textContent = meaning;
    const row = document.createElementNS("http://www.w3.org/2000/svg", "g");
    row.setAttribute("transform", `translate(${112 + 180 * (number % 2)} ${648 + 34 * (number >> 1)})`);
    row.append(symbol, caption);
    return row;
  }));
}

function showWords() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-word]")) {
    setText(element, word(element.dataset.word));
  }
  for (const element of document.querySelectorAll("[data-page]")) {
    setText(element, text("page", element.dataset.page));
  }
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
  showLegend();
  showComplaint();
  $("cards").setAttribute("aria-label", word("card_title"));
  $("front").setAttribute("aria-label", word("title"));
  for (const [key, name] of [["on", "on"], ["off", "off"], ["test", "test"], ["reset", "reset"],
    ["display", "next_page"]]) {
    $(`key-${key}`).setAttribute("aria-label", word(name));
  }
}

function showSegments(hex) {
  const bytes = hex.match(/../g).map((pair) => parseInt(pair, 16));
  for (const element of lcd) {
    const bit = Number(element.dataset.bit);
    element.setAttribute("class", (bytes[bit >> 3] >> (bit & 7)) & 1 ? "on" : "off");
  }
}

function showLamps() {
  if (pulses !== null && state.pulses > pulses) {
    $("pulse-lamp").classList.add("lit");
    clearTimeout(pulseEnd);
    pulseEnd = setTimeout(() => $("pulse-lamp").classList.remove("lit"), 70);
  }
  pulses = state.pulses;
  setText($("constant"), `${state.meter_constant} imp/kWh`);
  $("alarm-lamp").classList.toggle("lit", state.lamps.alarm);
  $("supply-lamp").classList.toggle("lit", state.lamps.supply);
  setText($("supply-text"), word(state.lamps.supply ? "supply_on" : "supply_off"));
  $("lever").setAttribute("class", state.closed ? "up" : "down");
}

function showWhatItSays() {
  setText($("reading"), `${state.text} ${state.unit}`.trim());
  const dark = state.runs_on === "nothing";
  setText($("page-name"), dark ? "" : text("page", state.page));
  $("page-name").title = dark ? "" : text("page_meaning", state.page);
  const fine = state.advice === "none" && state.closed && state.runs_on === "mains";
  setText($("advice"), state.runs_on !== "mains" ? text("runs_on", state.runs_on)
    : !fine ? text("advice", state.advice) : word(state.signs.length ? "supply_is_on" : "fine"));
  $("advice").classList.toggle("fine", fine);
  setAll($("reasons"), state.reasons.map((name) =>
    make("li", text("reason", name), make("small", text("way_back", name)))));
  setAll($("faults"), state.faults.map((fault) => make("li", `${fault.code} · ${text("fault", fault.name)}`)));
  setAll($("signs"), state.signs.map((name) => {
    const sign = make("li", text("sign", name));
    sign.title = text("sign_meaning", name);
    return sign;
  }));
  const insertion = state.insertion;
  setText($("insertion"), insertion
    ? [`${word("card")}${word("colon")}${insertion.failed ? insertion.code + " · " : ""}${text("result", insertion.result)}`,
      ...(state.card || insertion.failed ? [text("what_next", insertion.result)] : [])]
      .map((sentence) => sentence + word("stop")).join("").trim()
    : "");
  $("insertion").classList.toggle("failed", Boolean(insertion && insertion.failed));
}

// A long name is written narrower: it has to stay on the card.
function showCardName(name) {
  const label = $("card-name");
  const width = 164; // of the card of 200, in units of the drawing
  if (label.textContent === name) return;
  label.removeAttribute("textLength");
  setText(label, name);
  if (label.getComputedTextLength() > width) label.setAttribute("textLength", String(width));
}

function showHands() {
  const hands = state.hands;
  for (const [id, value, shown] of [
    ["load", hands.load_w, `${(hands.load_w / 1000).toFixed(1)} kW`],
    ["mains", hands.volts, `${hands.volts} V`],
    ["leak", hands.leak_ma, `${hands.leak_ma} mA`]]) {
    if (document.activeElement !== $(id) || !$(id).dataset.held) $(id).value = value;
    setText($(`${id}-out`), shown);
  }
  $("mains-button").setAttribute("aria-pressed", String(!hands.mains));
  $("magnet-button").setAttribute("aria-pressed", String(hands.magnet));
  $("cover-button").setAttribute("aria-pressed", String(hands.cover));
  $("magnet").setAttribute("class", hands.magnet ? "" : "gone");
  $("cover").setAttribute("class", hands.cover ? "open" : "");
  $("card").setAttribute("class", state.card ? "in" : "out");
  if (state.card) showCardName(state.card.replace(/\.card$/, ""));
  setText($("card-button"), word(state.card ? "pull" : "insert"));
  $("cards").disabled = Boolean(state.card);
  $("card-button").disabled = !state.card && !$("cards").value;
  setText($("pause"), word(state.paused ? "resume" : "pause"));
  if (document.activeElement !== $("speed")) $("speed").value = String(state.speed);
}

const local = (time) => time.replace("T", " ").replace("Z", "");

function showEvents() {
  const newest = state.events.length ? state.events[0].number : 0;
  const shown = `${newest} ${language} ${texts !== null}`;
  if ($("events").dataset.shown === shown) return;
  $("events").dataset.shown = shown;
  setAll($("events"), state.events.map((event) => {
    const number = make("span", `#${event.number}`);
    number.className = "number";
    const told = make("span", text("event", event.kind), make("small", registersText(event.before, event.after)));
    if (event.span) told.append(make("small", spanText(event.span)));
    const row = make("li", "", number, make("time", local(event.time)), told);
    row.dataset.kind = event.kind;
    return row;
  }));
}

const supplyText = (reasons) => (reasons.length === 0 ? word("supply_on")
  : `${word("supply_off")}${word("colon")}${reasons.map((name) => text("reason", name)).join(word("comma"))}`);
const energyText = (wattHours) => (wattHours / 1000).toFixed(2);
const changeText = (before, after) => (before === after ? after : `${before} → ${after}`);

// From when to when it lasted, how long, and what was consumed meanwhile.
function spanText(span) {
  const long = `${local(span.began)} – ${local(span.ended)} · ${span.seconds} s`;
  if (span.is_gap) return `${word("without_mains")} ${long}`;
  return `${word("lasted")} ${long} · ${(span.consumed_mj / 3.6e9).toFixed(3)} kWh`;
}

// The registers before and after an event; what stayed is said once.
function registersText(before, after) {
  return [changeText(supplyText(before.reasons), supplyText(after.reasons)),
    `${text("page", "ordered_total")} ${changeText(energyText(before.ordered_wh), energyText(after.ordered_wh))} kWh`,
    `${text("page", "consumed_total")} ${changeText(energyText(before.consumed_wh), energyText(after.consumed_wh))} kWh`,
  ].join(" · ");
}

function axisText(name, unit) {
  return `${word(name)} / ${unit}`;
}

function makePlot() {
  if (plot) plot.destroy();
  plot = null;
  $("plot-panel").hidden = typeof uPlot === "undefined";
  if ($("plot-panel").hidden) return;
  const time = (seconds, step) => {
    const text = new Date(seconds * 1000).toISOString();
    return step < 60 ? text.slice(11, 19) : step < 86400 ? text.slice(11, 16) : text.slice(5, 10);
  };
  const axis = { stroke: "#5d6963", grid: { stroke: "#e7ebe6" } };
  plot = new uPlot({
    width: $("plot").clientWidth, height: 230,
    legend: { live: false },
    scales: { x: { range: (u, first, last) => [first, Math.max(last, first + 60)] }, kW: { range: (u, low, high) => [0, Math.max(1, high * 1.1)] } },
    series: [{}, { label: axisText("power", "kW"), scale: "kW", stroke: "#c0522a", width: 1.5, fill: "#c0522a22", points: { show: false },
      value: (u, v) => v === null ? "–" : v.toFixed(3) },
    { label: axisText("remaining", "kWh"), scale: "kWh", stroke: "#0b6e4f", width: 2, points: { show: false },
      value: (u, v) => v === null ? "–" : v.toFixed(2) }],
    axes: [{ ...axis, space: 90, incrs: [5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400, 28800, 43200, 86400, 172800, 604800],
      values: (u, splits, index, space, step) => splits.map((split) => time(split, step)) }, { ...axis, scale: "kW", label: axisText("power", "kW") },
      { ...axis, scale: "kWh", side: 1, label: axisText("remaining", "kWh"), grid: { show: false } }],
  }, plotted, $("plot"));
}

function showPlot() {
  const [times, power, remaining] = plotted;
  const last = times[times.length - 1];
  if (last !== undefined && state.seconds < last) plotted.forEach((list) => list.splice(0));
  if (last === state.seconds) return;
  times.push(state.seconds);
  power.push(state.power_mw / 1e6);
  remaining.push(state.remaining_wh / 1000);
  if (times.length > mostPlotted) plotted.forEach((list) => list.splice(0, mostPlotted / 4));
  if (plot) plot.setData(plotted);
}

function show() {
  if (!state) return;
  setText($("time"), `${local(state.time)} UTC`);
  setText($("number"), `${word("number")} ${state.meter}`);
  showSegments(state.segments);
  showLamps();
  showWhatItSays();
  showHands();
  showEvents();
  showPlot();
}

async function showCards() {
  const cards = await (await fetch("/cards")).json();
  const chosen = $("cards").value;
  setAll($("cards"), cards.length === 0 ? [new Option(word("no_cards"), "")] : cards.map((card) => new Option(
    `${card.name} — ${card.meter === "0" ? word("blank") : `${word("meter")} ${card.meter}`}`, card.name)));
  if (cards.some((card) => card.name === chosen)) $("cards").value = chosen;
  if (state) showHands();
}

function choose(wanted) {
  language = wanted;
  history.replaceState(null, "", `?lang=${language}`);
  showWords();
  makePlot();
  showCards();
  show();
}

function connect() {
  const live = new EventSource("/live");
  live.onmessage = (message) => {
    $("lost").hidden = true;
    state = JSON.parse(message.data);
    show();
  };
  live.onerror = () => { $("lost").hidden = false; };
}

function slider(id, command) {
  $(id).addEventListener("input", () => {
    $(id).dataset.held = "1";
    send(command(Number($(id).value)));
  });
  $(id).addEventListener("change", () => { delete $(id).dataset.held; });
}

function listen() {
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => choose(button.dataset.language));
  }
  for (const button of ["display", "on", "off", "test", "reset"]) {
    const press = () => send({ do: "press", button });
    $(`key-${button}`).addEventListener("click", press);
    $(`key-${button}`).addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") press();
    });
  }
  for (const what of ["magnet", "cover"]) {
    $(`${what}-button`).addEventListener("click", () => send({ do: "hold", what, on: !state.hands[what] }));
  }
  $("mains-button").addEventListener("click", () => send({ do: "mains", on: !state.hands.mains }));
  slider("load", (watts) => ({ do: "load", watts }));
  slider("mains", (volts) => ({ do: "mains", volts }));
  slider("leak", (milliamperes) => ({ do: "leak", milliamperes }));
  $("card-button").addEventListener("click", () =>
    send(state.card ? { do: "card_out" } : { do: "card_in", card: $("cards").value }));
  $("pause").addEventListener("click", () => send({ do: "pace", paused: !state.paused, speed: state.speed }));
  $("speed").addEventListener("change", () =>
    send({ do: "pace", paused: state.paused, speed: Number($("speed").value) }));
  new ResizeObserver(() => { if (plot) plot.setSize({ width: $("plot").clientWidth, height: 230 }); }).observe($("plot"));
}

async function start() {
  listen();
  texts = await (await fetch("/texts")).json();
  showWords();
  makePlot();
  await showCards();
  connect();
  setInterval(showCards, 3000);
}

start();
