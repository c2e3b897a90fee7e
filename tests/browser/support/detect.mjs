// The trigger engine as it runs natively: `cargo xtask detect`, JSON lines in and out.

import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** What the engine finds in each of the customer's `turns`: `{role, text, confidence?}`, one thread. */
export async function detect(turns) {
  const built = process.env.BATON_XTASK;
  const [program, ...first] = built ? [built] : ["cargo", "xtask"];
  const child = spawn(program, [...first, "detect"], { cwd: ROOT, stdio: ["pipe", "pipe", "inherit"] });
  const lines = turns.map((turn, at) => JSON.stringify({ id: at + 1, dialogue_id: "thread", ...turn }));
  child.stdin.end(`${lines.join("\n")}\n`);
  const found = await text(child.stdout);
  return found.trim().split("\n").map((line) => JSON.parse(line));
}
