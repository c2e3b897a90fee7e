# The Worker's real entry over a core that crashes on request.

using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "crash", worker = .crashWorker),
    (name = "data", disk = (path = "data", writable = true, allowDotfiles = false)),
  ],
  sockets = [
    (name = "http", address = "127.0.0.1:8790", http = (), service = "crash"),
  ],
);

const crashWorker :Workerd.Worker = (
  modules = [
    (name = "entry.js", esModule = embed "../../edge/entry.js"),
    (name = "baton-core", esModule = embed "core.js"),
  ],
  compatibilityDate = "2026-04-01",
  bindings = [(name = "THREADS", durableObjectNamespace = "ThreadDo")],
  durableObjectNamespaces = [
    (className = "ThreadDo", uniqueKey = "thread", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "data"),
);
