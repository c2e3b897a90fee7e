// What a customer can do while they wait: leave an address, have the assistant help meanwhile, wait no
// longer. And what waiting says: how long it will be, or why nobody comes and when they are back.

import assert from "node:assert/strict";
import { eventually } from "./support/eventually.mjs";
import { faults } from "./support/faults.mjs";
import { CUSTOMER, Line, SYSTEM } from "./support/line.mjs";
import { stage } from "./support/scene.mjs";

const test = stage();

const choice = (customer, name) => customer.pass.getByRole("button", { name, exact: true });

/** A customer who waits, at a desk where nobody is. */
async function waiting(scene, options) {
  const customer = await scene.customerInPanel(options);
  await customer.say("can I talk to a real person");
  await choice(customer, "Stop waiting").waitFor();
  return customer;
}

/** A customer in the queue, with the test on their line. */
async function scripted(scene, options) {
  const context = await scene.context(options);
  const line = await Line.on(context);
  const customer = await scene.customerInPanel({ context });
  await eventually(
    () => customer.wire.received.some((frame) => frame.includes('"welcome"')),
    (welcomed) => assert.ok(welcomed),
  );
  line.hold();
  const handoff = { number: 1, triggers: [], sensed: false, line: "Of course. I'm bringing in someone." };
  line.tell(
    [CUSTOMER, { type: "text", text: "can I talk to a real person" }],
    [SYSTEM, { type: "handoff_requested", ...handoff }],
  );
  return { customer, line };
}

test("who waits no longer is back with the assistant", async (scene) => {
  const [maya, customer] = await Promise.all([scene.agent("Maya"), waiting(scene)]);
  const thread = await customer.thread();
  await maya.row(thread, "waiting").waitFor();

  await choice(customer, "Stop waiting").click();

  await customer.sees("customer", "You're back with the assistant");
  await customer.pass.waitFor({ state: "detached" });
  assert.ok(await customer.field.evaluate((field) => field === document.activeElement));
  await maya.row(thread, "assistant").waitFor();
  await customer.say("where is my order?");
  await customer.sees("bot", "follow your parcel");
});

test("the assistant helps meanwhile, and the place in the line is kept", async (scene) => {
  const customer = await waiting(scene);
  await choice(customer, "Ask the assistant meanwhile").click();
  await choice(customer, "Ask the assistant meanwhile").waitFor({ state: "detached" });

  await customer.say("where is my order?");
  await customer.sees("bot", "follow your parcel");
  await choice(customer, "Stop waiting").waitFor();

  const maya = await scene.agent("Maya");
  await maya.accept(await customer.thread());
  await customer.sees("agent", "Maya joined");
  await maya.sees("customer", "asked the assistant to help meanwhile");
});

for (const colorScheme of ["light", "dark"]) {
  test(`an address is left in one field, which says what is wrong with it, ${colorScheme}`, async (scene) => {
    // Given the open field, which has the focus
    const customer = await waiting(scene, { colorScheme });
    await choice(customer, "Leave an e-mail").press("Enter");
    const field = customer.pass.getByRole("textbox", { name: "Your e-mail address" });
    await field.waitFor();
    const focused = () => field.evaluate((field) => field === document.activeElement);
    await eventually(focused, assert.ok);

    // When what is written is no address, then the field says so and keeps it
    await field.fill("anna@shop");
    await field.press("Enter");
    await customer.pass.getByRole("alert").getByText("doesn't look like an e-mail address").waitFor();
    assert.equal(await field.inputValue(), "anna@shop");
    assert.deepEqual(await faults(customer.panelFrame()), [], "mistaken");

    // Escape closes the field and not the panel
    await field.press("Escape");
    await field.waitFor({ state: "detached" });
    assert.ok(await customer.frame.isVisible());

    // And a good one is kept, said, and can be changed
    await choice(customer, "Leave an e-mail").click();
    await field.fill("Anna@Shop.example");
    await field.press("Enter");
    await customer.pass.getByText("We'll write to anna@shop.example.").waitFor();
    await choice(customer, "Change").waitFor();
    assert.deepEqual(await faults(customer.panelFrame()), [], "left");
    await eventually(
      () => customer.receivedEntries().at(-1).body,
      (body) => assert.deepEqual(body, { type: "address_left", email: "anna@shop.example" }),
    );

    // Also on the next page, and for whoever looks at the line
    await customer.page.reload();
    await customer.ready();
    await customer.pass.getByText("We'll write to anna@shop.example.").waitFor();
    const maya = await scene.agent("Maya");
    await maya.row(await customer.thread(), "waiting").getByText("anna@shop.example").waitFor();
  });
}

test("a wait is told as a range in whole minutes", async (scene) => {
  const { customer, line } = await scripted(scene);
  const said = async (wait) => {
    line.say({ t: "queue", position: 3, agents_online: 1, wait });
    return customer.pass;
  };
  await (await said({ least_s: 150, most_s: 290 })).getByText("Usually 2–5 minutes.").waitFor();
  await customer.pass.getByText("2 people are ahead of you").waitFor();
  await (await said({ least_s: 0, most_s: 45 })).getByText("Less than a minute.").waitFor();
});

test("when nobody can come, why and until when, in the customer's own time", async (scene) => {
  // Given a customer in Tokyo
  const { customer, line } = await scripted(scene, { timezoneId: "Asia/Tokyo", locale: "en-GB" });
  const tomorrow = new Date(Date.now() + 9 * 3_600_000);
  tomorrow.setUTCDate(tomorrow.getUTCDate() + 1);
  const back_at = Date.UTC(tomorrow.getUTCFullYear(), tomorrow.getUTCMonth(), tomorrow.getUTCDate());

  // When the desk is closed until nine o'clock of their next morning
  const closed = { why: "after_hours", back_at };
  line.say({ t: "queue", position: 1, agents_online: 0, closed });

  // Then that is said, and leaving an address is the first thing to do
  await customer.pass.getByText("We're closed right now").waitFor();
  await customer.pass.getByText(/Back tomorrow at 0?9:00\./).waitFor();
  assert.equal(await choice(customer, "Leave an e-mail").getAttribute("class"), "primary");
  assert.deepEqual(await faults(customer.panelFrame()), []);

  // And where nothing is known, nothing is promised
  line.say({ t: "queue", position: 1, agents_online: 0, closed: { why: "nobody_skilled" } });
  await customer.pass.getByText("Nobody who can help with this is here").waitFor();
  await eventually(
    () => customer.pass.locator(".then").textContent(),
    (then) => assert.equal(then, "What you write here is kept for them."),
  );
});

test("whoever had to leave says so, and the customer is next", async (scene) => {
  const { customer, line } = await scripted(scene);
  const maya = { id: "maya", name: "Maya" };
  line.tell([{ role: "agent", ...maya }, { type: "agent_joined" }]);
  await customer.sees("agent", "Maya joined");
  line.tell([SYSTEM, { type: "released", agent: maya, parted: "gone" }]);
  await customer.sees("system", "Maya had to leave. You're next in line.");
  await customer.pass.waitFor();
});
