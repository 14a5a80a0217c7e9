"use strict";

// The live page of custos-edge serve: asks for the newest state again and again, draws it, and sends
// corrections. Nothing comes from elsewhere.

const find = (id) => document.getElementById(id);
const svg = (name, attributes = {}) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

// Staff positions by height, the lowest first: L0 S0 L1 ... L6 S6.
const positions = Array.from({ length: 14 }, (_, step) => (step % 2 ? "S" : "L") + (step >> 1));

// The token comes behind the address's #, which no browser sends to a server, and leaves the address
// bar at once.
const token = (() => {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    sessionStorage.setItem("token", given);
    history.replaceState(null, "", location.pathname);
  }
  return given || sessionStorage.getItem("token");
})();
const headers = token ? { "X-Custos-Token": token } : {};

let shown = null; // the state whose picture is on the page
let chosen = 0; // index of the chosen symbol
let choices = []; // what may be given, each a name and its field: label or class; positions come first
let onStaff = true; // whether the labels are staff positions
let hasClasses = false; // whether a second network reads classes
let draft = null; // the index of the choice that keys have moved the chosen symbol to
let isHeld = false;
let mayWrite = false;
let hasStore = false;
const corrected = new Map(); // "frame:symbol" to label and class

// MARK: Talking to the server

// What stands still for so long is given up; what is slow but goes on is not.
const patience = 4000;

async function ask(path, options = {}) {
  const watch = new AbortController();
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => watch.abort(new Error("no answer from the board")), patience);
  };
  try {
    wait();
    const response = await fetch(path, { headers, cache: "no-store", signal: watch.signal, ...options });
    const parts = [];
    const reader = response.body.getReader();
    for (;;) {
      wait();
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
    }
    const blob = new Blob(parts);
    if (!response.ok) throw new Error((await blob.text()).trim() || response.statusText);
    return blob;
  } finally {
    clearTimeout(timer);
  }
}

const post = (path, value) => ask(path, { method: "POST", body: JSON.stringify(value) });

async function showImage(element, path) {
  const blob = await ask(path);
  const old = element.src;
  element.src = URL.createObjectURL(blob);
  await element.decode().catch(() => {});
  if (old) URL.revokeObjectURL(old);
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function follow() {
  for (;;) {
    try {
      // Without a token the server keeps a held picture only while nobody asks for newer ones.
      if (!isHeld || mayWrite) await update();
      setStatus();
      await pause(document.hidden ? 1000 : 150);
    } catch (error) {
      setStatus(error instanceof TypeError ? "no connection" : error.message);
      await pause(1000);
    }
  }
}

async function update() {
  const state = JSON.parse(await (await ask("state.json")).text());
  mayWrite = state.may_write;
  hasStore = state.store !== null;
  drawFacts(state);
  if (state.labels && !isHeld) takeLabels(state);
  drawChoices();
  if (isHeld || !state.frame || state.frame.number === shown?.frame.number) return;
  await showImage(find("frame"), `frame.jpg?n=${state.frame.number}`);
  if (isHeld) return;
  const before = shown?.symbols[chosen];
  shown = state;
  chosen = before ? nearest(before.box) : 0;
  draft = null;
  draw();
}

// The symbol that lies where another picture had one.
function nearest(box) {
  const middle = (b) => [(b[0] + b[2]) / 2, (b[1] + b[3]) / 2];
  const [x, y] = middle(box);
  const distances = shown.symbols.map((symbol) => {
    const [otherX, otherY] = middle(symbol.box);
    return Math.hypot(otherX - x, otherY - y);
  });
  return Math.max(0, distances.indexOf(Math.min(...distances)));
}

// MARK: Drawing

const percent = (share) => (share * 100).toFixed(1) + " %";
const key = (index) => `${shown.frame.number}:${index}`;
const corrections = (index) => corrected.get(key(index)) ?? {};
const indexOf = (field, name) => choices.findIndex((choice) => choice.field === field && choice.name === name);
const first = () => (onStaff ? positions.length : 0); // of the list

function setStatus(problem) {
  const status = find("status");
  status.dataset.kind = problem ? "lost" : isHeld ? "held" : shown ? "live" : "waiting";
  status.textContent =
    problem ?? (isHeld ? `holding picture ${shown.frame.number}` : shown ? "live" : "waiting for the camera");
}

function draw() {
  const { frame, symbols, model } = shown;
  find("model").textContent = `${model.name} ${model.crc}`;
  find("caption").textContent =
    `Picture ${frame.number}${frame.name ? `, ${frame.name}` : ""}, ${frame.width} × ${frame.height} pixels, ` +
    (symbols.length === 1 ? "1 symbol" : `${symbols.length} symbols`) +
    (onStaff && shown.staff_space ? `, staff space ${shown.staff_space.toFixed(1)} pixels` : "");
  find("frame").alt = find("caption").textContent;
  drawBoxes(frame, symbols);
  drawSymbol();
}

function drawBoxes({ width, height }, symbols) {
  const overlay = find("boxes");
  overlay.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const image = find("frame");
  overlay.style.width = `${image.clientWidth}px`;
  overlay.style.height = `${image.clientHeight}px`;
  // As thick and large on the screen whatever the picture's size is.
  const unit = width / Math.max(1, image.clientWidth);
  const widths = symbols.map(({ box }) => box[2] - box[0]).sort((a, b) => a - b);
  const size = Math.min(14 * unit, Math.max(8 * unit, 0.8 * (widths[widths.length >> 1] ?? 0)));
  const groups = symbols.map((symbol, index) => {
    const group = svg("g", { class: classOf(symbol, index), "data-index": index });
    const [x1, y1, x2, y2] = symbol.box;
    const left = Math.max(unit, x1);
    const top = Math.max(unit, y1);
    group.append(
      svg("rect", {
        x: left,
        y: top,
        width: Math.max(1, Math.min(width - unit, x2) - left),
        height: Math.max(1, Math.min(height - unit, y2) - top),
        "stroke-width": (index === chosen ? 3 : 2) * unit,
      }),
    );
    const label = svg("text", {
      x: left + 2 * unit,
      y: top > size * 1.2 ? top - size / 4 : top + size,
      "font-size": size,
      "stroke-width": size / 4,
    });
    const given = corrections(index);
    const text =
      given.label ??
      (symbol.unknown ? "?" : symbol.label) ??
      (hasClasses ? (given.class ?? (symbol.class_unknown ? "?" : symbol.class)) : "");
    // A long name would cover the neighbours.
    const room = Math.max(3, Math.ceil((x2 - x1) / (size * 0.6)));
    label.textContent = index === chosen || text.length <= room ? text : `${text.slice(0, room - 1)}…`;
    group.append(label);
    return group;
  });
  // The chosen one lies above the others.
  groups.push(...groups.splice(chosen, 1));
  overlay.replaceChildren(...groups);
}

function classOf(symbol, index) {
  const classes = [];
  if (symbol.label === null && !hasClasses) classes.push("unplaced");
  if (symbol.unknown) classes.push("unknown");
  if (corrected.has(key(index))) classes.push("corrected");
  if (index === chosen) classes.push("chosen");
  return classes.join(" ");
}

async function drawSymbol() {
  const symbol = shown.symbols[chosen];
  find("reading").textContent = !symbol
    ? "No symbol"
    : symbol.label === null
      ? symbol.class
      : symbol.unknown
        ? `${symbol.label}?`
        : symbol.label;
  const right = symbol ? Object.values(corrections(chosen)).join(" ") : "";
  if (right) find("reading").textContent += `, corrected to ${right}`;
  const parts = [];
  if (symbol?.class_top) parts.push(`${symbol.class} ${percent(symbol.class_probability)}`);
  else if (symbol && onStaff) parts.push(symbol.class);
  if (symbol?.label) {
    parts.push((symbol.class_top ? `${symbol.label} ` : "") + percent(symbol.probability));
    if (symbol.unknown) parts.push(`below ${symbol.threshold}`);
    if (symbol.steady) {
      const { label, agreeing, of } = symbol.steady;
      parts.push(label ? `steady ${label}, ${agreeing} of ${of}` : `not steady, ${agreeing} of ${of}`);
    }
  }
  find("detail").textContent = symbol ? `${chosen + 1} of ${shown.symbols.length}: ${parts.join(", ")}` : "";
  find("top").classList.toggle("names", !onStaff || !symbol?.label);
  find("top").replaceChildren(
    ...((symbol?.label ? symbol.top : symbol?.class_top) ?? []).map(({ label, probability }) => {
      const row = document.createElement("li");
      const name = document.createElement("span");
      name.textContent = label;
      const bar = document.createElement("div");
      bar.className = "bar";
      bar.append(document.createElement("span"));
      bar.firstChild.style.width = `${probability * 100}%`;
      const share = document.createElement("span");
      share.className = "share";
      share.textContent = percent(probability);
      row.append(name, bar, share);
      return row;
    }),
  );
  drawChoices();
  if (symbol?.label || symbol?.class_top) {
    const path = `patch.png?n=${shown.frame.number}&symbol=${chosen}`;
    await showImage(find("patch"), path).catch(() => find("patch").removeAttribute("src"));
    find("patch").alt = `Patch of symbol ${chosen + 1}`;
  } else {
    find("patch").removeAttribute("src");
  }
}

const heightOf = (step) => 208 - step * 14.5;

// Once: the lines, a place to click for each position, and the two note heads.
function makeStaff() {
  const staff = find("staff");
  positions.forEach((name, step) => {
    const place = svg("g", { class: "place", "data-step": step });
    place.append(svg("rect", { x: 0, y: heightOf(step) - 7.25, width: 150, height: 14.5 }));
    const label = svg("text", { x: 126, y: heightOf(step) + 3.5 });
    label.textContent = name;
    place.append(label);
    staff.append(place);
  });
  for (let line = 0; line <= 6; line += 1) {
    const isLedger = line === 0 || line === 6;
    const y = heightOf(line * 2);
    staff.append(
      svg("line", { class: isLedger ? "ledger" : "", x1: isLedger ? 40 : 8, x2: isLedger ? 84 : 118, y1: y, y2: y }),
    );
  }
  for (const child of staff.querySelectorAll("line")) child.style.pointerEvents = "none";
  for (const name of ["read", "draft"]) {
    const head = svg("ellipse", { id: name, class: name, cx: 62, rx: 11, ry: 7.5 });
    head.style.pointerEvents = "none";
    staff.append(head);
  }
}

// The model says what its labels are; a new model may have others.
function takeLabels({ labels, classes }) {
  const next = [
    ...labels.choices.map((name) => ({ field: "label", name })),
    ...(classes ?? []).map((name) => ({ field: "class", name })),
  ];
  if (JSON.stringify(next) === JSON.stringify(choices)) return;
  choices = next;
  onStaff = labels.kind === "staff_positions";
  hasClasses = classes !== null;
  draft = null;
  corrected.clear();
  find("staff").style.display = onStaff ? "" : "none";
  const listed = choices.slice(first());
  find("list").hidden = listed.length === 0;
  for (const element of document.querySelectorAll(".staffkey")) element.hidden = !onStaff;
  for (const element of document.querySelectorAll(".listkey")) element.hidden = listed.length === 0;
  find("names").replaceChildren(
    ...listed.map(({ name }, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.tabIndex = -1;
      button.id = `choice-${first() + index}`;
      button.dataset.choice = first() + index;
      button.setAttribute("role", "option");
      button.textContent = name;
      return button;
    }),
  );
  narrow();
}

// Accents and capitals make no difference when searching.
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").trim().toLowerCase();

// Shows what holds every word of the field; returns it, what begins with its text first.
function narrow() {
  const text = plain(find("filter").value);
  const words = text.split(/\s+/);
  const [begins, holds] = [[], []];
  for (const button of find("names").children) {
    const name = plain(button.textContent);
    button.hidden = !words.every((word) => name.includes(word));
    if (!button.hidden) (name.startsWith(text) ? begins : holds).push(Number(button.dataset.choice));
  }
  return [...begins, ...holds];
}

const canCorrect = (field = hasClasses ? "class" : "label") => {
  const symbol = shown?.symbols[chosen];
  return (
    mayWrite && hasStore && Boolean(symbol && (field === "class" || symbol.label || corrections(chosen).class))
  );
};

function drawChoices() {
  const staff = find("staff");
  const symbol = shown?.symbols[chosen];
  const given = symbol ? corrections(chosen) : {};
  const read = indexOf("label", symbol?.label);
  const stored = indexOf("label", given.label);
  const drafted = choices[draft]?.field === "label" ? draft : -1;
  place(find("read"), read);
  place(find("draft"), drafted >= 0 ? drafted : stored);
  find("draft").setAttribute("class", drafted >= 0 ? "draft" : "stored");
  const now = drafted >= 0 ? drafted : stored >= 0 ? stored : read;
  for (const child of staff.querySelectorAll(".place"))
    child.classList.toggle("now", Number(child.dataset.step) === now);
  staff.setAttribute("aria-valuenow", Math.min(Math.max(0, now), positions.length - 1));
  staff.setAttribute("aria-valuetext", choices[now]?.name ?? "none");
  staff.setAttribute("aria-disabled", String(!canCorrect("label")));
  const nowClass = symbol ? reading("class") : -1;
  for (const button of find("names").children) {
    const index = Number(button.dataset.choice);
    button.disabled = !canCorrect(choices[index].field);
    button.classList.toggle("draft", index === draft);
    button.setAttribute("aria-selected", String(index === now || index === nowClass));
  }
  const field = find("filter");
  field.disabled = !mayWrite || !hasStore;
  field.setAttribute("aria-activedescendant", draft !== null && draft >= first() ? `choice-${draft}` : "");
  find("hint").textContent = canCorrect()
    ? draft !== null
      ? `Enter stores ${choices[draft].name}`
      : field.value
        ? "no label matches"
        : onStaff && choices.length > first()
        ? "click the right position, or a label"
        : `click the right ${onStaff ? "position" : "label, or type it"}`
    : !mayWrite
      ? "read only: open the address with the token"
      : !hasStore
        ? "corrections are off: start with --store"
        : "";
}

function place(head, step) {
  const isOnStaff = onStaff && step >= 0 && step < positions.length;
  head.style.display = isOnStaff ? "" : "none";
  if (isOnStaff) head.setAttribute("cy", heightOf(step));
}

function drawFacts(state) {
  const { latency_us: latency, frame, board, store } = state;
  const parts = latency ? Object.entries(latency) : [];
  const total = parts.reduce((sum, [, part]) => sum + part, 0);
  const milliseconds = (part) => `${(part / 1000).toFixed(1)} ms`;
  find("latency").replaceChildren(
    ...parts.map(([, part]) => {
      const span = document.createElement("span");
      span.style.width = `${(part / Math.max(1, total)) * 100}%`;
      return span;
    }),
  );
  find("latency").setAttribute("aria-label", `${milliseconds(total)} in all`);
  list("parts", [...parts.map(([name, part]) => [name, milliseconds(part)]), ["together", milliseconds(total)]]);
  list("camera", [
    ["frame rate", state.rate === null ? "unknown" : `${state.rate.toFixed(1)} / s`],
    ["dropped", frame?.dropped ?? 0],
    ["damaged", frame?.damaged ?? 0],
    ["restarts", frame?.restarts ?? 0],
    ["age", frame ? milliseconds(frame.age_us) : "unknown"],
  ]);
  const { temperature_c: temperature, clock_khz: clock, throttling } = board;
  list("board", [
    ["temperature", temperature === null ? "unknown" : `${temperature.toFixed(1)} °C`],
    ["clock", clock === null ? "unknown" : `${(clock / 1000).toFixed(0)} MHz`],
    ["throttling", throttling === null ? "unknown" : throttling.now.join(", ") || "none"],
    ["since boot", throttling === null ? "unknown" : throttling.since_boot.join(", ") || "none"],
  ]);
  const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
  list(
    "store",
    store
      ? [
          ["stored", store.labels],
          ["folder", `${megabytes(store.used_bytes)} of ${megabytes(store.limit_bytes)} MB`],
        ]
      : [["stored", "off"]],
  );
}

function list(id, rows) {
  find(id).replaceChildren(
    ...rows.flatMap(([name, value]) => {
      const term = document.createElement("dt");
      term.textContent = name;
      const description = document.createElement("dd");
      description.textContent = value;
      return [term, description];
    }),
  );
}

function say(text, kind = "") {
  find("message").textContent = text;
  find("message").dataset.kind = kind;
}

// MARK: What a person does

async function hold() {
  if (isHeld || !shown) return;
  isHeld = true;
  drawHold();
  if (mayWrite) await post("hold", { frame: shown.frame.number });
}

function goOn() {
  isHeld = false;
  clear();
  say("");
  drawHold();
  drawChoices();
}

function drawHold() {
  find("hold").setAttribute("aria-pressed", String(isHeld));
  find("hold").textContent = isHeld ? "Go on" : "Hold the picture";
  setStatus();
}

async function choose(index) {
  if (!shown?.symbols.length) return;
  await hold();
  chosen = Math.min(Math.max(index, 0), shown.symbols.length - 1);
  clear();
  say("");
  draw();
}

// Empties the search and forgets a change.
function clear() {
  find("filter").value = "";
  draft = null;
  narrow();
}

async function suggest(choice) {
  if (choice !== null && !canCorrect(choices[choice].field)) return;
  await hold();
  draft = choice;
  drawChoices();
  find(`choice-${choice}`)?.scrollIntoView({ block: "nearest" });
}

// The choice that is the chosen symbol's label or class now, -1 for none.
const reading = (field) => indexOf(field, { ...shown.symbols[chosen], ...corrections(chosen) }[field]);

// The choice above or below: on the staff, or among what the search shows.
function step(up, inList) {
  const current = draft ?? reading(inList && hasClasses ? "class" : "label");
  if (!inList) return Math.min(Math.max(current + up, 0), positions.length - 1);
  const places = narrow().sort((a, b) => a - b);
  const place = places.indexOf(current);
  return places[place < 0 ? 0 : Math.min(Math.max(place - up, 0), places.length - 1)] ?? null;
}

async function store(choice) {
  if (choice === null) throw new Error("No label matches; nothing is stored.");
  const { field, name } = choices[choice] ?? {};
  if (!name || !canCorrect(field)) return;
  draft = choice;
  drawChoices();
  await hold();
  const [frame, symbol, values] = [shown.frame.number, chosen, { ...corrections(chosen), [field]: name }];
  await post("feedback", { frame, symbol, ...values });
  corrected.set(`${frame}:${symbol}`, values);
  clear();
  say(`Stored: ${name} for symbol ${symbol + 1} of picture ${frame}.`, "right");
  draw();
}

// Whatever goes wrong is said; a change that could not be stored stays as it is.
const attempt = (action) => action.catch((error) => say(error.message, "wrong"));

function press(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const field = find("filter");
  const isTyping = event.target === field;
  const symbol = shown?.symbols[chosen];
  const digit = onStaff && /^(?:Digit|Numpad)([0-6])$/.exec(event.code);
  const onButton = event.target.closest?.("button, summary");
  const up = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  const right = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (event.key === "Escape") {
    if (isTyping && field.value) {
      clear();
      drawChoices();
    } else {
      field.blur();
      goOn();
    }
  } else if (up && symbol) attempt(suggest(step(up, isTyping || !onStaff)));
  else if (right && !(isTyping && field.value)) attempt(choose(chosen + right));
  else if (event.key === "Enter" && !onButton && symbol)
    // Without a change the reading is confirmed.
    attempt(store(draft ?? (field.value ? null : reading(symbol.label ? "label" : "class"))));
  else if (isTyping) return;
  else if (event.key === " " && !onButton) isHeld ? goOn() : attempt(hold());
  else if (digit) attempt(suggest(Number(digit[1]) * 2 + (event.shiftKey ? 1 : 0)));
  else {
    // A letter begins a search, and is its first one.
    if (/^[\p{L}\p{N}]$/u.test(event.key) && !find("list").hidden) field.focus();
    return;
  }
  event.preventDefault();
}

makeStaff();
document.addEventListener("keydown", press);
window.addEventListener("resize", () => shown && drawBoxes(shown.frame, shown.symbols));
find("hold").addEventListener("click", () => (isHeld ? goOn() : attempt(hold())));
find("boxes").addEventListener("click", (event) => {
  const group = event.target.closest("g");
  if (group) attempt(choose(Number(group.dataset.index)));
});
find("staff").addEventListener("click", (event) => {
  const target = event.target.closest(".place");
  if (target) attempt(store(Number(target.dataset.step)));
});
find("names").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  // Else Enter would press it again, whatever the keys have chosen since.
  button.blur();
  attempt(store(Number(button.dataset.choice)));
});
find("filter").addEventListener("input", (event) => {
  const found = narrow();
  attempt(suggest(event.target.value ? (found[0] ?? null) : null));
});
follow();
