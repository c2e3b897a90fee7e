// What axe-core finds wrong with a page for those who don't see it, or use no pointer.

import { AXE } from "./chromium.mjs";

/** Serious and critical violations in `frame`, each with the elements it concerns. */
export async function faults(frame) {
  // What is still fading in has the contrast of the moment. A countdown runs for longer, and fades
  // nothing.
  await frame.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((animation) => animation.effect.getComputedTiming().endTime < 5_000)
        .map((animation) => animation.finished.catch(() => {})),
    ),
  );
  await frame.evaluate(AXE);
  const { violations } = await frame.evaluate(() =>
    axe.run({
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      resultTypes: ["violations"],
    }),
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target, any }) => `${target.join(" ")} (${any[0]?.message ?? ""})`).join("; ")}`);
}
