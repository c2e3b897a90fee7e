// What axe-core finds wrong with a page for those who don't see it, or use no pointer.

import { AXE } from "./chromium.mjs";

/** Waits until nothing in `frame` fades or moves any more. A countdown runs for longer, and does neither. */
export function settled(frame) {
  return frame.evaluate(async () => {
    const brief = ({ effect }) => effect.getComputedTiming().endTime < 5_000;
    const running = document.getAnimations().filter(brief);
    await Promise.all(running.map((animation) => animation.finished.catch(() => {})));
  });
}

/** Serious and critical violations in `frame`, each with the elements it concerns. */
export async function faults(frame) {
  // What is still fading in has the contrast of the moment.
  await settled(frame);
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
