// What a customer has not seen is counted on the launcher, in every tab and on every page, until
// they look.

import assert from "node:assert/strict";
import { eventually } from "./support/eventually.mjs";
import { stage } from "./support/scene.mjs";

const test = stage();

/** Waits until the launcher of `customer` counts `unread`. */
async function counts(customer, unread) {
  const name = unread ? `Open chat, ${unread} unread` : "Open chat";
  await eventually(() => customer.launcher.getAttribute("aria-label"), (label) => assert.equal(label, name));
  assert.equal(await customer.launcher.locator("b").textContent(), unread ? String(unread) : "");
}

test("what an agent writes while the panel is closed is counted; opening clears it", async (scene) => {
  const { maya, customer } = await scene.conversation();
  await customer.close();
  await counts(customer, 0);

  await maya.say("I found your parcel.");
  await counts(customer, 1);
  await maya.say("It is in Lyon.");
  await counts(customer, 2);

  await customer.open();
  await customer.sees("agent", "It is in Lyon.");
  await customer.close();
  await counts(customer, 0);
});

test("the count is there on the shop's next page without opening the panel", async (scene) => {
  const { maya, customer } = await scene.conversation();
  await customer.close();
  await maya.say("One thing more.");
  await counts(customer, 1);
  await customer.go("/help.html");
  await counts(customer, 1);
});

test("what was read in one tab is read in the other", async (scene) => {
  const { maya, customer } = await scene.conversation();
  const second = await scene.customerInPanel({ context: customer.page.context() });
  await second.sees("agent", "Maya joined");
  await Promise.all([customer.close(), second.close()]);
  await maya.say("Are you both there?");
  await Promise.all([counts(customer, 1), counts(second, 1)]);

  await second.open();
  await counts(customer, 0);
});
