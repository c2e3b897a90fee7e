// Baton's loader. Draws the launcher in a closed shadow root; creates the panel's frame on intent
// (hover, focus, touch) and talks to it over a MessageChannel that only Baton's origin receives.
// Before that: no request, no storage, no socket. Usage: <script async data-site="ID" src=…>
(() => {
  const tag = document.currentScript;
  const { site, accent } = tag.dataset;
  const base = new URL(tag.src).origin;
  const make = (name, props) => Object.assign(document.createElement(name), props);
  // Whether the panel was open, for the next page of this tab. Kept only after interest.
  const kept = (value) => {
    try {
      return value ? sessionStorage.setItem("baton." + site, value) : sessionStorage.getItem("baton." + site);
    } catch {}
  };

  const host = make("div");
  const root = host.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
:host{all:initial!important;position:fixed!important;z-index:2147483647!important;inset-block-end:0!important;inset-inline-end:0!important}
button,iframe{position:fixed;inset-inline-end:20px;border:0;box-shadow:0 4px 20px #0003}
button{inset-block-end:20px;width:56px;height:56px;border-radius:50%;padding:0;background:var(--a,#1f2933);color:var(--i,#fff);cursor:pointer;transition:transform .15s}
button:hover{transform:scale(1.05)}
button:focus-visible{outline:3px solid Highlight;outline-offset:3px}
i{position:absolute;inset:16px;background:currentColor;forced-color-adjust:none;clip-path:path("M12 2c5.5 0 10 3.800 10 8.5S17.5 19 12 19c-1 0-2-.1-2.9-.4L4 21.5v-5C2.700 14.9 2 12.800 2 10.5 2 5.800 6.5 2 12 2z")}
.on i{clip-path:path("M5 4l7 7 7-7 1.5 1.5-7 7 7 7L19 21l-7-7-7 7-1.5-1.5 7-7-7-7z")}
b{position:absolute;inset-block-start:-4px;inset-inline-end:-4px;min-width:22px;border-radius:11px;background:#c62828;color:#fff;font:600 12px/22px system-ui,sans-serif}
b:empty{display:none}
iframe{inset-block-end:88px;width:400px;height:min(680px,100vh - 108px);border-radius:16px;visibility:hidden;opacity:0;transform:translateY(12px);transition:opacity .18s,transform .18s,visibility .18s}
.on+iframe{visibility:visible;opacity:1;transform:none}
@media(max-width:480px){iframe{inset:0;width:100%;height:100%;border-radius:0}.on{display:none}}
@media(prefers-reduced-motion:reduce){*{transition:none!important}}`);
  root.adoptedStyleSheets = [sheet];

  const button = make("button", { type: "button" });
  const badge = make("b");
  button.append(make("i"), badge);
  root.append(button);
  let frame, port, told = "hidden", on = false, unread = 0;

  const paint = (color) => {
    const n = parseInt(color.slice(1), 16);
    const light = (n >> 16) * 3 + ((n >> 8) & 255) * 6 + (n & 255) > 1500;
    host.style.setProperty("--a", color);
    host.style.setProperty("--i", light ? "#111" : "#fff");
  };
  const label = () => {
    badge.textContent = on || !unread ? "" : unread > 9 ? "9+" : unread;
    button.ariaLabel = on ? "Close chat" : unread ? `Open chat, ${unread} unread` : "Open chat";
    button.ariaExpanded = on;
    button.className = on ? "on" : "";
  };
  const hear = ({ data }) => {
    if (data.name) frame.title = "Chat with " + data.name;
    if (data.accent) paint(data.accent);
    if ("unread" in data) unread = data.unread;
    data.close ? close() : label();
  };
  const prepare = () => {
    if (frame) return;
    frame = make("iframe", { title: "Chat", src: `${base}/panel?site=${encodeURIComponent(site)}` });
    frame.onload = () => {
      const channel = new MessageChannel();
      port = channel.port1;
      port.onmessage = hear;
      frame.contentWindow.postMessage("baton", base, [channel.port2]);
      port.postMessage(told);
    };
    root.append(frame);
  };
  const show = (how) => {
    prepare();
    told = how;
    on = how != "hidden";
    kept(on ? "open" : "closed");
    label();
    port?.postMessage(told);
  };
  const open = () => {
    show("open");
    frame.focus();
  };
  const close = () => {
    show("hidden");
    button.focus();
  };
  const toggle = () => (on ? close() : open());

  if (accent) paint(accent);
  label();
  button.onclick = toggle;
  for (const intent of ["pointerenter", "focus", "touchstart"]) {
    button.addEventListener(intent, prepare, { passive: true });
  }
  addEventListener("keydown", (event) => on && event.key == "Escape" && close());
  document.documentElement.append(host);
  window.Baton = { open, close, toggle };

  const before = kept();
  if (before) {
    (window.requestIdleCallback || setTimeout)(() => (before == "open" ? show("shown") : prepare()));
  }
})();
