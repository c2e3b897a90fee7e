// What is asked while a customer waits: in the assistant's voice, answered by typing or passed over by
// one tap. And what a customer is never shown or counted: who they are, what they tapped.

import assert from "node:assert/strict";
import { eventually } from "./support/eventually.mjs";
import { faults } from "./support/faults.mjs";
import { CUSTOMER, Line, MAYA, SYSTEM } from "./support/line.mjs";
import { stage } from "./support/scene.mjs";

const test = stage();

const QUESTION = { type: "asked", field: "order_number", question: "Which order is it about?" };
const SECOND = { type: "asked", field: "email", question: "Which e-mail address did you use?" };

/** A panel whose thread is connected and empty, with the test on its line. */
async function empty(scene, options) {
  const context = await scene.context(options);
  const line = await Line.on(context);
  const customer = await scene.customerInPanel({ context });
  await eventually(
    () => customer.wire.received.some((frame) => frame.includes('"welcome"')),
    (welcomed) => assert.ok(welcomed),
  );
  line.hold();
  return { customer, line };
}

/** A customer in the queue, with the test on their line. */
async function waiting(scene, options) {
  const { customer, line } = await empty(scene, options);
  const handoff = { number: 1, triggers: [], sensed: false, line: "Of course. I'm bringing in someone." };
  line.tell(
    [CUSTOMER, { type: "text", text: "can I talk to a real person" }],
    [SYSTEM, { type: "handoff_requested", ...handoff }],
  );
  line.say({ t: "queue", position: 1, agents_online: 0 });
  await customer.pass.getByText("Nobody is at the desk").waitFor();
  return { customer, line };
}

const skips = (customer) => customer.panel.getByRole("button", { name: "Skip" });

for (const colorScheme of ["light", "dark"]) {
  test(`a question can be passed over by one tap, ${colorScheme}`, async (scene) => {
    // Given a question
    const { customer, line } = await waiting(scene, { colorScheme });
    const asked = line.tell([SYSTEM, QUESTION]);
    const question = await customer.sees("system", "Which order is it about?");
    await skips(customer).waitFor();
    assert.deepEqual(await faults(customer.panelFrame()), [], "asked");
    const before = await question.boundingBox();

    // When it is passed over, then that is said in its place and nothing moves
    await skips(customer).click();
    await question.getByText("Skipped").waitFor();
    assert.deepEqual(await question.boundingBox(), before);
    assert.deepEqual(line.kept.at(-1).message, { type: "skipped", asked });
    assert.deepEqual(await customer.pending(), []);

    // Nor when the log has it
    line.tell([CUSTOMER, { type: "skipped", asked }, line.kept.at(-1).id]);
    await eventually(
      () => customer.panel.locator(".lines > [hidden]").count(),
      (count) => assert.equal(count, 1),
    );
    assert.deepEqual(await question.boundingBox(), before);
    line.tell([SYSTEM, SECOND]);
    await customer.sees("system", "Which e-mail address");
    assert.deepEqual(await faults(customer.panelFrame()), [], "skipped");
    const roles = (await customer.entries()).map(({ role }) => role);
    assert.deepEqual(roles, ["customer", "system", "system", "system"]);

    // And the second question asks in the same breath, with a choice of its own
    assert.equal(await skips(customer).count(), 1);
    const names = customer.panel.locator(".by:not(.quiet) b:visible").filter({ hasText: "Assistant" });
    assert.equal(await names.count(), 2, "the greeting's and one more");
  });
}

test("an answer that is typed, a person who joins: nothing to pass over any more", async (scene) => {
  const { customer, line } = await waiting(scene);
  line.tell([SYSTEM, QUESTION]);
  await skips(customer).waitFor();
  await customer.say("LK-48213");
  await eventually(() => skips(customer).count(), (count) => assert.equal(count, 0));

  const { id } = line.kept.at(-1);
  line.tell([CUSTOMER, { type: "text", text: "LK-48213" }, id], [SYSTEM, SECOND]);
  await skips(customer).waitFor();
  line.tell([MAYA, { type: "agent_joined" }]);
  await customer.sees("agent", "Maya joined");
  assert.equal(await skips(customer).count(), 0);
});

test("a tap that came too late is dropped without a word", async (scene) => {
  const { customer, line } = await waiting(scene);
  line.tell([SYSTEM, QUESTION]);
  await skips(customer).click();
  await eventually(() => line.kept.at(-1)?.message.type, (type) => assert.equal(type, "skipped"));
  line.say({ t: "reject", id: line.kept.at(-1).id, rejection: { code: "past" } });
  await eventually(() => customer.panel.getByText("Skipped").count(), (count) => assert.equal(count, 0));
  assert.deepEqual(await customer.pending(), []);
});

test("who the customer is: neither drawn nor counted, and an empty thread stays empty", async (scene) => {
  // Given an empty thread, whose panel shows its suggestions
  const { customer, line } = await empty(scene);
  const suggestions = customer.panel.locator(".greeting .choices button");
  await suggestions.first().waitFor();

  // When the site says who the customer is
  line.tell([SYSTEM, { type: "identified", id: "c-1", name: "Ada" }]);

  // Then nothing is drawn, the suggestions stay, and nothing is unread
  await eventually(
    () => customer.panel.locator(".lines").evaluate((lines) => lines.childElementCount),
    (count) => assert.equal(count, 1),
  );
  assert.deepEqual(await customer.entries(), []);
  assert.equal(await customer.panel.locator(".day").count(), 0);
  assert.ok((await suggestions.count()) > 1);
  await customer.close();
  line.tell([SYSTEM, { type: "identified", id: "c-1", name: "Ada Lovelace" }], [MAYA, { type: "agent_joined" }]);
  const label = () => customer.launcher.getAttribute("aria-label");
  await eventually(label, (name) => assert.equal(name, "Open chat, 1 unread"));
});
