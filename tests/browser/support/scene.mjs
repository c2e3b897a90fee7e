// What a test file plays in: one runtime and one browser per file, and for each test fresh browser
// contexts and a site with an empty desk. A failing test leaves screenshots in `target/browser`.
//
// Whatever the test is about, no page may throw or break a content security policy.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test as run } from "node:test";
import { fileURLToPath } from "node:url";
import { launch } from "./chromium.mjs";
import { Console } from "./console.mjs";
import { Runtime } from "./runtime.mjs";
import { Shop } from "./shop.mjs";

const SCREENSHOTS = fileURLToPath(new URL("../../../target/browser/", import.meta.url));
/** Longest test, in milliseconds. */
const LIMIT_MS = 60_000;
/** Longest wait of one step in a page, in milliseconds. */
const STEP_MS = 15_000;

/** Sets the stage for a file; returns its `test(name, body)`, whose body is given a `Scene`. */
export function stage() {
  let runtime, browser;
  before(async () => {
    [runtime, browser] = await Promise.all([Runtime.start(), launch()]);
  });
  after(async () => {
    await browser?.close();
    await runtime?.stop();
  });
  return (name, body) =>
    run(name, { timeout: LIMIT_MS }, async () => {
      const scene = new Scene(runtime, browser);
      try {
        await body(scene);
        scene.assertNoComplaints();
      } catch (error) {
        await scene.photograph(name);
        throw error;
      } finally {
        await runtime.mend();
        await scene.strike();
      }
    });
}

class Scene {
  #browser;
  #contexts = [];
  #complaints = [];
  #site;

  constructor(runtime, browser) {
    this.runtime = runtime;
    this.#browser = browser;
  }

  /** The id of the test's own site: a copy of the demo, unless `use` chose another. */
  site() {
    return (this.#site ??= this.runtime.site());
  }

  /** Plays on the site `id` instead. */
  use(id) {
    this.#site = Promise.resolve(id);
  }

  /** A new browser profile; `options` as Playwright's. */
  async context(options) {
    const context = await this.#browser.newContext(options);
    context.setDefaultTimeout(STEP_MS);
    context.on("weberror", (error) => this.#complaints.push(String(error.error())));
    context.on("console", (message) => {
      if (/Content Security Policy/i.test(message.text())) this.#complaints.push(message.text());
    });
    this.#contexts.push(context);
    return context;
  }

  /** A customer on the shop's page at `path`, in a browser of their own or in `context`. */
  async customer({ context, path, ...options } = {}) {
    context ??= await this.context(options);
    return Shop.visit(context, this.runtime, await this.site(), path);
  }

  /** A customer whose panel is open. */
  async customerInPanel(options) {
    const shop = await this.customer(options);
    await shop.open();
    return shop;
  }

  /** A signed-in agent of the site, in a browser of their own or in `context`. */
  async agent(name = "Maya", { context, role, ...options } = {}) {
    context ??= await this.context(options);
    return Console.signIn(context, await this.runtime.invite(await this.site(), name, role));
  }

  /** A customer and an agent who talk to each other. */
  async conversation() {
    const [maya, customer] = await Promise.all([this.agent("Maya"), this.customerInPanel()]);
    await customer.say("can I talk to a real person");
    const thread = await customer.thread();
    await maya.accept(thread);
    await customer.sees("agent", "Maya joined");
    await maya.field.waitFor();
    return { maya, customer, thread };
  }

  /** What went wrong in a page without the test having asked. */
  assertNoComplaints() {
    assert.deepEqual(this.#complaints, []);
  }

  /** Forgets what went wrong so far, where a test provokes it. */
  pardon() {
    this.#complaints = [];
  }

  async photograph(name) {
    await mkdir(SCREENSHOTS, { recursive: true });
    const pages = this.#contexts.flatMap((context) => context.pages());
    const file = (at) => join(SCREENSHOTS, `${name.replace(/[^a-z0-9]+/gi, "-").slice(0, 80)}-${at}.png`);
    // A page that can't be shown any more must not hide why the test failed.
    await Promise.allSettled(pages.map((page, at) => page.screenshot({ path: file(at), timeout: 5000 })));
  }

  async strike() {
    await Promise.all(this.#contexts.map((context) => context.close()));
  }
}
