// What the panel does before its WebAssembly runs, all at once: paint the site's name and colour,
// open or renew the visitor's session, open the socket and say hello, load glue and module.
// Leaves what it has in `window.baton`; the panel takes over from there, and asks for the trigger
// engine when nobody waits for anything any more.
//
// Who the visitor is stays this file's matter: when the page around says so, the session is asked
// for again, and a panel that shows another person's thread is hidden, then loaded anew.

// Empty when the site does not exist.
const content = document.querySelector("meta[name=baton-site]").content;
const card = content && JSON.parse(content);
const early = { token: "", socket: null, frames: [], greeted: false, host: null, told: "", say: "", sense, visit };
window.baton = early;

const closer = document.querySelector(".close");
addEventListener("message", (event) => {
  if (event.source !== parent || event.data !== "baton") return;
  early.host = event;
  // A page that was opened before this version says only whether the panel is open.
  event.ports[0].onmessage = ({ data }) => hear(data.page ? data : { how: data });
  closer.hidden = false;
});
closer.onclick = () => early.host.ports[0].postMessage({ close: true });

const stored = (key, value) => {
  try {
    return value === undefined ? localStorage.getItem(key) : localStorage.setItem(key, value);
  } catch {
    return null;
  }
};
const key = `baton.session.${card.id}`;
const site = `/v1/sites/${encodeURIComponent(card.id)}`;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// The session: token, thread, and the person it is for.
let known = session(stored(key));
// One question about it at a time.
let turn = Promise.resolve();
const next = (step) => (turn = turn.then(step));

// What the page around said last: where it is, and who its visitor is.
let around = {};
let who, introduced, settled;
const introduction = new Promise((heard) => (introduced = heard));
// Whether the panel's code runs, and so shows a thread.
let begun = false;

if (card) {
  paint();
  start().catch((error) => {
    console.error(error);
    refuse("The chat could not be loaded. Check your connection, then try again.");
  });
} else {
  refuse("This chat isn't set up here yet.");
}

async function start() {
  if (known) connect();
  // A page that will say who its visitor is has marked the address: nothing is shown before.
  const marked = location.hash && parent !== self;
  const asked = marked ? introduction : next(known ? renew : begin);
  const module = WebAssembly.compileStreaming(fetch("/pkg/customer_bg.wasm"));
  const [glue, code] = await Promise.all([import("/pkg/customer.js"), module, known && !marked ? null : asked]);
  await settled;
  if (!known) await next(begin);
  begun = true;
  await glue.default({ module_or_path: code });
}

/** The page around tells of itself. */
function hear({ how, page, title, from, who: named, claims }) {
  early.told = how ?? early.told;
  around = { page, title, from, claims };
  if (named !== undefined && named !== who) {
    who = named;
    const step = next(() => identify(named || null));
    if (differs(named)) settled = step;
  }
  introduced();
}

/** Gives `take` the trigger engine, once the page has nothing else to do. */
async function sense(take) {
  try {
    await new Promise((idle) => (self.requestIdleCallback ?? setTimeout)(idle));
    const module = WebAssembly.compileStreaming(fetch("/pkg/sense_bg.wasm"));
    const [glue, code] = await Promise.all([import("/pkg/sense.js"), module]);
    await glue.default({ module_or_path: code });
    take(new glue.Sense(JSON.stringify(card.trigger)));
    performance.mark("baton.sense");
  } catch {
    // The edge decides alone.
  }
}

function session(text) {
  try {
    const found = JSON.parse(text);
    return found?.token && found?.thread ? found : null;
  } catch {
    return null;
  }
}

/** A new visitor. */
async function begin() {
  if (known) return;
  await insist();
  connect();
}

/** A returning visitor: renews the token for later; a token that is no longer good means starting anew. */
async function renew() {
  const { thread } = known;
  try {
    if ((await ask()).thread !== thread) location.reload();
  } catch {
    // The socket says what is wrong, or the next visit tries again.
  }
}

/** The page says who its visitor is: by a token of the site's, or with null that nobody is. */
async function identify(identity) {
  const was = known;
  const page = document.documentElement.style;
  if (differs(identity)) page.visibility = "hidden";
  try {
    await insist(identity);
    if (known.thread !== was?.thread || known.person !== was.person) {
      if (was) forget(was);
      if (begun) return again();
      connect();
    }
  } catch (error) {
    // For whoever builds the page; the visitor stays who they were.
    console.error(`Baton.identify: ${error.message}`);
  }
  page.visibility = "";
}

/** Whether a token names, by its own word, another person than the session is for. */
function differs(token) {
  let subject;
  try {
    subject = JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))).sub;
  } catch {
    // Names nobody.
  }
  return subject !== known?.person;
}

/** Loads the panel anew; marked, since the page around will say again who its visitor is. */
function again() {
  history.replaceState(null, "", "#who");
  location.reload();
}

/** Removes what this browser keeps of a thread that is left; of a person's, what they wrote, too. */
function forget({ thread, person }) {
  try {
    if (thread !== known.thread) localStorage.removeItem(`baton.read.${card.id}`);
    if (!person) return;
    sessionStorage.removeItem(`baton.draft.${card.id}`);
    for (const kept of Object.keys(localStorage)) {
      if (kept.startsWith(`baton.out.${card.id}.`)) localStorage.removeItem(kept);
    }
  } catch {
    // Where storage is forbidden, nothing is kept.
  }
}

/** Asks until the edge answers. */
async function insist(identity) {
  for (let wait = 500; ; wait = Math.min(wait * 2, 15000)) {
    try {
      return await ask(identity);
    } catch (error) {
      if (error.final) throw error;
      await pause(wait / 2 + (wait / 2) * Math.random());
    }
  }
}

async function ask(identity) {
  const response = await fetch(`${site}/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: known?.token ?? null, identity }),
  });
  if (!response.ok) {
    const { error } = await response.json().catch(() => ({}));
    throw Object.assign(new Error(error?.message ?? response.status), { final: response.status < 500 });
  }
  const { token, thread, person } = await response.json();
  known = { token, thread, person };
  stored(key, JSON.stringify(known));
  return known;
}

// Another tab has changed who the visitor is, and this page has no say of its own.
addEventListener("storage", (event) => {
  const now = event.key === key && session(event.newValue);
  if (now && known && begun && who === undefined && now.person !== known.person) location.reload();
});

function connect() {
  const scheme = location.protocol === "http:" ? "ws" : "wss";
  const address = `${scheme}://${location.host}${site}/socket`;
  early.socket?.close();
  const frames = [];
  const socket = new WebSocket(address, ["baton.v3", "baton.v2", "baton.v1", `baton.token.${known.token}`]);
  Object.assign(early, { token: known.token, socket, frames, greeted: false });
  socket.onopen = () => {
    early.greeted = early.socket === socket;
    socket.send('{"t":"hello"}');
  };
  socket.onmessage = (event) => frames.push(event.data);
}

/** Where the visitor is, as JSON, for a message that is about to leave: addresses without their queries. */
function visit() {
  const address = (text) => {
    try {
      const at = new URL(text);
      return at.protocol.startsWith("http") ? at : {};
    } catch {
      return {};
    }
  };
  const { origin = "", pathname = "" } = address(around.page);
  const from = address(around.from).origin ?? "";
  const touch = matchMedia("(pointer: coarse)").matches;
  const claims = Object.entries(around.claims ? JSON.parse(around.claims) : {});
  return JSON.stringify({
    page: (origin + pathname).slice(0, 300),
    title: (around.title ?? "").slice(0, 300),
    referrer: from === origin ? "" : from,
    language: navigator.language,
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "",
    device: !touch ? "desktop" : Math.min(screen.width, screen.height) < 600 ? "phone" : "tablet",
    claims: claims.slice(0, 24).map(([name, value]) => ({ name: name.slice(0, 60), value: `${value}`.slice(0, 100) })),
  });
}

/** The site's name, colours and greeting, where the page already has their places. */
function paint() {
  document.title = card.name;
  for (const [name, text] of [["site", card.name], ["bot", card.bot], ["greeting", card.widget.greeting]]) {
    for (const place of document.querySelectorAll(`[data-text=${name}]`)) place.textContent = text;
  }
  const choices = document.querySelector(".choices");
  for (const text of stored(`baton.read.${card.id}`) ? [] : card.widget.suggestions) {
    const choice = document.createElement("button");
    choice.textContent = text;
    choice.onclick = () => {
      early.say = text;
      choices.inert = true;
    };
    choices.append(choice);
  }
  const accent = rgb(card.widget.accent) ?? [15, 107, 92];
  const set = (name, color) =>
    document.documentElement.style.setProperty(name, `rgb(${color.map(Math.round)})`);
  const [white, black] = [[255, 255, 255], [16, 18, 22]];
  set("--accent", accent);
  set("--on-accent", contrast(accent, white) >= contrast(accent, black) ? white : black);
  set("--accent-light", readable(accent, white, black));
  set("--accent-dark", readable(accent, [22, 25, 29], white));
}

function rgb(hex) {
  const parts = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  return parts && parts.slice(1).map((part) => parseInt(part, 16));
}

/** WCAG 2.2 relative luminance and contrast ratio. */
function luminance(color) {
  const [r, g, b] = color.map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** `color`, moved towards `end` until it reads as text on `ground`. */
function readable(color, ground, end) {
  for (let step = 0; step <= 1; step += 0.05) {
    const mixed = color.map((part, i) => part + (end[i] - part) * step);
    if (contrast(mixed, ground) >= 4.6) return mixed;
  }
  return end;
}

/** Says what is wrong in the thread's place. */
function refuse(words) {
  const fallback = document.querySelector(".fallback");
  const [said, again] = fallback.children;
  said.textContent = words;
  again.onclick = () => location.reload();
  document.querySelector(".who p").textContent = "";
  fallback.hidden = false;
}
