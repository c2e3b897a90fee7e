// Waiting for a condition instead of a while: looks again until what is seen is as it should be.

/** Longest wait, in milliseconds. */
const LIMIT_MS = 15_000;
/** Between two looks, in milliseconds. */
const STEP_MS = 40;

/**
 * Looks until `check(await look())` no longer throws; returns what was seen then. What is looked at
 * may be drawn anew meanwhile, so a look may fail, too. After `limit` milliseconds, throws what was
 * thrown last.
 */
export async function eventually(look, check, limit = LIMIT_MS) {
  const deadline = performance.now() + limit;
  for (;;) {
    try {
      const seen = await look();
      check(seen);
      return seen;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await new Promise((again) => setTimeout(again, STEP_MS));
  }
}

/**
 * Looks for `during` milliseconds and throws as soon as `check` does: for what must not happen. The
 * only wait that always takes its time; give it the time in which the thing would have happened.
 */
export async function always(look, check, during) {
  const deadline = performance.now() + during;
  do {
    check(await look());
    await new Promise((again) => setTimeout(again, STEP_MS));
  } while (performance.now() < deadline);
}
