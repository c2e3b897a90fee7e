// What the tag does to somebody else's page: next to nothing before there is interest, and nothing
// that a strict content security policy forbids at any time.

import assert from "node:assert/strict";
import { always, eventually } from "./support/eventually.mjs";
import { stage } from "./support/scene.mjs";

const test = stage();

/** Notes everything a page asks of the network or the browser from its first moment on. */
async function watch(context) {
  const seen = { requests: [], sockets: [] };
  context.on("request", (request) => seen.requests.push(request.url()));
  context.on("page", (page) => page.on("websocket", (socket) => seen.sockets.push(socket.url())));
  await context.addInitScript(() => {
    const seen = { modules: 0, violations: [] };
    // On the frame's own window, so each document counts for itself.
    window.seen = seen;
    for (const name of ["compile", "compileStreaming", "instantiate", "instantiateStreaming"]) {
      const real = WebAssembly[name];
      WebAssembly[name] = (...args) => {
        seen.modules += 1;
        return real.apply(WebAssembly, args);
      };
    }
    addEventListener("securitypolicyviolation", (event) => {
      seen.violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
    });
  });
  return seen;
}

/** Everything kept in the browser, for every origin. */
async function kept(page) {
  const { cookies, origins } = await page.context().storageState({ indexedDB: true });
  const session = await page.evaluate(() => ({ ...sessionStorage }));
  return { cookies, origins, session };
}

const NOTHING = { cookies: [], origins: [], session: {} };

test("before there is interest, the loader is all that is loaded, and nothing is kept", async (scene) => {
  // Given a customer who only reads
  const context = await scene.context();
  const seen = await watch(context);
  const customer = await scene.customer({ context });
  await customer.launcher.waitFor();
  await customer.page.waitForLoadState("networkidle");
  await customer.page.mouse.wheel(0, 400);

  // Then one file came from Baton
  const ours = seen.requests.filter((url) => url.startsWith(scene.runtime.baton));
  assert.deepEqual(ours, [`${scene.runtime.baton}/widget.js`]);

  // And there is no frame, no socket, no WebAssembly, nothing in any storage
  assert.equal(customer.page.frames().length, 1);
  assert.deepEqual(seen.sockets, []);
  assert.deepEqual(await customer.page.evaluate(() => window.seen), { modules: 0, violations: [] });
  assert.deepEqual(await kept(customer.page), NOTHING);
});

test("hovering prepares the panel, hidden, so that a click only shows it", async (scene) => {
  const context = await scene.context();
  const seen = await watch(context);
  const customer = await scene.customer({ context });

  // When the pointer comes near
  await customer.launcher.hover();

  // Then everything the panel needs is fetched and connected, and nothing is shown
  const needed = ["/panel", "/pkg/customer.js", "/pkg/customer_bg.wasm"].map((path) => scene.runtime.baton + path);
  await eventually(
    () => needed.filter((url) => !seen.requests.some((request) => request.startsWith(url))),
    (missing) => assert.deepEqual(missing, []),
  );
  await eventually(() => seen.sockets.length, (sockets) => assert.equal(sockets, 1));
  await customer.log.waitFor({ state: "attached" });
  assert.equal(await customer.frame.isVisible(), false);
  assert.equal(await customer.launcher.getAttribute("aria-expanded"), "false");

  // But not the trigger engine, which nobody waits for
  const engine = (url) => url.includes("/pkg/sense");
  assert.ok(!seen.requests.some(engine));

  // And the click asks the network for nothing more, but that
  const before = seen.requests.length;
  await customer.open();
  assert.deepEqual(seen.requests.slice(before).filter((url) => !engine(url)), []);
});

test("a strict content security policy allows a whole conversation", async (scene) => {
  // Given the shop's policy, which is not ours to relax
  const context = await scene.context();
  await watch(context);
  const customer = await scene.customer({ context });
  const response = await customer.page.request.get(scene.runtime.shop);
  const policy = response.headers()["content-security-policy"];
  assert.match(policy, /default-src 'self'/);
  assert.doesNotMatch(policy, /unsafe|\*/);

  // When a customer goes through all of it
  const maya = await scene.agent("Maya");
  await customer.open();
  await customer.say("where is my order?");
  await customer.sees("bot", "follow your parcel");
  await customer.say("can I talk to a real person");
  await maya.accept(await customer.thread());
  await maya.say("Hello, https://larkspur.example/orders shows it.");
  await customer.sees("agent", "Hello");
  await customer.field.fill("a line\nand another");
  await customer.say("Thanks");
  await maya.resolve();
  await customer.panel.getByText("You're back with the assistant").waitFor();
  await customer.close();

  // Then neither page reported a violation
  const pages = [...customer.page.frames(), ...maya.page.frames()];
  for (const frame of pages) {
    assert.deepEqual(await frame.evaluate(() => window.seen?.violations ?? []), [], frame.url());
  }
});

test("the launcher lives in a closed shadow root and stands above a hostile page", async (scene) => {
  // Given a page whose styles fight everything
  const context = await scene.context();
  const customer = await scene.customer({ context });
  await customer.page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      * { display: none !important; position: static !important; opacity: 0 !important }
      html, body, main, h1 { display: block !important; opacity: 1 !important }
      main { position: fixed !important; inset: 0 !important; z-index: 2147483646 !important }
      button { all: unset !important; transform: scale(0) !important }`);
    document.adoptedStyleSheets.push(sheet);
  });

  // Then the launcher can still be pressed, and the panel used
  await customer.open();
  await customer.say("where is my order?");
  await customer.sees("bot", "follow your parcel");
});

test("the page reads neither the thread nor the visitor's token", async (scene) => {
  const context = await scene.context();
  const page = await context.newPage();
  // The real, closed root: no page object here.
  await page.addInitScript(() => {
    window.heard = [];
    addEventListener("message", (event) => window.heard.push(event.data));
  });
  await page.goto(scene.runtime.shop);
  await page.waitForFunction(() => window.Baton);
  assert.equal(await page.evaluate(() => document.documentElement.lastElementChild.shadowRoot), null);
  await page.evaluate(() => window.Baton.open());
  const frame = await eventually(
    () => page.frames().find((frame) => frame.url().startsWith(scene.runtime.baton)),
    (frame) => assert.ok(frame),
  );
  const field = frame.getByRole("textbox", { name: "Write a message" });
  await frame.getByRole("log").waitFor();
  await field.fill("my secret is 4711");
  await field.press("Enter");
  await frame.locator(".entry[data-role=customer][data-seq]").waitFor();
  await frame.locator(".entry[data-role=bot]").waitFor();

  const known = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  assert.doesNotMatch(known, /4711|token|baton\.session/);
  assert.deepEqual(await page.evaluate(() => window.heard), []);
  assert.equal(await page.evaluate(() => window.length), 0, "the frame is not among the page's own");
});

test("the page opens, closes and toggles the panel by name", async (scene) => {
  const customer = await scene.customer();
  await customer.page.evaluate(() => window.Baton.open());
  await customer.ready();
  await customer.page.evaluate(() => window.Baton.toggle());
  await customer.frame.waitFor({ state: "hidden" });
  await customer.page.evaluate(() => window.Baton.toggle());
  await customer.frame.waitFor();
  await customer.page.evaluate(() => window.Baton.close());
  await customer.frame.waitFor({ state: "hidden" });
  await always(() => customer.frame.isVisible(), (visible) => assert.equal(visible, false), 300);
});
