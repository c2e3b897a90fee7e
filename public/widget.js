// Baton's launcher, in a closed shadow root. On intent (hover, focus, touch) it makes the panel's
// frame and gives Baton's origin a port to talk by; before, it asks for nothing and keeps nothing.
// Over the port the panel hears whether it is open, which page it is on, and who the page says its
// visitor is.
(() => {
  const tag = document.currentScript;
  const { site, accent } = tag.dataset;
  const base = new URL(tag.src).origin;
  const make = (name, props) => Object.assign(document.createElement(name), props);

  const host = make("div");
  const root = host.attachShadow({ mode: "closed" });
  const button = make("button");
  const badge = make("b");
  const sheet = new CSSStyleSheet();
  let frame, port, who, claims, told = "hidden", on = false, unread = 0;

  sheet.replaceSync(`:host{all:initial!important;position:fixed!important;z-index:2147483647!important}
button,iframe{position:fixed;inset-inline-end:20px;bottom:20px;border:0;box-shadow:0 4px 20px #0003}
button{width:56px;height:56px;border-radius:50%;background:var(--a,#1f2933);color:var(--i,#fff);cursor:pointer}
button:hover{filter:brightness(1.1)}
i{position:absolute;inset:16px;background:currentColor;forced-color-adjust:none;clip-path:path("M12 3a10 8 0 1 1-4 15l-5 4 1-7a10 8 0 0 1 8-12z")}
.on i{clip-path:path("M5 4l7 7 7-7 1 1-7 7 7 7-1 1-7-7-7 7-1-1 7-7-7-7z")}
b{position:absolute;top:-4px;inset-inline-end:-4px;min-width:22px;border-radius:11px;background:#c62828;color:#fff;font:600 12px/22px system-ui}
iframe{bottom:88px;width:400px;height:min(680px,100vh - 108px);border-radius:16px;visibility:hidden;opacity:0;transform:translateY(12px);transition:.18s}
.on+iframe{visibility:visible;opacity:1;transform:none}
@media(max-width:480px){iframe{inset:0;width:100%;height:100%;border-radius:0}.on{display:none}}
@media(prefers-reduced-motion){iframe{transition:none}}`);
  root.adoptedStyleSheets = [sheet];
  root.append(button);
  button.append(make("i"), badge);

  const kept = (value) => {
    try {
      return value ? sessionStorage.setItem("baton." + site, value) : sessionStorage.getItem("baton." + site);
    } catch {}
  };
  const paint = (color) => {
    const n = parseInt(color.slice(1), 16);
    host.style.setProperty("--a", color);
    host.style.setProperty("--i", (n >> 16) * 3 + ((n >> 8) & 255) * 6 + (n & 255) > 1500 ? "#111" : "#fff");
  };
  const label = () => {
    badge.textContent = on || !unread ? "" : unread;
    button.ariaLabel = on ? "Close chat" : "Open chat" + (unread ? `, ${unread} unread` : "");
    button.ariaExpanded = on;
    button.className = on ? "on" : "";
  };
  const tell = (how) =>
    port?.postMessage({ how, who, claims, page: location.href, title: document.title, from: document.referrer });
  const prepare = () => {
    if (frame) return;
    // Marked, the panel shows nothing before it has heard who its visitor is.
    const mark = who === undefined ? "" : "#who";
    frame = make("iframe", { title: "Chat", src: `${base}/panel?site=${encodeURIComponent(site)}${mark}` });
    frame.onload = () => {
      const channel = new MessageChannel();
      port = channel.port1;
      port.onmessage = ({ data }) => {
        if (data.name) frame.title = "Chat with " + data.name;
        if (data.accent) paint(data.accent);
        unread = data.unread ?? unread;
        data.close ? close() : label();
      };
      frame.contentWindow.postMessage("baton", base, [channel.port2]);
      tell(told);
    };
    root.append(frame);
  };
  const show = (how) => {
    prepare();
    told = how;
    on = how != "hidden";
    kept(on ? "open" : "closed");
    label();
    tell(how);
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
  const identify = (token, said) => {
    who = token && "" + token;
    claims = JSON.stringify(said);
    tell();
  };

  if (accent) paint(accent);
  label();
  button.onclick = toggle;
  button.onpointerenter = button.onfocus = button.ontouchstart = prepare;
  addEventListener("keydown", (event) => on && event.key == "Escape" && close());
  // Whoever is about to write leaves the page for the frame, wherever the page has gone meanwhile.
  addEventListener("blur", () => tell());
  document.documentElement.append(host);
  window.Baton = { open, close, toggle, identify };
  const before = kept();
  if (before) (window.requestIdleCallback || setTimeout)(() => (before == "open" ? show("shown") : prepare()));
})();
