// Passing a thread on, as customer and agents see it: the same thread, a note for agents alone.

import assert from "node:assert/strict";
import { faults } from "./support/faults.mjs";
import { stage } from "./support/scene.mjs";

const test = stage();

const NOTE = "She has sent the photos already.";

test("a thread is passed on to a colleague by the keyboard, with a note", async (scene) => {
  // Given two agents, one of whom has the thread
  const { maya, customer, thread } = await scene.conversation();
  const noor = await scene.agent("Noor");

  // When Maya passes it on
  await maya.page.getByRole("heading", { level: 1 }).click();
  await maya.page.keyboard.press("Shift+T");
  const dialog = maya.page.getByRole("dialog", { name: "Pass this conversation on" });
  await dialog.getByRole("radio", { name: "Noor" }).check();
  await dialog.getByRole("textbox").fill(NOTE);
  assert.deepEqual(await faults(maya.page), [], "the dialog");
  await dialog.getByRole("button", { name: "Pass on" }).click();
  await dialog.waitFor({ state: "detached" });

  // Then the customer waits, and hears nothing of the note
  await customer.sees("agent", "Maya is passing you on to a colleague");
  await customer.pass.waitFor();
  assert.ok(customer.wire.received.every((frame) => !frame.includes(NOTE)));

  // And Noor, who takes it, has read it before the first word
  await noor.accept(thread);
  await customer.sees("agent", "Noor joined");
  await noor.briefing.getByText("Note from Maya").waitFor();
  await noor.briefing.getByText(NOTE).waitFor();
  await noor.sees("agent", "passed this on to a colleague");

  // Once Noor has answered, it is past
  await noor.say("Hello, I have your photos.");
  await noor.briefing.getByText(NOTE).waitFor({ state: "detached" });
});

test("only whoever has the thread can pass it on", async (scene) => {
  const { thread } = await scene.conversation();
  const noor = await scene.agent("Noor");
  await noor.view(thread);
  await noor.page.keyboard.press("Shift+T");
  assert.equal(await noor.page.getByRole("dialog").count(), 0);
  assert.ok(await noor.conversation.getByRole("button", { name: "Pass on" }).isHidden());
});

test("whoever is asked has a card that rings, and can say no", async (scene) => {
  // Given Maya, alone at the desk
  const [maya, customer] = await Promise.all([scene.agent("Maya"), scene.customerInPanel()]);
  await maya.page.getByRole("heading", { level: 1 }).click();

  // When a customer asks for a person, then she is asked
  await customer.say("can I talk to a real person");
  const card = maya.page.locator(`[data-offer="${await customer.thread()}"]`);
  await card.getByRole("button", { name: /Accept/ }).waitFor();
  assert.deepEqual(await faults(maya.page), [], "the card");

  // Declined by the keyboard, the card goes and the thread stays in the line
  await maya.page.keyboard.press("n");
  await card.waitFor({ state: "detached" });
  await maya.row(await customer.thread(), "waiting").waitFor();
});
