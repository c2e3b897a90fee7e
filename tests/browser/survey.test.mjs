// How it was: one tap once an agent has resolved the thread, and a word of thanks in its place.

import assert from "node:assert/strict";
import { eventually } from "./support/eventually.mjs";
import { faults } from "./support/faults.mjs";
import { stage } from "./support/scene.mjs";

const test = stage();

test("a resolved thread asks how it was, once", async (scene) => {
  // Given an agent who has resolved it
  const { maya, customer } = await scene.conversation();
  await maya.resolve();
  const ended = await customer.sees("agent", "marked this as resolved");
  const survey = ended.getByRole("group", { name: "How was it?" });
  const names = () => survey.getByRole("button").evaluateAll((all) => all.map((one) => one.ariaLabel));
  await survey.getByRole("button", { name: "Very good" }).waitFor();
  assert.deepEqual(await names(), ["Very bad", "Bad", "Okay", "Good", "Very good"]);
  assert.deepEqual(await faults(customer.panelFrame()), [], "asking");
  const before = await ended.boundingBox();

  // When the customer taps a face
  await survey.getByRole("button", { name: "Good", exact: true }).click();

  // Then thanks stand in its place, nothing moves, and the log has it
  await survey.getByText("Thank you.").waitFor();
  assert.deepEqual(await ended.boundingBox(), before);
  const seq = Number(await ended.getAttribute("data-seq"));
  await eventually(
    () => customer.receivedEntries().at(-1).body,
    (body) => assert.deepEqual(body, { type: "surveyed", ended: seq, score: 4 }),
  );
  await maya.sees("customer", "says it was: Good");
  await customer.page.reload();
  await customer.ready();
  await customer.panel.getByText("Thank you.").waitFor();
  assert.deepEqual(await names(), []);
});

test("a thread that was handed back unresolved asks nothing", async (scene) => {
  const { maya, customer } = await scene.conversation();
  await maya.handBack();
  await customer.sees("agent", "You're back with the assistant");
  assert.equal(await customer.panel.locator(".survey").count(), 0);
});
