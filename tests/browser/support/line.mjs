// The line between a thread's page and the edge, with the test on it: what both say passes as it is,
// and the test may say to the page what the edge of the test's site has no reason to.

/** A thread's socket, a customer's or an agent's. */
const SOCKET = /\/v1\/(sites|threads)\/[^/]+\/socket$/;

/** Entries that change the owner. */
const OWNERS = new Set([
  "handoff_requested",
  "agent_joined",
  "handed_back",
  "transferred",
  "released",
  "help_wanted",
  "wait_cancelled",
]);

export const [BOT, SYSTEM, CUSTOMER] = ["bot", "system", "customer"].map((role) => ({ role }));
export const MAYA = { role: "agent", id: "maya", name: "Maya" };

export class Line {
  #page;
  #held = false;
  #head = 0;
  #epoch = 0;
  /** What the page said while the line was held, parsed. */
  kept = [];

  /** Listens to the sockets that pages of `context` open after this. */
  static async on(context) {
    const line = new Line();
    await context.routeWebSocket(SOCKET, (page) => line.#connect(page));
    return line;
  }

  /** From now on the edge hears nothing of the page, and the page nothing of the edge. */
  hold() {
    this.#held = true;
  }

  /** Says `frames` to the page, one after the other. */
  say(...frames) {
    for (const frame of frames) this.#page.send(JSON.stringify(frame));
  }

  /** Says entries of `[author, body]`, in one frame; one that changes the owner begins a new epoch. */
  tell(...said) {
    const entries = said.map(([author, body, id]) => {
      this.#head += 1;
      if (OWNERS.has(body.type)) this.#epoch += 1;
      return { seq: this.#head, at: Date.now(), epoch: this.#epoch, author, id, body };
    });
    this.say({ t: "entries", entries });
    return this.#head;
  }

  /** The newest entry's place. */
  get head() {
    return this.#head;
  }

  #connect(page) {
    this.#page = page;
    const edge = page.connectToServer();
    edge.onMessage((text) => {
      if (this.#held) return;
      this.#note(text);
      page.send(text);
    });
    page.onMessage((text) => {
      if (!this.#held) edge.send(text);
      else if (text.startsWith("{")) this.kept.push(JSON.parse(text));
    });
  }

  #note(text) {
    const { entries = [] } = text.startsWith("{") ? JSON.parse(text) : {};
    for (const { seq, epoch } of entries) [this.#head, this.#epoch] = [seq, epoch];
  }
}
