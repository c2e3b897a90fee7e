// Who the customer is: the page says so with a token that its server has signed, and the panel shows
// that person's thread and nobody else's.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { always, eventually } from "./support/eventually.mjs";
import { stage } from "./support/scene.mjs";

const test = stage();
const SECRET = "the-shop-signs-with-this-0123456789";

/** What the shop's server says of `id`. */
function says(id, secret = SECRET) {
  const encode = (part) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const exp = Math.floor(Date.now() / 1000) + 600;
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ sub: id, exp, name: `${id} Berg` })}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

/** A scene whose site vouches for its visitors. */
async function vouching(scene) {
  await scene.runtime.secret(await scene.site(), "identity", SECRET);
  return scene;
}

/** The page says who its visitor is. */
function identify(customer, token, claims) {
  return customer.page.evaluate(([token, claims]) => window.Baton.identify(token, claims), [token, claims]);
}

/** Waits until the browser keeps a session of `person`; its thread. */
async function session(customer, site, person) {
  return eventually(
    async () => JSON.parse(await customer.panelFrame().evaluate((key) => localStorage.getItem(key), `baton.session.${site}`)),
    (kept) => assert.equal(kept?.person, person),
  ).then(({ thread }) => thread);
}

test("who signs in while writing keeps thread and words", async (scene) => {
  // Given a visitor who has written
  await vouching(scene);
  const customer = await scene.customerInPanel();
  await customer.say("where is my order?");
  await customer.sees("bot", "follow your parcel");
  const before = await customer.thread();

  // When the page says who they are
  await identify(customer, says("anna"));

  // Then it is the same thread, and hers
  assert.equal(await session(customer, await scene.site(), "anna"), before);
  await customer.sees("customer", "where is my order?");
  await customer.say("thank you");
  await customer.sees("customer", "thank you");
});

test("another person in the same browser sees nothing of the first, and neither does nobody", async (scene) => {
  // Given a person who has written, and has something unsent
  await vouching(scene);
  const site = await scene.site();
  const customer = await scene.customer();
  await identify(customer, says("anna"));
  await customer.open();
  await customer.say("my secret is 4711");
  await customer.sees("customer", "4711");
  const annas = await session(customer, site, "anna");
  await customer.panelFrame().evaluate((site) => {
    localStorage.setItem(`baton.out.${site}.x`, "of anna");
    sessionStorage.setItem(`baton.draft.${site}`, "of anna");
  }, site);

  // When the page says that it is somebody else
  await identify(customer, says("ben"));

  // Then it is another thread, and nothing of hers is left
  const bens = await session(customer, site, "ben");
  assert.notEqual(bens, annas);
  await customer.ready();
  assert.deepEqual(await customer.spoken(), []);
  await customer.say("hello from ben");
  await customer.sees("customer", "hello from ben");
  const kept = await customer.panelFrame().evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  assert.doesNotMatch(kept, /anna/);

  // When nobody is signed in any more
  await identify(customer, null);

  // Then it begins anew
  assert.notEqual(await session(customer, site, undefined), bens);
  await customer.ready();
  assert.deepEqual(await customer.spoken(), []);

  // And she finds hers again
  await identify(customer, says("anna"));
  assert.equal(await session(customer, site, "anna"), annas);
  await customer.sees("customer", "4711");
});

test("a browser that comes back as another person never shows the first one's words", async (scene) => {
  // Given a browser that keeps a person's session
  await vouching(scene);
  const site = await scene.site();
  const context = await scene.context();
  const shown = [];
  await context.exposeFunction("shows", (text) => shown.push(text));
  await context.addInitScript(() => {
    new MutationObserver(() => {
      if (document.body?.textContent.includes("4711")) window.shows(location.href);
    }).observe(document, { childList: true, subtree: true });
  });
  const customer = await scene.customer({ context });
  await identify(customer, says("anna"));
  await customer.open();
  await customer.say("my secret is 4711");
  await customer.sees("customer", "4711");
  await customer.panel.locator(".offer").waitFor();
  await customer.close();

  assert.notEqual(shown.splice(0).length, 0, "what is shown is noticed");

  // When another page says somebody else, and the edge takes its time
  let release;
  const held = new Promise((released) => (release = released));
  await context.route("**/session", (route) => held.then(() => route.continue()));
  await customer.page.addInitScript((token) => addEventListener("load", () => window.Baton?.identify(token)), says("ben"));
  await customer.page.evaluate(() => sessionStorage.clear());
  await customer.go("/help.html");
  await customer.launcher.click();

  // Then nothing of hers is drawn, neither before the answer nor after
  await always(() => shown, (shown) => assert.deepEqual(shown, []), 1500);
  release();
  await session(customer, site, "ben");
  await customer.say("hello from ben");
  await customer.sees("customer", "hello from ben");
  assert.deepEqual(shown, []);
});

test("a person goes on in another browser where they left off", async (scene) => {
  await vouching(scene);
  const first = await scene.customer();
  await identify(first, says("anna"));
  await first.open();
  await first.say("where is my order?");
  await first.sees("bot", "follow your parcel");

  // When she comes with another browser, and the page says so at once or only later
  for (const late of [false, true]) {
    const second = await scene.customer();
    if (!late) await identify(second, says("anna"));
    await second.open();
    if (late) await identify(second, says("anna"));

    // Then her thread is there
    await second.sees("customer", "where is my order?");
    assert.equal(await second.thread(), await first.thread());
  }
});

test("an identity that is forged changes nothing, and the console says why", async (scene) => {
  await vouching(scene);
  const customer = await scene.customerInPanel();
  await customer.say("where is my order?");
  await customer.sees("bot", "follow your parcel");
  const before = await customer.thread();
  const said = customer.page.waitForEvent("console", (message) => /Baton\.identify: .*signature/.test(message.text()));
  await identify(customer, says("anna", "somebody-elses-secret-0123456789"));
  await said;
  await customer.say("still me");
  await customer.sees("customer", "still me");
  assert.equal(await customer.thread(), before);
});

test("a message says where it was written, and nothing is said before", async (scene) => {
  // Given a customer who came to a page with a query
  const customer = await scene.customer({ path: "/product.html?utm=1#size", locale: "de-DE", timezoneId: "Europe/Berlin" });
  await identify(customer, undefined, { plan: "free" });
  await customer.open();
  await customer.field.fill("where is");
  await always(() => customer.sentMessages(), (sent) => assert.deepEqual(sent, []), 300);

  // When they write, go on within the page, and write again
  await customer.say("where is my order?");
  await customer.sees("bot", "follow your parcel");
  await customer.page.evaluate(() => history.pushState(null, "", "/cart?step=2"));
  await customer.page.mouse.click(5, 5);
  await customer.say("hello again");
  await customer.sees("customer", "hello again");

  // Then each message says where
  const [first, second] = customer.sentMessages().map(({ message }) => message.visit);
  assert.equal(first.page, `${scene.runtime.shop}/product.html`);
  assert.equal(first.title, await customer.page.title());
  assert.deepEqual([first.language, first.time_zone, first.device], ["de-DE", "Europe/Berlin", "desktop"]);
  assert.deepEqual(first.claims, [{ name: "plan", value: "free" }]);
  assert.equal(second.page, `${scene.runtime.shop}/cart`);
});
