// What the panel does before its WebAssembly runs, all at once: paint the site's name and colour,
// open or renew the visitor's session, open the socket and say hello, load glue and module.
// Leaves what it has in `window.baton`; the panel takes over from there, and asks for the trigger
// engine when nobody waits for anything any more.

// Empty when the site does not exist.
const content = document.querySelector("meta[name=baton-site]").content;
const card = content && JSON.parse(content);
const early = { token: "", socket: null, frames: [], greeted: false, host: null, say: "", sense };
window.baton = early;

// The page around tells itself by a port that only this origin receives; whether it may embed the
// panel is checked by the panel, against the site's origins.
const closer = document.querySelector(".close");
addEventListener("message", (event) => {
  if (event.source !== parent || event.data !== "baton") return;
  early.host = event;
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
  const kept = session(stored(key));
  if (kept) connect(kept.token);
  const ready = kept ? null : visit();
  if (kept) renew(kept);
  const module = WebAssembly.compileStreaming(fetch("/pkg/customer_bg.wasm"));
  const [glue, code] = await Promise.all([import("/pkg/customer.js"), module, ready]);
  await glue.default({ module_or_path: code });
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

/** A new visitor: asks until the edge answers, then connects. */
async function visit() {
  for (let wait = 500; ; wait = Math.min(wait * 2, 15000)) {
    try {
      connect((await ask(null)).token);
      return;
    } catch (error) {
      if (error.final) throw error;
      await pause(wait / 2 + (wait / 2) * Math.random());
    }
  }
}

/** A returning visitor: renews the token for later; a token that is no longer good means starting anew. */
async function renew(kept) {
  try {
    if ((await ask(kept.token)).thread !== kept.thread) location.reload();
  } catch {
    // The socket says what is wrong, or the next visit tries again.
  }
}

async function ask(token) {
  const response = await fetch(`${site}/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
  if (!response.ok) {
    throw Object.assign(new Error(`session: ${response.status}`), { final: response.status < 500 });
  }
  const { token: fresh, thread } = await response.json();
  stored(key, JSON.stringify({ token: fresh, thread }));
  return { token: fresh, thread };
}

function connect(token) {
  const scheme = location.protocol === "http:" ? "ws" : "wss";
  const address = `${scheme}://${location.host}${site}/socket`;
  const socket = new WebSocket(address, ["baton.v2", "baton.v1", `baton.token.${token}`]);
  socket.onopen = () => {
    early.greeted = true;
    socket.send('{"t":"hello"}');
  };
  socket.onmessage = (event) => early.frames.push(event.data);
  Object.assign(early, { token, socket });
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
