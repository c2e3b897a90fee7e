# Baton on one machine: the same bundle that runs on Cloudflare, on plain workerd with two folders.
# `--directory-path data=…` and `--directory-path public=…` say where those are.

using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "baton", worker = .batonWorker),
    # Language models and webhooks that the sites' owners name; on this machine and beyond.
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
    (name = "data", disk = (path = "data", writable = true, allowDotfiles = false)),
    (name = "public", disk = (path = "public")),
  ],
  sockets = [
    (name = "http", address = "127.0.0.1:8787", http = (), service = "baton"),
  ],
);

const batonWorker :Workerd.Worker = (
  modules = [
    (name = "index.js", esModule = embed "build/index.js"),
    (name = "index.wasm", wasm = embed "build/index.wasm"),
  ],
  compatibilityDate = "2026-04-01",
  bindings = [
    (name = "ASSETS", service = "public"),
    (name = "THREADS", durableObjectNamespace = "ThreadDo"),
    (name = "DESKS", durableObjectNamespace = "DeskDo"),
    # Signs visitor tokens and agent sessions.
    (name = "BATON_SECRET", fromEnvironment = "BATON_SECRET"),
    # What an owner presents to set up sites.
    (name = "BATON_ADMIN_TOKEN", fromEnvironment = "BATON_ADMIN_TOKEN"),
    # "1" opens the routes that fill a thread for measurements; absent everywhere else.
    (name = "BATON_BENCH", fromEnvironment = "BATON_BENCH"),
  ],
  durableObjectNamespaces = [
    (className = "ThreadDo", uniqueKey = "baton-thread", enableSql = true),
    (className = "DeskDo", uniqueKey = "baton-desk", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "data"),
);
