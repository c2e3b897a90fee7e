// The Worker's entry: hands every event to the Rust core, and keeps a panic from outliving the
// call that caused it.
//
// A panic in WebAssembly leaves the instance's memory in an unknown state, and the futures that
// were running in it never finish. So a panic is treated as what it is, a crash: every call in
// flight is rejected, every Durable Object that was in one is aborted (the runtime drops what it
// had not committed and starts it afresh), and the next event finds a new WebAssembly instance.
// Durable Objects keep no truth in memory, so nothing else is lost.

import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
import * as core from "baton-core";

/** Counts WebAssembly instances; an object built in an earlier one is built again. */
let generation = 0;
let crashed = false;

/** Rejects every call in flight in the current instance. */
const inFlight = new Set();

class Crash extends Error {}

function crash(cause) {
  crashed = true;
  const error = new Crash(`the core crashed: ${cause?.message ?? cause}`);
  for (const reject of inFlight) reject(error);
  inFlight.clear();
}

// The core's panic hook sets this flag on its way down: the one sign of every panic, also of one in
// a future that was woken by a timer, whose error reaches no caller.
Object.defineProperty(core.__worker_init_state(), "criticalError", {
  set: (critical) => critical && crash("panic"),
});

// Traps without a panic, such as memory that can't grow.
const isTrap = (error) => error instanceof WebAssembly.RuntimeError;
addEventListener("error", ({ error }) => isTrap(error) && crash(error));
addEventListener("unhandledrejection", ({ reason }) => isTrap(reason) && crash(reason));

/** Runs `call` in a sound instance; rejects with `Crash` if the instance dies before it is done. */
function guarded(call) {
  if (crashed) {
    core.__wbg_reset_state();
    crashed = false;
    generation += 1;
  }
  return new Promise((resolve, reject) => {
    inFlight.add(reject);
    const done = (value) => {
      inFlight.delete(reject);
      resolve(value);
    };
    const failed = (error) => {
      if (isTrap(error)) crash(error);
      inFlight.delete(reject);
      reject(error);
    };
    try {
      Promise.resolve(call()).then(done, failed);
    } catch (error) {
      failed(error);
    }
  });
}

export default class extends WorkerEntrypoint {
  fetch(request) {
    return guarded(() => core.fetch(request, this.env, this.ctx));
  }
}

/** A Durable Object class whose logic is the core's class of the same name. */
function durableObject(name) {
  return class extends DurableObject {
    #core;
    #generation;

    async #call(method, ...args) {
      try {
        return await guarded(() => {
          if (this.#generation !== generation) {
            this.#core = new core[name](this.ctx, this.env);
            this.#generation = generation;
          }
          return this.#core[method](...args);
        });
      } catch (error) {
        // Ends this event on the spot. Nothing that it wrote or sent leaves the object.
        if (error instanceof Crash) this.ctx.abort(error.message);
        throw error;
      }
    }

    fetch(request) {
      return this.#call("fetch", request);
    }
    alarm(info) {
      return this.#call("alarm", info);
    }
    webSocketMessage(socket, message) {
      return this.#call("webSocketMessage", socket, message);
    }
    webSocketClose(socket, code, reason, clean) {
      return this.#call("webSocketClose", socket, code, reason, clean);
    }
    webSocketError(socket, error) {
      return this.#call("webSocketError", socket, error);
    }
  };
}

export const ThreadDo = durableObject("ThreadDo");
export const DeskDo = durableObject("DeskDo");
