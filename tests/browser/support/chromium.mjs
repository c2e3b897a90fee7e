// The browser: Debian's Chromium or the one that BATON_CHROMIUM names, driven by playwright-core.
// Both libraries come from `edge/node_modules`, where the developer's tools are pinned.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../../edge/package.json", import.meta.url));
const { chromium } = require("playwright-core");

/** axe-core's source, to be run inside a page. */
export const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** A browser without windows. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.BATON_CHROMIUM ?? "/usr/bin/chromium",
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-gpu",
      "--disable-quic",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}
