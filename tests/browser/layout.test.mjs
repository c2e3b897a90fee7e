// Where things lie: on a phone the panel is the screen and the console one column; nothing is cut
// off, nothing scrolls sideways, and the composer stays where it is while the thread grows.

import assert from "node:assert/strict";
import { eventually } from "./support/eventually.mjs";
import { stage } from "./support/scene.mjs";

const test = stage();

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** What is left of it above a keyboard. */
const WITH_KEYBOARD = { width: 390, height: 420 };
/** The narrowest screen, WCAG 2.2's reflow width. */
const NARROW = { width: 320, height: 568 };

/** How far `frame` can be scrolled sideways, in pixels. */
const sideways = (frame) =>
  frame.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });

/** Waits until `locator` lies within `viewport` whole. */
async function within(locator, { width, height }) {
  await eventually(
    () => locator.boundingBox(),
    (box) => {
      assert.ok(box, "not shown");
      const inside = box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
      assert.ok(inside, `${JSON.stringify(box)} is not within ${width} × ${height}`);
    },
  );
}

test("the composer stays at the panel's foot while the thread grows, and its end in view", async (scene) => {
  const customer = await scene.customerInPanel();
  const box = async (locator) => (await locator.boundingBox()) ?? assert.fail("not shown");
  const foot = async () => {
    const [frame, field] = await Promise.all([box(customer.frame), box(customer.field)]);
    return Math.round(frame.y + frame.height - field.y - field.height);
  };
  const empty = await foot();
  assert.ok(empty >= 0 && empty <= 32, `${empty} pixels below the empty thread's composer`);

  for (let n = 1; n <= 12; n += 1) await customer.say(`line ${n}`);
  await customer.sees("customer", "line 12");
  await eventually(foot, (grown) => assert.equal(grown, empty));
  const last = customer.panel.locator(".log .entry").last();
  await eventually(
    async () => [await box(last), await box(customer.field)],
    ([entry, field]) => assert.ok(entry.y + entry.height <= field.y, "the newest is not in view"),
  );
});

test("the panel fills the screen, and the composer stays above the keyboard", async (scene) => {
  const customer = await scene.customer(PHONE);
  await customer.launcher.tap();
  await customer.ready();

  // The whole screen is the panel's
  const { width, height } = PHONE.viewport;
  await eventually(
    () => customer.frame.boundingBox(),
    (box) => assert.deepEqual(box, { x: 0, y: 0, width, height }),
  );
  await within(customer.field, PHONE.viewport);
  assert.equal(await sideways(customer.panelFrame()), 0);
  assert.equal(await sideways(customer.page.mainFrame()), 0);

  // With a conversation in it, and a word that has no place to break
  await customer.say("where is my order?");
  await customer.sees("bot", "follow your parcel");
  await customer.say(`https://larkspur.example/${"orders".repeat(30)}`);
  await customer.sees("customer", "larkspur.example");
  assert.equal(await sideways(customer.panelFrame()), 0);

  // When the keyboard takes half of it, what was said last and the composer are still in view
  await customer.page.setViewportSize(WITH_KEYBOARD);
  await within(customer.field, WITH_KEYBOARD);
  await within(customer.panel.getByRole("button", { name: "Close chat" }), WITH_KEYBOARD);
  await within(customer.panel.locator(".log .entry").last().locator(".said"), WITH_KEYBOARD);
  await customer.panel.getByRole("button", { name: "Close chat" }).tap();
  await customer.frame.waitFor({ state: "hidden" });
});

test("the narrowest screen shows the panel whole", async (scene) => {
  const customer = await scene.customer({ ...PHONE, viewport: NARROW });
  await customer.launcher.tap();
  await customer.ready();
  await customer.say("can I talk to a real person");
  await customer.pass.waitFor();
  await within(customer.field, NARROW);
  await within(customer.panel.getByRole("button", { name: "Close chat" }), NARROW);
  assert.equal(await sideways(customer.panelFrame()), 0);
});

test("what is touched is large enough", async (scene) => {
  const customer = await scene.customer(PHONE);
  await customer.launcher.tap();
  await customer.ready();
  const targets = customer.panel.locator("button:visible, textarea:visible");
  const small = await targets.evaluateAll((found) =>
    found
      .map((it) => [it.textContent.trim() || it.ariaLabel, it.getBoundingClientRect()])
      .filter(([, { width, height }]) => width < 44 || height < 44)
      .map(([name, { width, height }]) => `${name}: ${width} × ${height}`),
  );
  assert.deepEqual(small, []);
});

test("the console is one column at a time", async (scene) => {
  const [maya, customer] = await Promise.all([scene.agent("Maya", PHONE), scene.customerInPanel()]);
  await customer.say("can I talk to a real person");
  const thread = await customer.thread();
  await maya.row(thread, "waiting").waitFor();
  assert.equal(await sideways(maya.page.mainFrame()), 0);

  await maya.view(thread);
  await maya.row(thread).waitFor({ state: "hidden" });
  await maya.conversation.getByRole("button", { name: /^Accept/ }).tap();
  await maya.say("Hello!");
  await customer.sees("agent", "Hello!");
  await within(maya.field, PHONE.viewport);
  assert.equal(await sideways(maya.page.mainFrame()), 0);

  await maya.page.getByRole("button", { name: "Back to the inbox" }).tap();
  await maya.row(thread, "mine").waitFor();
});
