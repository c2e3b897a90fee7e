// The runtime under test: `cargo xtask serve` on free ports with storage of its own, so a real
// workerd, a real shop on another origin, and everything an owner may do to them.
//
// Knows processes and the owner's HTTP routes; nothing of pages. Ends what it started, by its id.

import { spawn } from "node:child_process";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
/** Longest start of `serve`, in milliseconds; its compilation, where needed, is part of it. */
const START_MS = 240_000;
const KEPT_LINES = 60;

export class Runtime {
  #child;
  #folder;
  #events;
  #errors = [];
  #stopped = false;
  #sites = 0;

  /** Starts it and waits until Baton, the shop and the demo site are there. */
  static async start() {
    const runtime = new Runtime();
    runtime.#folder = await mkdtemp(join(tmpdir(), "baton-browser-"));
    const built = process.env.BATON_XTASK;
    const [program, ...first] = built ? [built] : ["cargo", "xtask"];
    const ports = ["--port", "0", "--shop-port", "0"];
    const child = spawn(
      program,
      [...first, "serve", "--json", "--no-build", ...ports, "--data", join(runtime.#folder, "data")],
      { cwd: ROOT, stdio: ["pipe", "pipe", "pipe"] },
    );
    runtime.#child = child;
    runtime.#events = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    createInterface({ input: child.stderr }).on("line", (line) => {
      runtime.#errors.push(line);
      runtime.#errors.splice(0, runtime.#errors.length - KEPT_LINES);
    });
    const ready = await runtime.#event("ready", START_MS);
    /** Baton's origin. */
    runtime.baton = ready.baton;
    /** The shop's origin. */
    runtime.shop = ready.shop;
    /** A sign-in link of the demo site's desk, for a lead called Maya. */
    runtime.consoleLink = ready.console;
    runtime.pid = ready.pid;
    runtime.adminToken = ready.admin_token;
    return runtime;
  }

  /** Ends it and removes its storage. */
  async stop() {
    const ended = new Promise((done) => this.#child.once("exit", done));
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.stdin.end();
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Holds workerd still: connections stay open and nothing is answered, as on a slow network. */
  freeze() {
    process.kill(this.pid, "SIGSTOP");
  }

  /** Lets a frozen workerd go on. */
  thaw() {
    process.kill(this.pid, "SIGCONT");
  }

  /** Kills workerd as a crash would, and keeps it from being started again until `recover`. */
  crash() {
    this.#stopped = true;
    process.kill(this.#child.pid, "SIGSTOP");
    process.kill(this.pid, "SIGKILL");
  }

  /** Lets `serve` notice the crash; returns when workerd answers again. */
  async recover() {
    process.kill(this.#child.pid, "SIGCONT");
    this.#stopped = false;
    this.pid = (await this.#event("restarted", 60_000)).pid;
  }

  /** Undoes what a failed test may have left: a frozen or crashed workerd. */
  async mend() {
    if (this.#stopped) {
      await this.recover();
    }
    this.thaw();
  }

  /** A copy of the site in `folder`, a path in the tree, under an id of its own. */
  async site(folder = "edge/sites/demo") {
    const id = `site${(this.#sites += 1)}`;
    const read = (...path) => readFile(join(ROOT, folder, ...path), "utf8");
    const settings = (await read("site.toml")).replace(/^id = ".*"$/m, `id = "${id}"`);
    const paths = (await readdir(join(ROOT, folder, "knowledge"))).filter((p) => p.endsWith(".md") || p === "synonyms.txt");
    const articles = await Promise.all(
      paths.map(async (path) => ({ path, text: await read("knowledge", path) })),
    );
    await this.#asOwner("PUT", `/v1/sites/${id}`, { settings, articles });
    return id;
  }

  /** A one-time sign-in link for an agent of `site`. */
  async invite(site, name, role = "agent") {
    const { link } = await this.#asOwner("POST", `/v1/sites/${site}/invites`, { name, role });
    return this.baton + link;
  }

  /** Gives `site` a secret. */
  async secret(site, name, value) {
    await this.#asOwner("PUT", `/v1/sites/${site}/secrets/${name}`, { value });
  }

  async #asOwner(method, path, body) {
    const headers = { authorization: `Bearer ${this.adminToken}`, "content-type": "application/json" };
    const response = await fetch(this.baton + path, { method, headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }

  /** The next line of `serve` that holds `name`. */
  async #event(name, limit) {
    let timer;
    const late = new Promise((_, fail) => {
      timer = setTimeout(() => fail(new Error(`no "${name}" from serve\n${this.said()}`)), limit);
    });
    try {
      for (;;) {
        const { value, done } = await Promise.race([this.#events.next(), late]);
        if (done) throw new Error(`serve ended\n${this.said()}`);
        const event = JSON.parse(value);
        if (name in event) return event;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** The newest lines that `serve` and workerd wrote about themselves. */
  said() {
    return this.#errors.join("\n");
  }
}
