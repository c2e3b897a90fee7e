// The right moment, as a customer and an agent see it: a quiet offer, a handoff with its line, the
// words behind it. And the engine in the browser: the same as the edge's, and never missed.

import assert from "node:assert/strict";
import { detect } from "./support/detect.mjs";
import { eventually } from "./support/eventually.mjs";
import { stage } from "./support/scene.mjs";

const test = stage();

const SAFETY = "the charger you sent me caught fire and burned my hand";

test("frustration over two messages: one quiet offer, then a handoff with its line", async (scene) => {
  // Given a customer whose question has been answered
  const customer = await scene.customerInPanel();
  const offers = customer.panel.locator(".offer:visible");
  await customer.senses();
  await customer.say("where is my order?");
  await customer.sees("bot", "follow your parcel");
  assert.equal(await offers.count(), 0);

  // When they are annoyed, then a person is offered beneath the answer, once
  await customer.say("this is so frustrating! how do I return something?");
  await offers.waitFor();
  assert.equal(await customer.pass.count(), 0);
  const sensed = customer.sentMessages().at(-1).sensed;
  assert.equal(sensed.decision, "offer");
  assert.ok(sensed.kinds.includes("frustration"));

  // When it goes on, then the thread passes to a human, with a line that fits
  await customer.say("You are useless! This is the worst service I have ever had, I am so angry");
  await customer.sees("system", "I'm sorry this has been hard work");
  await customer.pass.waitFor();
  const handoff = customer.receivedEntries().find(({ body }) => body.type === "handoff_requested");
  assert.ok(handoff.body.triggers.some(({ kind }) => kind === "frustration"));
  assert.equal(handoff.body.sensed, true);

  // And what was offered before is no choice any more
  assert.equal(await offers.count(), 0);
});

test("of several offers the newest alone can be taken", async (scene) => {
  // Given a thread in which the bot twice knew no answer, with a good one between
  const customer = await scene.customerInPanel();
  const offers = customer.panel.locator(".offer");
  const visible = customer.panel.locator(".offer:visible");
  await customer.say("do you sell trombones");
  await visible.waitFor();
  await customer.say("where is my order?");
  await customer.sees("bot", "follow your parcel");
  await customer.say("what is the capital of Mongolia");

  // Then only the newer offer is there
  await eventually(() => offers.count(), (count) => assert.equal(count, 2));
  await eventually(() => visible.count(), (count) => assert.equal(count, 1));
  assert.ok(await offers.last().isVisible());

  // And once it is taken, none
  await visible.click();
  await customer.sees("system", "bringing in someone");
  await eventually(() => visible.count(), (count) => assert.equal(count, 0));
});

test("what may hurt somebody passes to a human at once", async (scene) => {
  const customer = await scene.customerInPanel();
  await customer.senses();
  await customer.say(SAFETY);
  await customer.sees("system", "Your safety comes first");
  assert.deepEqual(customer.sentMessages().at(-1).sensed, {
    decision: "hand_off",
    kinds: ["sensitive_topic:safety"],
  });
  assert.deepEqual((await customer.entries()).map(({ role }) => role), ["customer", "system"]);
});

test("the console shows every reason, and its words in the transcript", async (scene) => {
  // Given a customer with several reasons in one message
  const [maya, customer] = await Promise.all([scene.agent("Maya"), scene.customerInPanel()]);
  await customer.say(
    "I was charged twice for my order, this is outrageous. Let me speak to a person, it's urgent!",
  );
  await customer.sees("system", "bringing in someone");
  await maya.view(await customer.thread());

  // Then each reason stands in the briefing, with its words and how sure it is
  const reasons = maya.briefing.locator(".reason");
  await reasons.nth(1).waitFor();
  const names = await reasons.locator(".name > span:first-child").allTextContents();
  assert.equal(names[0], "Asked for a person");
  assert.ok(names.includes("Disputes a charge"), names.join(", "));
  for (const sure of await reasons.locator(".sure").allTextContents()) {
    assert.match(sure, /^(Certain|Very likely|Likely|Possible)$/);
  }

  // And pointing at one makes its words stand out in the transcript, and no others
  const pointed = maya.conversation.locator("mark[data-pointed]");
  const marked = maya.conversation.locator("mark");
  for (let at = 0; at < names.length; at += 1) {
    const words = (await reasons.nth(at).locator("mark").allTextContents()).join("");
    if (!words) continue;
    await reasons.nth(at).hover();
    await eventually(
      async () => (await pointed.allTextContents()).join(""),
      (found) => assert.equal(found, words),
    );
  }
  assert.ok((await marked.count()) >= 2);
  await maya.field.or(maya.conversation.getByRole("log")).first().hover();
  await eventually(() => pointed.count(), (count) => assert.equal(count, 0));

  // By keyboard too
  await reasons.first().getByRole("button").first().focus();
  await pointed.first().waitFor();
});

test("resends, a discarded draft and dead clicks leave with the next message", async (scene) => {
  // Given a customer in the panel, and an agent
  const [maya, customer] = await Promise.all([scene.agent("Maya"), scene.customerInPanel()]);
  await customer.say("where is my order?");
  await customer.sees("bot", "follow your parcel");

  // When they send the same again
  await customer.say("Where is my order");
  await customer.sees("customer", "Where is my order");

  // And throw a long draft away, and click where nothing is
  await customer.field.fill("x".repeat(90));
  await customer.field.fill("");
  for (let click = 0; click < 3; click += 1) {
    await customer.log.click({ position: { x: 4, y: 4 } });
  }
  await customer.say("can I talk to a real person");
  await customer.sees("system", "bringing in someone");

  // Then it leaves with the messages, each once
  assert.deepEqual(
    customer.sentMessages().map(({ message }) => message.behaviour),
    [undefined, ["rapid_resends"], ["discarded_draft", "dead_clicks"]],
  );

  // And the agent reads it
  await maya.view(await customer.thread());
  for (const seen of ["Sent the same again", "Wrote a long message and deleted it", "Clicked where nothing happens"]) {
    await maya.briefing.getByRole("button", { name: seen }).waitFor();
  }
});

test("without its engine the panel works as before, and the edge decides", async (scene) => {
  // Given a browser that can't load the engine
  const context = await scene.context();
  await context.route("**/pkg/sense*", (route) => route.abort());
  const customer = await scene.customerInPanel({ context });

  // When the customer asks, then they are answered; when they ask for a person, one is called
  await customer.say("where is my order?");
  await customer.sees("bot", "follow your parcel");
  await customer.say("can I talk to a real person");
  await customer.sees("system", "bringing in someone from the team");
  assert.ok(customer.sentMessages().every(({ sensed }) => sensed === undefined));
});

test("the engine comes after everything a customer waits for", async (scene) => {
  const customer = await scene.customerInPanel();
  await customer.senses();
  const loaded = await customer.panelFrame().evaluate(() =>
    performance
      .getEntriesByType("resource")
      .map(({ name, startTime, responseEnd }) => ({ file: name.split("/").at(-1), startTime, responseEnd })),
  );
  const of = (file) => loaded.find((entry) => entry.file === file);
  for (const file of ["customer.js", "customer_bg.wasm", "panel.css"]) {
    assert.ok(of("sense.js").startTime >= of(file).responseEnd, `${file} was not there yet`);
  }
});

test("browser and native engine agree turn by turn", async (scene) => {
  // Given a thread of some forty turns
  const customer = await scene.customerInPanel();
  const turns = script();

  // When both engines read it
  const [natively, { found, each }] = await Promise.all([
    detect(turns),
    customer.panelFrame().evaluate(read, turns),
  ]);

  // Then they decide alike, for the same reasons, at every turn
  const expected = natively.map(({ decision, triggers }) =>
    `${decision}:${triggers.map(({ kind }) => kind).join(",")}`,
  );
  assert.deepEqual(found, expected);
  assert.ok(new Set(expected).size > 5, "a script in which nothing happens proves nothing");
  console.log(`the engine takes ${each.toFixed(0)} µs for a message in this browser`);
});

/** Runs in the panel: what the engine makes of the customer's turns, and its microseconds for one. */
async function read(turns) {
  const glue = await import("/pkg/sense.js");
  await glue.default({ module_or_path: fetch("/pkg/sense_bg.wasm") });
  const follow = () => {
    const sense = new glue.Sense("{}");
    const found = [];
    turns.forEach(({ role, text, confidence }, at) => {
      if (role === "bot") {
        sense.answered(at + 1, text, confidence === undefined ? undefined : Math.round(confidence * 1000), false);
      } else {
        found.push(sense.preview(text, 0, ""));
        sense.said(at + 1, 0, text, "");
      }
    });
    sense.free();
    return found;
  };
  const found = follow();
  const [rounds, begin] = [60, performance.now()];
  for (let round = 0; round < rounds; round += 1) follow();
  // Each of the customer's messages is read twice: before it leaves, and once it is in the log.
  const messages = rounds * found.length * 2;
  return { found, each: ((performance.now() - begin) * 1000) / messages };
}

/** A thread in which much happens. */
function script() {
  const answer = (text, confidence = 0.9) => ({ role: "bot", text, confidence });
  const said = (text) => ({ role: "customer", text });
  return [
    said("hi"),
    answer("Hello! How can I help?"),
    said("where is my order?"),
    answer("You can follow your parcel with the link in our e-mail."),
    said("the link does not work"),
    answer("I don't have a good answer to that.", 0.2),
    said("that didn't help"),
    answer("Could you say it in other words?", 0.4),
    said("I already told you, the tracking link is broken!"),
    answer("You can follow your parcel with the link in our e-mail."),
    said("this is ridiculous, you keep saying the same thing"),
    said("I AM SO ANGRY RIGHT NOW"),
    answer("I'm sorry to hear that. What is your order number?", 0.7),
    said("LK-20391"),
    answer("Thank you. It is on its way."),
    said("thanks, that's great"),
    said("are you a real person?"),
    said("please don't transfer me to anyone"),
    said("what is the agent fee for a booking"),
    said("I was charged twice for my order"),
    answer("Refunds take five days.", 0.66),
    said("I want my money back today, it's urgent"),
    said("cancel my subscription"),
    answer("You can cancel under Account."),
    said("I can't log in and the password reset e-mail never arrives, and my invoice is wrong too"),
    said("somebody used my card, there are payments I didn't make"),
    said("I'll be talking to my lawyer about this"),
    said("delete all the data you have about me"),
    said("we'd like an enterprise contract for 500 seats, what's the price?"),
    said("the charger caught fire and burned my hand"),
    answer("…", 0.1),
    said("¿puedo hablar con una persona?"),
    said("Ich möchte mit einem Menschen sprechen"),
    said("je veux parler à un conseiller"),
    said("voglio parlare con un operatore"),
    said("quero falar com um atendente"),
    said("can you make an exception, the 30 days ended yesterday"),
    said("your courier was very rude to my mother"),
    said("let me talk to a human"),
    said("👍"),
    said(""),
    said("get me your manager NOW!!!"),
  ];
}
