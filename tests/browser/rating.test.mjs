// "Did this help?": one tap beneath the newest answer that rests on sources, and what it leaves in
// its place. Nothing moves.

import assert from "node:assert/strict";
import { eventually } from "./support/eventually.mjs";
import { faults, settled } from "./support/faults.mjs";
import { stage } from "./support/scene.mjs";

const test = stage();

/** The rows of `customer`'s panel that can be seen. */
const rows = (customer) => customer.panel.locator(".taps:visible");
const button = (customer, name) => rows(customer).getByRole("button", { name, exact: true });

/** A customer whose question has been answered from an article. */
async function answered(scene, options) {
  const customer = await scene.customerInPanel(options);
  await customer.say("where is my order?");
  await customer.sees("bot", "follow your parcel");
  await rows(customer).getByText("Did this help?").waitFor();
  return customer;
}

for (const colorScheme of ["light", "dark"]) {
  test(`an answer that helped: one tap, and a quiet line in its place, ${colorScheme}`, async (scene) => {
    // Given an answer
    const customer = await answered(scene, { colorScheme });
    const panel = customer.panelFrame();
    assert.deepEqual(await faults(panel), [], "asking");
    const answer = await customer.sees("bot", "follow your parcel");
    const before = await answer.boundingBox();

    // When the customer taps "Yes"
    await button(customer, "Yes").click();

    // Then a line says thanks where the question was, and nothing has moved
    await eventually(() => rows(customer).textContent(), (said) => assert.equal(said, "Glad that helped."));
    assert.deepEqual(await answer.boundingBox(), before);
    assert.deepEqual(await faults(panel), [], "rated");

    // And the log has it, though no bubble stands in the thread
    const seq = Number(await answer.getAttribute("data-seq"));
    const rating = { type: "rated", answer: seq, helped: true };
    assert.deepEqual(customer.sentMessages().at(-1).message, rating);
    await eventually(
      () => customer.receivedEntries(),
      (entries) => assert.deepEqual(entries.at(-1).body, rating),
    );
    assert.deepEqual((await customer.entries()).map(({ role }) => role), ["customer", "bot"]);
    assert.deepEqual(await customer.pending(), []);
    assert.deepEqual(await answer.boundingBox(), before);

    // And it is still there on the next page
    await customer.page.reload();
    await customer.ready();
    await rows(customer).getByText("Glad that helped.").waitFor();
  });
}

test("an answer that did not help: tell more, or a person", async (scene) => {
  // Given an answer, and a customer who taps "No"
  const customer = await answered(scene);
  await button(customer, "No").click();
  await rows(customer).getByText("Sorry about that. Tell me more, or").waitFor();
  assert.deepEqual(await faults(customer.panelFrame()), []);

  // When they choose a person, then one is called
  await button(customer, "Talk to a person").click();
  await customer.sees("system", "bringing in someone");
  await customer.pass.waitFor();

  // And the line offers it no more
  const row = customer.panel.getByRole("group", { name: "Did this help?" });
  await eventually(() => row.textContent(), (said) => assert.equal(said, "Sorry about that."));
});

test("only the newest answer asks, and only if it rests on sources", async (scene) => {
  const customer = await answered(scene);

  // Another answer asks instead of the first
  await customer.say("how do I return something?");
  const second = await customer.sees("bot", "45 days");
  await second.getByText("Did this help?").waitFor();
  assert.equal(await rows(customer).count(), 1);

  // One that knows nothing does not ask
  await customer.say("do you sell trombones");
  await customer.panel.locator(".offer:visible").waitFor();
  assert.equal(await rows(customer).count(), 0);
});

test("the keyboard alone rates, and keeps its place", async (scene) => {
  const customer = await answered(scene);
  await button(customer, "Yes").focus();
  await customer.page.keyboard.press("Tab");
  await customer.page.keyboard.press("Enter");
  await rows(customer).getByText("Sorry about that.").waitFor();
  assert.ok(await rows(customer).evaluate((row) => row === document.activeElement));
  await customer.page.keyboard.press("Tab");
  const focused = () => customer.panelFrame().evaluate(() => document.activeElement.textContent);
  assert.equal(await focused(), "Talk to a person");
});

test("what is tapped is large enough, on the narrowest screen too", async (scene) => {
  const narrow = { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true };
  const customer = await answered(scene, narrow);
  const large = async (stage) => {
    for (const target of await rows(customer).getByRole("button").all()) {
      const { width, height } = await target.boundingBox();
      assert.ok(width >= 44 && height >= 44, `${stage}: ${width} × ${height}`);
    }
  };
  await large("asking");
  await settled(customer.panelFrame());
  const before = await rows(customer).boundingBox();
  await button(customer, "No").tap();
  await button(customer, "Talk to a person").waitFor();
  await large("sorry");
  assert.deepEqual(await rows(customer).boundingBox(), before);
});

test("a rating in one tab is seen in the other, and by agents as a quiet line", async (scene) => {
  // Given a thread in two tabs and in a console
  const customer = await answered(scene);
  const [second, maya] = await Promise.all([
    scene.customerInPanel({ context: customer.page.context() }),
    scene.agent("Maya"),
  ]);
  await rows(second).getByText("Did this help?").waitFor();
  await maya.view(await customer.thread());
  await maya.sees("bot", "follow your parcel");
  assert.equal(await maya.conversation.getByText("Did this help?").count(), 0);

  // When it is rated in one tab
  await button(customer, "Yes").click();

  // Then the other shows it, and the agent reads a line about it
  await rows(second).getByText("Glad that helped.").waitFor();
  await maya.sees("customer", "Customer said this helped");
  assert.deepEqual(await maya.spoken(), ["customer: where is my order?"]);
});

test("a rating without a network is kept and sent, and says so nowhere else", async (scene) => {
  const customer = await answered(scene);
  const context = customer.page.context();
  await context.setOffline(true);
  await customer.notice.getByText("You're offline").waitFor();
  await button(customer, "Yes").click();
  await rows(customer).getByText("Glad that helped.").waitFor();
  assert.deepEqual(await customer.pending(), []);

  await context.setOffline(false);
  await eventually(
    () => customer.receivedEntries(),
    (entries) => assert.ok(entries.some(({ body }) => body.type === "rated")),
  );
});
