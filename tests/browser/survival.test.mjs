// What a conversation survives: reloads, other pages, second tabs, lost networks, a killed edge.
// Nothing acknowledged is lost, nothing is doubled, nothing changes its order.

import assert from "node:assert/strict";
import { eventually } from "./support/eventually.mjs";
import { stage } from "./support/scene.mjs";

const test = stage();

/** Every sequence number from 1, once. */
function assertDense(entries) {
  assert.deepEqual(entries.map(({ seq }) => seq), entries.map((_, at) => at + 1));
}

/** Waits until everything is confirmed and `people` said exactly `lines`. */
async function settled(people, lines) {
  await eventually(() => people.spoken(), (spoken) => assert.deepEqual(spoken, lines), 30_000);
  await eventually(() => people.pending(), (pending) => assert.deepEqual(pending, []));
  assertDense(await people.entries());
}

test("a reload of the page", async (scene) => {
  const { maya, customer, thread } = await scene.conversation();
  await customer.say("It is order 48213.");
  await maya.say("Thank you, I see it.");
  await customer.sees("agent", "Thank you, I see it.");
  const before = await customer.transcript();

  await customer.page.reload();
  await customer.ready();

  await eventually(() => customer.transcript(), (after) => assert.deepEqual(after, before));
  assert.equal(await customer.thread(), thread);
  await customer.say("Still there?");
  await maya.sees("customer", "Still there?");
});

test("what is being written is still there after a reload", async (scene) => {
  const customer = await scene.customerInPanel();
  await customer.field.fill("My order number is 48");
  await customer.page.reload();
  await customer.ready();
  assert.equal(await customer.field.inputValue(), "My order number is 48");
});

test("another page of the shop, with the panel open", async (scene) => {
  const { maya, customer, thread } = await scene.conversation();
  await maya.say("Have a look at the help page.");
  await customer.sees("agent", "Have a look at the help page.");
  const before = await customer.transcript();

  await customer.go("/help.html");
  await customer.ready();

  await eventually(() => customer.transcript(), (after) => assert.deepEqual(after, before));
  assert.equal(await customer.thread(), thread);
  assert.equal(await customer.launcher.getAttribute("aria-expanded"), "true");
  await maya.say("You found it.");
  await customer.sees("agent", "You found it.");
});

test("a second tab: both are live and show the same", async (scene) => {
  const { maya, customer, thread } = await scene.conversation();
  const second = await scene.customerInPanel({ context: customer.page.context() });
  assert.equal(await second.thread(), thread);

  await second.say("From the second tab");
  await customer.sees("customer", "From the second tab");
  await customer.say("From the first tab");
  await second.sees("customer", "From the first tab");
  await maya.say("I see both");

  const lines = [
    "customer: can I talk to a real person",
    "customer: From the second tab",
    "customer: From the first tab",
    "agent: I see both",
  ];
  await settled(customer, lines);
  await settled(second, lines);
  await settled(maya, lines);
});

test("a lost connection: what is written is kept, shown as pending, and sent once", async (scene) => {
  // Given a conversation
  const { maya, customer } = await scene.conversation();

  // When the customer's network goes
  await customer.page.context().setOffline(true);
  await customer.notice.getByText("You're offline").waitFor();
  for (const text of ["one", "two", "three"]) await customer.say(text);

  // Then what they write waits, visibly
  await eventually(() => customer.pending(), (pending) => {
    assert.deepEqual(pending.map(({ said }) => said), ["one", "two", "three"]);
    assert.ok(pending.every(({ delivery }) => delivery !== "acked"));
  });
  await maya.say("Are you there?");
  await maya.sees("agent", "Are you there?");

  // And when it is back, all of it arrives once and in order
  await customer.page.context().setOffline(false);
  const lines = [
    "customer: can I talk to a real person",
    "agent: Are you there?",
    "customer: one",
    "customer: two",
    "customer: three",
  ];
  await settled(customer, lines);
  await settled(maya, lines);
  await customer.notice.waitFor({ state: "detached" });
});

test("a reload while the network is lost: the pending messages are sent afterwards", async (scene) => {
  const { maya, customer } = await scene.conversation();
  scene.runtime.crash();
  await customer.say("written before");
  await customer.say("the reload");
  await eventually(() => customer.pending(), (pending) => assert.equal(pending.length, 2));

  await scene.runtime.recover();
  await customer.page.reload();
  await customer.ready();

  const lines = ["customer: can I talk to a real person", "customer: written before", "customer: the reload"];
  await settled(customer, lines);
  await settled(maya, lines);
});

test("a killed edge in mid-conversation", async (scene) => {
  // Given a conversation, with both writing as fast as they can
  const { maya, customer, thread } = await scene.conversation();
  const say = async (who, name, from, to) => {
    for (let n = from; n <= to; n += 1) await who.say(`${name} ${n}`);
  };
  const early = Promise.all([say(customer, "question", 1, 6), say(maya, "answer", 1, 6)]);

  // When workerd is killed while messages are on their way
  await customer.sees("agent", "answer 2");
  scene.runtime.crash();
  await early;
  await Promise.all([say(customer, "question", 7, 8), say(maya, "answer", 7, 8)]);

  // Then what was written since waits, on both sides
  for (const who of [customer, maya]) {
    await eventually(() => who.pending(), (pending) => {
      assert.ok(pending.length >= 2);
      assert.ok(pending.every(({ delivery }) => delivery === "queued"), JSON.stringify(pending));
    });
  }
  const kept = await customer.entries();

  // And when it runs again, each message is there exactly once, in the order of its author
  await scene.runtime.recover();
  const all = (role, name) => Array.from({ length: 8 }, (_, at) => `${role}: ${name} ${at + 1}`);
  const by = (role, spoken) => spoken.filter((line) => line.startsWith(`${role}: `));
  const complete = (spoken) => {
    assert.deepEqual(by("agent", spoken), all("agent", "answer"));
    assert.deepEqual(by("customer", spoken).slice(1), all("customer", "question"));
  };
  await eventually(() => customer.spoken(), complete, 30_000);
  await eventually(() => maya.spoken(), complete, 30_000);
  for (const who of [customer, maya]) {
    await eventually(() => who.pending(), (pending) => assert.deepEqual(pending, []));
    assertDense(await who.entries());
  }

  // And both sides show the same, what was there before is where it was, and a reload changes nothing
  const after = await customer.entries();
  assert.deepEqual(after.slice(0, kept.length), kept);
  assert.deepEqual(await maya.entries(), after);
  await Promise.all([customer.page.reload(), maya.page.reload()]);
  await Promise.all([customer.ready(), maya.ready()]);
  for (const who of [customer, maya]) {
    await eventually(() => who.entries(), (entries) => assert.deepEqual(entries, after));
  }

  // And the conversation goes on, with the same owner
  await maya.row(thread, "mine").waitFor();
  await maya.say("Where were we?");
  await customer.sees("agent", "Where were we?");
});

test("a killed edge while a customer waits: the place in the line is kept", async (scene) => {
  const customer = await scene.customerInPanel();
  await customer.say("can I talk to a real person");
  await customer.pass.getByText("Nobody is at the desk right now").waitFor();
  scene.runtime.crash();
  await customer.notice.waitFor();
  await scene.runtime.recover();

  const maya = await scene.agent("Maya");
  await customer.pass.getByText("You're next").waitFor();
  await maya.accept(await customer.thread());
  await customer.sees("agent", "Maya joined");
});

test("a reload of the console: the thread in view and its conversation stay", async (scene) => {
  const { maya, customer, thread } = await scene.conversation();
  await maya.say("One moment, I have to reload.");
  await customer.sees("agent", "One moment, I have to reload.");
  const before = await maya.transcript();

  await maya.page.reload();
  await maya.ready();

  await eventually(() => maya.transcript(), (after) => assert.deepEqual(after, before));
  await maya.row(thread, "mine").waitFor();
  await maya.say("Back.");
  await customer.sees("agent", "Back.");
});
