// The briefing at the console, as the edge makes it: lines lead to what they come from, values are
// copied, and what is known is named before it is asked again.

import assert from "node:assert/strict";
import { AXE } from "./support/chromium.mjs";
import { eventually } from "./support/eventually.mjs";
import { stage } from "./support/scene.mjs";

const test = stage();

const ORDER = "LK-48213";
const ASKS = "Could you give me your order number?";

/** A customer who named an order and then asked for a person, and an agent who has the thread. */
async function handedOver(scene, options) {
  const [maya, customer] = await Promise.all([scene.agent("Maya", options), scene.customerInPanel()]);
  await customer.say(`where is my order ${ORDER}?`);
  await customer.sees("bot", "follow your parcel");
  await customer.say("can I talk to a real person");
  const thread = await customer.thread();
  await maya.accept(thread);
  await maya.field.waitFor();
  return { maya, customer, thread };
}

/** Violations that axe-core finds in the console. */
async function faults(maya) {
  await maya.page.evaluate(AXE);
  const { violations } = await maya.page.evaluate(() =>
    axe.run({
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      resultTypes: ["violations"],
    }),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`);
}

test("every line of the summary leads to an entry that is there", async (scene) => {
  const { maya } = await handedOver(scene);
  await maya.summary.first().waitFor();
  const count = await maya.summary.count();
  assert.ok(count >= 2 && count <= 6, `${count} lines`);
  const seqs = (await maya.entries()).map(({ seq }) => String(seq));
  for (let at = 0; at < count; at += 1) {
    const line = maya.summary.nth(at);
    const seq = await line.getAttribute("data-jump");
    assert.ok(seqs.includes(seq), `entry ${seq}`);
    await line.hover();
    await maya.entry(seq).and(maya.page.locator("[data-pointed]")).waitFor();
    await line.click();
    await maya.entry(seq).and(maya.page.locator("[data-lit]")).waitFor();
  }
});

test("a detail is copied by a click, and shown where it was said", async (scene) => {
  const { maya } = await handedOver(scene);
  await maya.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const chip = maya.detail(ORDER);
  await chip.getByRole("button", { name: /^Copy/ }).click();
  await chip.getByRole("status").getByText("Copied").waitFor();
  assert.equal(await maya.page.evaluate(() => navigator.clipboard.readText()), ORDER);
  await chip.getByRole("button", { name: /^Show/ }).click();
  const lit = maya.conversation.locator(".entry[data-lit]");
  await lit.getByText(ORDER).waitFor();
});

test("who asks again is told what they know, and is not held up", async (scene) => {
  const { maya, customer } = await handedOver(scene);
  await maya.detail(ORDER).waitFor();
  const before = await maya.field.boundingBox();
  await maya.field.fill(ASKS);
  await maya.guard.getByRole("status").getByText(`order number: ${ORDER}`).waitFor();
  await maya.guard.locator(".given").waitFor();
  const after = await maya.field.boundingBox();
  assert.equal(after.y + after.height, before.y + before.height, "the field stays where it is");

  // The value goes where the caret is, and the question has become another one.
  await maya.field.fill("Is , as I think, your order number? What's your order number?");
  await maya.field.evaluate((field) => field.setSelectionRange(3, 3));
  await maya.guard.getByRole("button", { name: `Insert ${ORDER}` }).click();
  assert.equal(await maya.field.inputValue(), `Is ${ORDER}, as I think, your order number? What's your order number?`);
  await maya.guard.locator(".given").waitFor({ state: "detached" });

  await maya.say(ASKS);
  await customer.sees("agent", ASKS);
  assert.equal(await maya.guard.getByRole("status").textContent(), "");
});

test("the briefing is there again after a reload", async (scene) => {
  const { maya } = await handedOver(scene);
  await maya.detail(ORDER).waitFor();
  const before = await maya.summary.allTextContents();
  await maya.page.reload();
  await maya.ready();
  await maya.detail(ORDER).waitFor();
  await eventually(
    () => maya.summary.allTextContents(),
    (lines) => assert.equal(lines.length, before.length),
  );
});

for (const colorScheme of ["light", "dark"]) {
  test(`the briefing and the guard have no fault that axe-core finds, ${colorScheme}`, async (scene) => {
    const { maya } = await handedOver(scene, { colorScheme, reducedMotion: "reduce" });
    await maya.detail(ORDER).waitFor();
    assert.deepEqual(await faults(maya), [], "briefing");
    await maya.field.fill(ASKS);
    await maya.guard.locator(".given").waitFor();
    assert.deepEqual(await faults(maya), [], "guard");
  });
}

test("on 320 pixels nothing of the briefing is cut off", async (scene) => {
  const { maya } = await handedOver(scene, { viewport: { width: 320, height: 640 } });
  await maya.field.fill(ASKS);
  await maya.guard.locator(".given").waitFor();
  await maya.conversation.getByRole("button", { name: "Briefing" }).click();
  await maya.detail(ORDER).waitFor();
  const cut = await maya.briefing.evaluate((briefing) =>
    [...briefing.querySelectorAll("*")]
      .filter((element) => !element.closest(".unseen"))
      .filter((element) => element.getBoundingClientRect().right > innerWidth)
      .map((element) => element.className),
  );
  assert.deepEqual(cut, []);
  await maya.detail(ORDER).getByRole("button", { name: /^Show/ }).click();
  await maya.conversation.locator(".entry[data-lit]").getByText(ORDER).waitFor();
});
