// An agent at the console: inbox, the thread in view, its briefing.

import { entries, pending, spoken, transcript } from "./thread.mjs";

export class Console {
  constructor(page) {
    this.page = page;
    this.conversation = page.getByRole("main");
    this.field = page.getByRole("textbox", { name: /^Reply as/ });
    this.briefing = page.getByRole("complementary", { name: "Briefing" });
    /** The briefing's lines in short. */
    this.summary = this.briefing.locator(".summary .line");
    /** What the field says before something is asked again. */
    this.guard = this.conversation.locator(".guard");
    this.toasts = page.locator(".toast");
    this.typing = this.conversation.locator("[data-typing]");
    this.standing = this.conversation.locator("[data-standing]");
    this.lost = page.locator(".lost");
    this.door = page.locator("[data-door]");
  }

  /** Signs in with `link` in a new page of `context` and waits for the inbox. */
  static async signIn(context, link) {
    const page = await context.newPage();
    await page.addInitScript(() => {
      window.rings = [];
      const start = AudioScheduledSourceNode.prototype.start;
      AudioScheduledSourceNode.prototype.start = function (...args) {
        window.rings.push(this.frequency.value);
        return start.apply(this, args);
      };
    });
    const console = new Console(page);
    await page.goto(link);
    await console.ready();
    return console;
  }

  /** Waits for the inbox. */
  async ready() {
    await this.page.locator(".sections[aria-busy=false]").waitFor();
  }

  /** The rows of a section: waiting, mine, assistant, others or resolved. */
  section(name) {
    return this.page.locator(`section[data-section=${name}] [data-thread]`);
  }

  /** The row of `thread`, in `section` if one is named. */
  row(thread, section) {
    const row = `[data-thread="${thread}"]`;
    return this.page.locator(section ? `section[data-section=${section}] ${row}` : row);
  }

  /** The chip of the briefing with `value` in it. */
  detail(value) {
    return this.briefing.locator(".chip").filter({ hasText: value });
  }

  /** The entry at `seq` of the thread in view. */
  entry(seq) {
    return this.conversation.locator(`.entry[data-seq="${seq}"]`);
  }

  /** Accepts `thread` from the line. */
  async accept(thread) {
    await this.row(thread, "waiting").getByRole("button", { name: "Accept" }).click();
  }

  /** Opens `thread`. */
  async view(thread) {
    await this.row(thread).locator("button.open").click();
    await this.conversation.getByRole("log").waitFor();
  }

  /** Steps into the thread in view, which the bot has. */
  async stepIn() {
    await this.conversation.getByRole("button", { name: /^Step in/ }).click();
  }

  /** Writes `text` and sends it. */
  async say(text) {
    await this.field.fill(text);
    await this.field.press("Enter");
  }

  /** Resolves the thread in view. */
  async resolve() {
    await this.conversation.getByRole("button", { name: "Resolve" }).click();
  }

  /** Hands the thread in view back to the bot. */
  async handBack() {
    await this.conversation.getByRole("button", { name: "Hand back" }).click();
  }

  /** Waits until the thread in view holds an entry of `role` with `text` in it. */
  async sees(role, text) {
    const entry = this.conversation.locator(`.entry[data-seq][data-role=${role}]`);
    await entry.filter({ hasText: text }).last().waitFor();
  }

  /** Notes that sounded, in hertz, since the page was loaded. */
  rings() {
    return this.page.evaluate(() => window.rings);
  }

  entries() {
    return entries(this.conversation);
  }

  transcript() {
    return transcript(this.conversation);
  }

  spoken() {
    return spoken(this.conversation);
  }

  pending() {
    return pending(this.conversation);
  }
}
