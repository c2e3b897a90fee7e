// The panel and the console for everybody: no serious fault that axe-core can find, in light and
// dark; the keyboard alone is enough; nothing moves for those who prefer that.

import assert from "node:assert/strict";
import { eventually } from "./support/eventually.mjs";
import { faults } from "./support/faults.mjs";
import { stage } from "./support/scene.mjs";

const test = stage();

/** An animation that is over within a frame is none, in milliseconds. */
const UNSEEN_MS = 1;

for (const colorScheme of ["light", "dark"]) {
  test(`the panel has no serious fault at any stage of a conversation, ${colorScheme}`, async (scene) => {
    const customer = await scene.customerInPanel({ colorScheme });
    const panel = customer.panelFrame();

    await customer.panel.locator(".choices button").first().waitFor();
    assert.deepEqual(await faults(panel), [], "empty");

    await customer.say("where is my order?");
    await customer.sees("bot", "follow your parcel");
    await customer.say("Is there a moon made of cheese?");
    await customer.panel.locator(".offer").waitFor();
    assert.deepEqual(await faults(panel), [], "conversation");

    await customer.say("can I talk to a real person");
    await customer.pass.getByText("Nobody is at the desk").waitFor();
    assert.deepEqual(await faults(panel), [], "waiting");

    const maya = await scene.agent("Maya");
    await maya.accept(await customer.thread());
    await maya.say("Hello!");
    await customer.sees("agent", "Hello!");
    assert.deepEqual(await faults(panel), [], "with an agent");
  });

  test(`the console has no serious fault, ${colorScheme}`, async (scene) => {
    const [maya, customer] = await Promise.all([
      scene.agent("Maya", { colorScheme, role: "lead" }),
      scene.customerInPanel(),
    ]);
    const page = maya.page.mainFrame();
    await maya.page.getByText("Nobody is waiting", { exact: true }).waitFor();
    assert.deepEqual(await faults(page), [], "empty");

    await customer.say("where is my order?");
    await customer.sees("bot", "follow your parcel");
    await customer.say("My number is LK-48213. Can I talk to a real person");
    const thread = await customer.thread();
    await maya.row(thread, "waiting").waitFor();
    assert.deepEqual(await faults(page), [], "ringing");

    await maya.view(thread);
    await maya.briefing.locator("mark").first().waitFor();
    assert.deepEqual(await faults(page), [], "waiting, in view");

    await maya.accept(thread);
    await maya.say("Hello!");
    await customer.sees("agent", "Hello!");
    assert.deepEqual(await faults(page), [], "mine");

    await maya.page.getByRole("button", { name: "Keys" }).click();
    await maya.page.getByRole("dialog").waitFor();
    assert.deepEqual(await faults(page), [], "keys");
  });
}

test("the keyboard alone opens the panel, writes, sends and closes; the focus returns", async (scene) => {
  const customer = await scene.customer();
  const { keyboard } = customer.page;
  await customer.launcher.focus();
  await keyboard.press("Enter");
  await customer.ready();
  const focused = () => customer.panelFrame().evaluate(() => document.activeElement.tagName);
  await eventually(focused, (tag) => assert.equal(tag, "TEXTAREA"));

  await keyboard.type("where is my order?");
  await keyboard.press("Enter");
  await customer.sees("bot", "follow your parcel");
  assert.equal(await focused(), "TEXTAREA");

  await keyboard.press("Escape");
  await customer.frame.waitFor({ state: "hidden" });
  const onLauncher = () => customer.launcher.evaluate((it) => it.getRootNode().activeElement === it);
  await eventually(onLauncher, (is) => assert.equal(is, true));
});

test("the keyboard alone works the console", async (scene) => {
  const [maya, customer] = await Promise.all([scene.agent("Maya"), scene.customerInPanel()]);
  await customer.say("can I talk to a real person");
  const thread = await customer.thread();
  await maya.row(thread, "waiting").waitFor();
  const { keyboard } = maya.page;

  await keyboard.press("j");
  await keyboard.press("a");
  await customer.sees("agent", "Maya joined");
  await eventually(
    () => maya.field.evaluate((field) => field === document.activeElement),
    (is) => assert.equal(is, true),
  );
  await keyboard.type("Hello, a j k E");
  await keyboard.press("Enter");
  await customer.sees("agent", "Hello, a j k E");
  await keyboard.press("Escape");
  await keyboard.press("Shift+E");
  await customer.panel.getByText("You're back with the assistant").waitFor();
});

test("for those who prefer less motion, nothing moves", async (scene) => {
  const customer = await scene.customer({ reducedMotion: "reduce" });
  const moving = (frame) =>
    frame.evaluate((UNSEEN_MS) => {
      const roots = [document, ...[...document.documentElement.children].map((it) => it.shadowRoot).filter(Boolean)];
      const running = roots.flatMap((root) => root.getAnimations({ subtree: true }));
      return running
        .filter((animation) => animation.effect.getComputedTiming().endTime > UNSEEN_MS)
        .filter((animation) => {
          const effects = animation.transitionProperty
            ? [animation.transitionProperty]
            : animation.effect.getKeyframes().flatMap((frame) => Object.keys(frame));
          return effects.some((name) => /transform|translate|scale|rotate|^top$|^left$|inset/.test(name));
        })
        .map((animation) => animation.animationName ?? animation.transitionProperty);
    }, UNSEEN_MS);
  const still = async (stage) => {
    assert.deepEqual(await moving(customer.page.mainFrame()), [], `${stage}, page`);
    assert.deepEqual(await moving(customer.panelFrame()), [], `${stage}, panel`);
  };
  await customer.launcher.hover();
  await customer.log.waitFor({ state: "attached" });
  await customer.launcher.click();
  await still("opening");
  await customer.ready();
  await customer.say("where is my order?");
  await customer.typing.waitFor();
  await still("bot typing");
  await customer.sees("bot", "follow your parcel");
  await customer.say("can I talk to a real person");
  await customer.pass.waitFor();
  await still("waiting");
  const maya = await scene.agent("Maya");
  await maya.accept(await customer.thread());
  await customer.sees("agent", "Maya joined");
  await still("the pass");
});
