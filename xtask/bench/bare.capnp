# The bare Durable Object of bare.js, run as edge/workerd.capnp runs Baton.

using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "bare", worker = .bareWorker),
    (name = "data", disk = (path = "data", writable = true, allowDotfiles = false)),
  ],
  sockets = [
    (name = "http", address = "127.0.0.1:8789", http = (), service = "bare"),
  ],
);

const bareWorker :Workerd.Worker = (
  modules = [(name = "bare.js", esModule = embed "bare.js")],
  compatibilityDate = "2026-04-01",
  bindings = [(name = "THREADS", durableObjectNamespace = "BareThread")],
  durableObjectNamespaces = [
    (className = "BareThread", uniqueKey = "bare-thread", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "data"),
);
