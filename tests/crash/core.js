// A core that crashes when asked, in the ways the real one can: its panic hook sets the flag on the
// way down, then the instance traps, and whatever was running in it never settles. The real core
// offers no way to make it panic, which is as it should be.

const flags = { criticalError: false };
export const __worker_init_state = () => flags;
export const __wbg_reset_state = () => {};

function panic() {
  flags.criticalError = true;
  throw new WebAssembly.RuntimeError("unreachable");
}

/** As a future that is polled on a turn of its own: what it throws reaches no caller. */
const later = (ms, work) => new Promise((resolve) => setTimeout(() => resolve(work()), ms));

export class ThreadDo {
  constructor(ctx) {
    this.ctx = ctx;
    this.calls = 0;
    this.waiting = 0;
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS entry (n INTEGER)");
  }

  #write() {
    this.ctx.storage.sql.exec("INSERT INTO entry VALUES (1)");
  }

  async fetch(request) {
    this.calls += 1;
    switch (new URL(request.url).searchParams.get("do")) {
      case "write":
        this.#write();
        break;
      case "write-panic":
        this.#write();
        panic();
        break;
      case "panic-later":
        await later(20, panic);
        break;
      case "trap":
        throw new WebAssembly.RuntimeError("out of bounds");
      case "wait":
        // Longer than any test: only a crash can end it.
        this.waiting += 1;
        await later(3_600_000, () => {});
        break;
      case "socket": {
        const { 0: client, 1: server } = new WebSocketPair();
        this.ctx.acceptWebSocket(server);
        const headers = { "sec-websocket-protocol": "baton.v3" };
        return new Response(null, { status: 101, webSocket: client, headers });
      }
    }
    const { rows } = this.ctx.storage.sql.exec("SELECT count(*) AS rows FROM entry").one();
    return Response.json({ calls: this.calls, waiting: this.waiting, rows });
  }

  webSocketMessage(socket, message) {
    if (message === "write-panic") {
      this.#write();
      socket.send("acknowledged");
      panic();
    }
    socket.send(message);
  }
}

export class DeskDo {}

/** `/health`, or `/{object}?do={what}`. */
export function fetch(request, env) {
  const name = new URL(request.url).pathname.slice(1);
  if (name === "health") return new Response("ok");
  if (name === "panic") panic();
  return env.THREADS.get(env.THREADS.idFromName(name)).fetch(request);
}
