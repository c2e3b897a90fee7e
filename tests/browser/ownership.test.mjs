// One owner at a time, seen from outside: the bot's late answer never lands on top of a person, and
// of two agents who take a thread at the same moment one gets it.

import assert from "node:assert/strict";
import { always, eventually } from "./support/eventually.mjs";
import { stage } from "./support/scene.mjs";

const test = stage();

/** The slow site's pause before an answer, in milliseconds. */
const PAUSE_MS = 3000;

test("an answer that is on its way when an agent steps in is held back", async (scene) => {
  // Given a site whose bot takes three seconds
  scene.use(await scene.runtime.site("tests/browser/sites/slow"));
  const [maya, customer] = await Promise.all([scene.agent("Maya"), scene.customerInPanel()]);

  // When the customer asks, and the agent steps in before the answer
  const asked = performance.now();
  await customer.say("Which stamp do I need for a letter?");
  const thread = await customer.thread();
  await maya.row(thread, "assistant").waitFor();
  await maya.view(thread);
  await maya.stepIn();
  await customer.sees("agent", "Maya joined");
  assert.ok(performance.now() - asked < PAUSE_MS, "the agent was not in time");
  await maya.say("I'll answer that myself.");
  await customer.sees("agent", "I'll answer that myself.");

  // Then the console says that the late answer was held back
  await maya.conversation.getByText("The assistant's late answer was held back.").waitFor();
  assert.ok(performance.now() - asked >= PAUSE_MS, "nothing can have been held back yet");

  // And no answer follows the join, on either side, nor after a reload
  const roles = ["customer", "agent", "agent"];
  const check = (entries) => assert.deepEqual(entries.map(({ role }) => role), roles);
  await always(() => customer.entries(), check, 500);
  check(await maya.entries());
  await customer.page.reload();
  await customer.ready();
  await eventually(() => customer.entries(), check);
});

test("two agents accept at the same moment: one has the thread, the other is told who", async (scene) => {
  // Given a waiting customer, seen by two agents
  const [maya, noor, customer] = await Promise.all([
    scene.agent("Maya"),
    scene.agent("Noor"),
    scene.customerInPanel(),
  ]);
  await customer.say("can I talk to a real person");
  const thread = await customer.thread();
  const agents = [maya, noor];
  await Promise.all(agents.map((agent) => agent.row(thread, "waiting").waitFor()));
  await Promise.all(agents.map((agent) => agent.view(thread)));
  await Promise.all(agents.map((agent) => agent.conversation.getByRole("button", { name: /^Accept/ }).waitFor()));

  // When both accept before either can hear of the other
  scene.runtime.freeze();
  await Promise.all(
    agents.map((agent) => agent.conversation.getByRole("button", { name: /^Accept/ }).click()),
  );
  scene.runtime.thaw();

  // Then exactly one has it, and both consoles and the customer agree on who
  await customer.sees("agent", "joined");
  const joined = (await customer.transcript()).filter((line) => line.endsWith("joined"));
  assert.equal(joined.length, 1);
  const winner = joined[0] === "agent: Maya joined" ? "Maya" : "Noor";
  const [won, lost] = winner === "Maya" ? [maya, noor] : [noor, maya];
  await won.field.waitFor();
  await won.row(thread, "mine").waitFor();
  await lost.toasts.filter({ hasText: `${winner} has this conversation now.` }).waitFor();
  await lost.row(thread, "others").waitFor();
  await lost.conversation.getByText(`${winner} has this conversation.`).waitFor();
  assert.equal(await lost.field.count(), 0);

  // And the conversation is between two
  await won.say("You have me.");
  await customer.sees("agent", "You have me.");
  await lost.sees("agent", "You have me.");
});
