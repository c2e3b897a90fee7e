// The whole pass, as a customer and an agent live it, on the demo site as it is served: an answer
// with its source, a person asked for, the agent joining the same thread, the hand back, and a
// second pass.

import assert from "node:assert/strict";
import { eventually } from "./support/eventually.mjs";
import { stage } from "./support/scene.mjs";

const test = stage();

test("a question is answered from the site's Markdown, with a link to its source", async (scene) => {
  // Given a customer on the shop's page
  scene.use("demo");
  const customer = await scene.customerInPanel();

  // When they ask
  await customer.say("where is my order?");

  // Then the bot answers and names its source
  const answer = await customer.sees("bot", "follow your parcel");
  const source = answer.locator(".sources a");
  assert.equal(await source.textContent(), "Orders and tracking");
  const before = await customer.transcript();

  // And the source exists: it leads to the shop's own page, where the conversation goes on
  await source.click();
  await customer.page.waitForURL(`${scene.runtime.shop}/help.html#tracking`);
  await customer.page.locator("#tracking").waitFor();
  await customer.ready();
  await eventually(() => customer.transcript(), (after) => assert.deepEqual(after, before));
});

test("a suggestion is asked with one tap", async (scene) => {
  scene.use("demo");
  const customer = await scene.customerInPanel();
  await customer.panel.getByRole("button", { name: "How do I return something?" }).click();
  await customer.sees("customer", "How do I return something?");
  await customer.sees("bot", "return");
  await customer.panel.locator(".choices button").first().waitFor({ state: "detached" });
});

test("a request for a person is found in the browser before the edge answers, then confirmed by it", async (scene) => {
  // Given an open panel, and an edge that does not answer
  const [, customer] = await Promise.all([scene.agent("Maya"), scene.customerInPanel()]);
  await customer.senses();
  await customer.say("where is my order?");
  await customer.sees("bot", "follow your parcel");
  scene.runtime.freeze();

  // When the customer asks for a person
  await customer.say("can I talk to a real person");

  // Then the browser already says so, while the message is still on its way
  const sensed = customer.panel.locator("[data-sensed=explicit_request]");
  await sensed.getByText("Finding a person for you").waitFor();
  assert.deepEqual(await customer.pending(), [{ said: "can I talk to a real person", delivery: "sent" }]);
  assert.deepEqual(customer.sentMessages().at(-1).sensed, { decision: "hand_off", kinds: ["explicit_request"] });

  // And when the edge answers, it has confirmed it: a warm line, and the place in the queue
  scene.runtime.thaw();
  await customer.sees("system", "bringing in someone from the team");
  await customer.pass.getByText("You're next").waitFor();
  const handoff = customer.receivedEntries().find(({ body }) => body.type === "handoff_requested");
  assert.equal(handoff.body.sensed, true);
  assert.deepEqual(handoff.body.triggers.map(({ kind }) => kind), ["explicit_request"]);
  assert.ok(handoff.body.triggers[0].evidence.length > 0);
});

test("customers are told how many are ahead, and it moves as the line does", async (scene) => {
  // Given two customers who wait
  const [maya, first, second] = await Promise.all([
    scene.agent("Maya"),
    scene.customerInPanel(),
    scene.customerInPanel(),
  ]);
  await first.say("I want to speak to a human");
  await first.pass.getByText("You're next").waitFor();
  await second.say("I want to speak to a human");
  await second.pass.getByText("1 person is ahead of you").waitFor();

  // When the first is taken
  await maya.accept(await first.thread());

  // Then the second is next
  await first.sees("agent", "Maya joined");
  await second.pass.getByText("You're next").waitFor();
});

test("with nobody at the desk, waiting says so, and that nothing is lost", async (scene) => {
  const customer = await scene.customerInPanel();
  await customer.say("can I talk to a real person");
  await customer.pass.getByText("Nobody is at the desk right now").waitFor();
  await scene.agent("Maya");
  await customer.pass.getByText("You're next").waitFor();
});

test("the console rings with reason and transcript, and the agent joins the same thread", async (scene) => {
  // Given an agent at the desk, and a customer the bot has answered
  const [maya, customer] = await Promise.all([scene.agent("Maya"), scene.customerInPanel()]);
  await maya.page.getByRole("heading", { level: 1 }).click();
  await customer.say("where is my order?");
  await customer.sees("bot", "follow your parcel");
  const thread = await customer.thread();
  assert.deepEqual(await maya.rings(), []);

  // When the customer asks for a person
  await customer.say("This is no use, can I talk to a real person please");

  // Then the console rings: two rising notes, the title, and the thread among those waiting
  await maya.row(thread, "waiting").waitFor();
  await eventually(() => maya.rings(), (notes) => assert.equal(notes.length, 2));
  const [low, high] = await maya.rings();
  assert.ok(low < high);
  await eventually(() => maya.page.title(), (title) => assert.match(title, /^\(1\) Waiting · /));
  await maya.row(thread, "waiting").getByText("Asked for a person").waitFor();

  // And before accepting, the agent sees why, in whose words, and everything that was said
  await maya.view(thread);
  await maya.briefing.getByRole("button", { name: /^Asked for a person/ }).waitFor();
  const words = maya.briefing.locator("mark").first();
  assert.match(await words.textContent(), /real person/);
  const marked = maya.conversation.locator(".entry[data-role=customer] mark");
  assert.match(await marked.textContent(), /real person/);
  assert.deepEqual(await maya.transcript(), await customer.transcript());
  assert.deepEqual((await maya.entries()).map(({ seq, role }) => [seq, role]), [
    [1, "customer"],
    [2, "bot"],
    [3, "customer"],
    [4, "system"],
    [5, "system"],
  ]);

  // When she accepts
  await maya.accept(thread);

  // Then she joins in the customer's same widget and thread, and they talk
  await customer.sees("agent", "Maya joined");
  assert.equal(await customer.thread(), thread);
  await customer.panel.getByText("Maya is with you").waitFor();
  await eventually(() => maya.page.title(), (title) => assert.doesNotMatch(title, /Waiting/));
  await maya.say("Hello, I have your order here.");
  await customer.sees("agent", "Hello, I have your order here.");
  await customer.say("Great, thank you!");
  await maya.sees("customer", "Great, thank you!");
  assert.deepEqual(await customer.spoken(), [
    "customer: where is my order?",
    "customer: This is no use, can I talk to a real person please",
    "agent: Hello, I have your order here.",
    "customer: Great, thank you!",
  ]);
  assert.deepEqual(await maya.transcript(), await customer.transcript());
});

test("each sees the other typing", async (scene) => {
  const { maya, customer } = await scene.conversation();

  await maya.field.pressSequentially("Let me look");
  await customer.panel.getByText("Maya is typing").waitFor();
  await maya.field.press("Enter");
  await customer.sees("agent", "Let me look");
  await customer.typing.waitFor({ state: "detached" });

  await customer.field.pressSequentially("Take your ti");
  await maya.conversation.getByText("Customer is typing").waitFor();
  await customer.field.press("Enter");
  await maya.sees("customer", "Take your ti");
  await maya.typing.waitFor({ state: "detached" });
});

test("resolved, the thread is the bot's again; the next handoff goes the same way", async (scene) => {
  // Given a conversation that the agent resolves
  const { maya, customer, thread } = await scene.conversation();
  await maya.say("Your parcel arrives tomorrow.");
  await customer.sees("agent", "Your parcel arrives tomorrow.");
  await maya.resolve();

  // Then the customer is back with the bot, and told so
  await customer.panel.getByText("You're back with the assistant").waitFor();
  await maya.row(thread, "resolved").waitFor();

  // And the bot goes on in the same thread
  await customer.say("how long does delivery take?");
  await customer.sees("bot", "working day");
  assert.equal(await customer.thread(), thread);

  // And when they ask for a person again, it rings again and accepting works again
  await customer.say("let me talk to a human again");
  await customer.sees("system", "bringing in someone");
  await maya.row(thread, "waiting").waitFor();
  await maya.briefing.getByText("Handoff 2 of this conversation").waitFor();
  await maya.accept(thread);
  await maya.say("Here I am again.");
  await customer.sees("agent", "Here I am again.");
  assert.deepEqual(await customer.spoken(), [
    "customer: can I talk to a real person",
    "agent: Your parcel arrives tomorrow.",
    "customer: how long does delivery take?",
    "customer: let me talk to a human again",
    "agent: Here I am again.",
  ]);
  const seqs = (await customer.entries()).map(({ seq }) => seq);
  assert.deepEqual(seqs, seqs.map((_, at) => at + 1));
});

test("handed back without being resolved, the bot goes on", async (scene) => {
  const { maya, customer, thread } = await scene.conversation();
  await maya.handBack();
  await customer.panel.getByText("You're back with the assistant").waitFor();
  await maya.row(thread, "assistant").waitFor();
  await customer.say("how long does delivery take?");
  await customer.sees("bot", "working day");
});

test("a question that could mean two things is asked back, and answered with one tap", async (scene) => {
  // Given a customer whose word is found in two articles
  const customer = await scene.customerInPanel();
  await customer.say("email");
  await customer.sees("bot", "Which of these do you mean?");

  // When they choose, then that is what they said, and it is answered
  const choice = customer.panel.getByRole("button", { name: "How do I contact you?" });
  await choice.click();
  await customer.sees("customer", "How do I contact you?");
  const answer = await customer.sees("bot", "Here in the chat");
  await answer.locator(".sources a").waitFor();

  // And the choice is past
  assert.ok(await choice.isDisabled());
});
