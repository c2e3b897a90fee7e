// A customer: a page of somebody else's shop with Baton's tag in it, and the panel that it opens.
//
// The page is the demo shop's own, with its strict content security policy; only the site's id in
// the tag is another one, so that each test has a desk to itself.

import { entries, pending, spoken, transcript } from "./thread.mjs";

export class Shop {
  #runtime;
  #site;

  constructor(page, runtime, site) {
    this.page = page;
    this.#runtime = runtime;
    this.#site = site;
    /** Frames of every WebSocket of this page, as texts. */
    this.wire = { sent: [], received: [] };
    this.launcher = page.getByRole("button", { name: /^(Open|Close) chat/ });
    this.frame = page.locator("iframe");
    this.panel = page.frameLocator("iframe");
    this.log = this.panel.getByRole("log");
    this.field = this.panel.getByRole("textbox", { name: "Write a message" });
    this.notice = this.panel.locator(".notice");
    this.pass = this.panel.locator(".pass");
    this.typing = this.panel.locator("[data-typing]");
    page.on("websocket", (socket) => {
      socket.on("framesent", ({ payload }) => this.wire.sent.push(String(payload)));
      socket.on("framereceived", ({ payload }) => this.wire.received.push(String(payload)));
    });
  }

  /**
   * Visits `path` of the shop in a new page of `context`. The launcher's closed shadow root is
   * opened for the test's eyes.
   */
  static async visit(context, runtime, site, path = "/") {
    const page = await context.newPage();
    await page.addInitScript(() => {
      const attach = Element.prototype.attachShadow;
      Element.prototype.attachShadow = function (init) {
        return attach.call(this, { ...init, mode: "open" });
      };
    });
    // The tag is met as the parser comes to it, before its script has been fetched.
    await page.addInitScript((site) => {
      new MutationObserver(() => {
        for (const tag of document.querySelectorAll("script[data-site]")) tag.dataset.site = site;
      }).observe(document, { childList: true, subtree: true });
    }, site);
    const shop = new Shop(page, runtime, site);
    await shop.go(path);
    return shop;
  }

  /** Goes to `path` of the shop. */
  async go(path) {
    await this.page.goto(this.#runtime.shop + path);
    await this.launcher.waitFor({ state: "attached" });
  }

  /** Opens the panel and waits until it can be used. */
  async open() {
    await this.launcher.click();
    await this.ready();
  }

  /** Waits until the panel is open, its code runs and it can be written in. */
  async ready() {
    await this.log.waitFor();
    await this.field.waitFor();
  }

  /** Waits until the panel has its trigger engine, which comes when nobody waits for anything. */
  async senses() {
    await this.panelFrame().waitForFunction(() => performance.getEntriesByName("baton.sense").length > 0);
  }

  /** Closes the panel. */
  async close() {
    await this.panel.getByRole("button", { name: "Close chat" }).click();
    await this.frame.waitFor({ state: "hidden" });
  }

  /** Writes `text` and sends it. */
  async say(text) {
    await this.field.fill(text);
    await this.field.press("Enter");
  }

  /** Waits until the log holds an entry of `role` with `text` in it, and returns its element. */
  async sees(role, text) {
    const entry = this.panel.locator(`.log .entry[data-seq][data-role=${role}]`).filter({ hasText: text });
    await entry.last().waitFor();
    return entry.last();
  }

  /** The thread's id, as the browser keeps it. */
  async thread() {
    const frame = this.page.frames().find((frame) => frame.url().startsWith(this.#runtime.baton));
    const key = `baton.session.${this.#site}`;
    const handle = await frame.waitForFunction((key) => localStorage.getItem(key), key);
    return JSON.parse(await handle.jsonValue()).thread;
  }

  /** The panel's document. */
  panelFrame() {
    return this.page.frames().find((frame) => frame.url().startsWith(`${this.#runtime.baton}/panel`));
  }

  entries() {
    return entries(this.panel);
  }

  transcript() {
    return transcript(this.panel);
  }

  spoken() {
    return spoken(this.panel);
  }

  pending() {
    return pending(this.panel);
  }

  /** Messages that went over the wire, parsed, oldest first. */
  sentMessages() {
    return this.wire.sent
      .filter((frame) => frame.startsWith("{"))
      .map((frame) => JSON.parse(frame))
      .filter(({ t }) => t === "send");
  }

  /** Entries that came over the wire, parsed. */
  receivedEntries() {
    return this.wire.received
      .filter((frame) => frame.startsWith("{"))
      .map((frame) => JSON.parse(frame))
      .flatMap((frame) => frame.entries ?? []);
  }
}
