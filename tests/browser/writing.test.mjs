// An answer while it is written: in the place of the dots, as it will stand, and gone in the same frame
// in which the entry is there.

import assert from "node:assert/strict";
import { eventually } from "./support/eventually.mjs";
import { faults } from "./support/faults.mjs";
import { BOT, CUSTOMER, Line, MAYA } from "./support/line.mjs";
import { stage } from "./support/scene.mjs";

const test = stage();

const [FIRST, SECOND] = ["A strap takes about a week.", "You send us the bag, and we look at it within two days."];

const paragraphs = (...texts) => texts.map((text) => ({ block: "paragraph", spans: [{ text }] }));

/** A customer whose question the bot begins to answer, with the test on their line. */
async function answering(scene, options) {
  const context = await scene.context(options);
  const line = await Line.on(context);
  const customer = await scene.customerInPanel({ context });
  await customer.say("where is my order?");
  await customer.sees("bot", "follow your parcel");
  line.hold();
  const reply_to = line.tell([CUSTOMER, { type: "text", text: "How long does a repair take?" }]);
  line.say({ t: "typing", author: BOT, on: true });
  await customer.typing.waitFor();
  return { customer, line, reply_to, growing: customer.panel.locator(".writing") };
}

/** Notes in each frame that `page` draws which of `selectors` are there, from now on. */
const film = (page, selectors) =>
  page.evaluate(
    (selectors) =>
      new Promise((began) => {
        window.shots = new Set();
        const look = () => {
          window.shots.add(selectors.map((it) => document.querySelector(it) !== null).join());
          requestAnimationFrame(look);
          began();
        };
        requestAnimationFrame(look);
      }),
    selectors,
  );
const seen = (page) => page.evaluate(() => [...window.shots]);

for (const colorScheme of ["light", "dark"]) {
  test(`an answer grows where the dots were, and stands where it grew, ${colorScheme}`, async (scene) => {
    // Given dots; when words come, then they take the dots' place
    const { customer, line, reply_to, growing } = await answering(scene, { colorScheme });
    line.say({ t: "writing", reply_to, from: 0, text: FIRST });
    await growing.getByText(FIRST).waitFor();
    assert.equal(await customer.typing.count(), 0);
    assert.equal(await growing.getAttribute("aria-live"), "off");
    line.say({ t: "writing", reply_to, from: FIRST.length, text: `\n\n${SECOND}` });
    await growing.getByText(SECOND).waitFor();
    assert.equal(await growing.locator("p").count(), 2);
    assert.deepEqual(await faults(customer.panelFrame()), []);

    // When the answer is there, then each paragraph stands where it grew, in every frame
    const place = async (root) => [await root.getByText(FIRST).boundingBox(), await root.getByText(SECOND).boundingBox()];
    const before = await place(growing);
    const panel = customer.panelFrame();
    const entry = `.entry[data-seq="${line.head + 1}"]`;
    await film(panel, [".writing", entry]);
    line.tell([BOT, { type: "answer", reply_to, confidence: 1000, blocks: paragraphs(FIRST, SECOND) }]);
    const answer = await customer.sees("bot", SECOND);
    assert.deepEqual(await place(answer), before);
    await eventually(() => seen(panel), (frames) => assert.ok(frames.includes("false,true")));
    assert.deepEqual(await seen(panel), ["true,false", "false,true"]);
  });
}

test("a person takes over: what was written breaks off, in one frame with their joining", async (scene) => {
  const { customer, line, reply_to, growing } = await answering(scene);
  line.say({ t: "writing", reply_to, from: 0, text: FIRST });
  await growing.waitFor();
  const panel = customer.panelFrame();
  await film(panel, [".writing", ".broken", ".joined"]);
  line.tell(
    [BOT, { type: "answer", reply_to, confidence: 1000, unfinished: true, blocks: paragraphs(FIRST) }],
    [MAYA, { type: "agent_joined" }],
  );
  await customer.sees("agent", "Maya joined");
  await customer.panel.getByText("Broken off here").waitFor();
  await eventually(() => seen(panel), (frames) => assert.ok(frames.length > 1));
  assert.deepEqual(await seen(panel), ["true,false,false", "false,true,true"]);
  assert.deepEqual(await faults(panel), []);
});

test("a person who takes over before a word was written leaves nothing of it", async (scene) => {
  const { customer, line, reply_to, growing } = await answering(scene);
  line.say({ t: "writing", reply_to, from: 0, text: "\n" });
  assert.equal(await customer.typing.count(), 1);
  line.tell([MAYA, { type: "agent_joined" }]);
  await customer.sees("agent", "Maya joined");
  assert.equal(await growing.count(), 0);
  assert.equal(await customer.panel.getByText("Broken off here").count(), 0);
});

test("an agent who watches sees it grow, and the customer type beneath it", async (scene) => {
  // Given an agent who looks at a thread that the bot has
  const context = await scene.context();
  const line = await Line.on(context);
  const [maya, customer] = await Promise.all([scene.agent("Maya", { context }), scene.customerInPanel()]);
  await customer.say("where is my order?");
  await customer.sees("bot", "follow your parcel");
  await maya.view(await customer.thread());
  await maya.sees("bot", "follow your parcel");
  line.hold();

  // When the bot writes while the customer does
  const reply_to = line.tell([CUSTOMER, { type: "text", text: "How long does a repair take?" }]);
  line.say({ t: "writing", reply_to, from: 0, text: FIRST });
  line.say({ t: "typing", author: CUSTOMER, on: true });

  // Then both are there
  await maya.conversation.locator(".writing").getByText(FIRST).waitFor();
  await maya.conversation.getByText("Customer is typing").waitFor();
  assert.deepEqual(await faults(maya.page.mainFrame()), []);
});

test("for those who prefer less motion, the mark at its end is still", async (scene) => {
  const { customer, line, reply_to, growing } = await answering(scene, { reducedMotion: "reduce" });
  line.say({ t: "writing", reply_to, from: 0, text: FIRST });
  await growing.waitFor();
  const running = () =>
    customer.panelFrame().evaluate(() =>
      document.getAnimations().filter((it) => it.animationName === "pulse" && it.playState === "running").length,
    );
  await eventually(running, (count) => assert.equal(count, 0));
});
