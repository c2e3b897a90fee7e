// When something is not as it should be: an unknown site, a page that may not embed, a link that was
// used, a session that has ended. Each says so in words that help.

import assert from "node:assert/strict";
import { always } from "./support/eventually.mjs";
import { Console } from "./support/console.mjs";
import { stage } from "./support/scene.mjs";

const test = stage();

test("a site that is not set up: the panel says so", async (scene) => {
  scene.use("nowhere");
  const customer = await scene.customer();
  await customer.launcher.click();
  await customer.panel.getByText("This chat isn't set up here yet.").waitFor();
});

test("a page of another origin can not show the panel", async (scene) => {
  // Given a site that this shop's origin is not on the list of
  scene.use(await scene.runtime.site("tests/browser/sites/elsewhere"));
  const customer = await scene.customer();

  // When its panel is opened there
  const blocked = customer.page.waitForEvent("console", (message) => /frame-ancestors/.test(message.text()));
  await customer.launcher.click();
  await blocked;

  // Then the browser shows nothing of it, and no visitor begins
  assert.deepEqual(customer.page.frames().filter((frame) => frame.url().includes("/panel")), []);
  await always(() => customer.wire.sent, (sent) => assert.deepEqual(sent, []), 300);
  scene.pardon();
});

test("a sign-in link works once", async (scene) => {
  // Given a link that somebody has used
  const site = await scene.site();
  const link = await scene.runtime.invite(site, "Maya");
  const maya = await Console.signIn(await scene.context(), link);
  assert.equal(new URL(maya.page.url()).hash, "");

  // When somebody else opens it
  const page = await (await scene.context()).newPage();
  await page.goto(link);

  // Then they are told, and the secret is gone from the address
  const other = new Console(page);
  await other.door.waitFor();
  assert.equal(await other.door.getAttribute("data-door"), "bad-invite");
  await page.getByRole("heading", { name: "This link no longer works" }).waitFor();
  assert.equal(page.url(), `${scene.runtime.baton}/console`);
});

test("nobody signed in: the console says how to come in", async (scene) => {
  const page = await (await scene.context()).newPage();
  await page.goto(`${scene.runtime.baton}/console`);
  await page.getByRole("heading", { name: "Welcome to the console" }).waitFor();
});

test("signing out ends the session in every tab", async (scene) => {
  // Given an agent with two tabs
  const maya = await scene.agent("Maya");
  const second = new Console(await maya.page.context().newPage());
  await second.page.goto(`${scene.runtime.baton}/console`);
  await second.ready();

  // When she signs out in one
  await maya.page.getByRole("button", { name: "Sign out" }).click();

  // Then both are at the door, and a reload does not let her in
  await maya.page.getByRole("heading", { name: "You're signed out" }).waitFor();
  await second.page.getByRole("heading", { name: "Your session has ended" }).waitFor();
  await second.page.reload();
  await second.page.getByRole("heading", { name: "Welcome to the console" }).waitFor();
});

test("a visitor's token that is no longer good is replaced without a word", async (scene) => {
  // Given a customer whose browser keeps a forged token
  const customer = await scene.customerInPanel();
  await customer.say("where is my order?");
  await customer.sees("bot", "follow your parcel");
  const before = await customer.thread();
  const site = await scene.site();
  await customer.panelFrame().evaluate((key) => {
    const session = JSON.parse(localStorage.getItem(key));
    localStorage.setItem(key, JSON.stringify({ ...session, token: `${session.token.slice(0, -4)}AAAA` }));
  }, `baton.session.${site}`);

  // When they come back
  await customer.page.reload();
  await customer.ready();

  // Then they are a new visitor, who can write
  await customer.say("hello");
  await customer.sees("customer", "hello");
  assert.notEqual(await customer.thread(), before);
});
