// The least that a durable conversation costs on this runtime: what Baton is measured against.
//
// One Durable Object per thread, hibernating sockets, one table; a message is one row, acknowledged
// to its sender and sent to everybody else. No roles, no ownership, no resends, no bot. Durability
// is the runtime's own and the same as Baton's: no frame leaves before its row is on disk.

import { DurableObject } from "cloudflare:workers";

const TAIL = 50;

export class BareThread extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    this.sql = ctx.storage.sql;
    this.sql.exec("CREATE TABLE IF NOT EXISTS entry (seq INTEGER PRIMARY KEY, at INTEGER, id TEXT, text TEXT)");
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  fetch(request) {
    const url = new URL(request.url);
    if (url.pathname.endsWith("/fill")) {
      const entries = Number(url.searchParams.get("entries"));
      this.sql.exec(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
         INSERT INTO entry (at, id, text) SELECT 0, 'filled-' || i, 'Where is my parcel?' FROM n`,
        entries,
      );
      return Response.json({ entries });
    }
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    const [spoken] = request.headers.get("sec-websocket-protocol").split(",");
    const headers = { "sec-websocket-protocol": spoken };
    return new Response(null, { status: 101, webSocket: client, headers });
  }

  webSocketMessage(socket, frame) {
    const message = JSON.parse(frame);
    if (message.t === "hello") {
      const entries = this.sql.exec("SELECT * FROM entry ORDER BY seq DESC LIMIT ?", TAIL).toArray().reverse();
      socket.send(JSON.stringify({ t: "entries", entries }));
      return;
    }
    const { id, text } = message;
    const at = Date.now();
    const insert = "INSERT INTO entry (at, id, text) VALUES (?, ?, ?) RETURNING seq";
    const { seq } = this.sql.exec(insert, at, id, text).one();
    socket.send(JSON.stringify({ t: "ack", id, seq }));
    const entry = JSON.stringify({ t: "entries", entries: [{ seq, at, id, text }] });
    for (const other of this.ctx.getWebSockets()) {
      if (other !== socket) other.send(entry);
    }
  }

  webSocketClose(socket, code) {
    socket.close(code === 1006 ? 1000 : code);
  }
}

export default {
  fetch(request, env) {
    const [, thread] = new URL(request.url).pathname.split("/");
    if (thread === "health") return Response.json({ ok: true });
    return env.THREADS.get(env.THREADS.idFromName(thread)).fetch(request);
  },
};
