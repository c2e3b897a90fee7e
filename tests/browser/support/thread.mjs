// A thread as somebody reads it on the screen: the same component in the panel and the console, so
// both page objects read it here.

/**
 * The log below `root`, in the order of the page: `{seq, role, event, said}`. What a person or the
 * bot said is their words; an event (joined, resolved) is its line without the time of day.
 */
export function entries(root) {
  return root.locator(".log .entry[data-seq]").evaluateAll((found) =>
    found.map((entry) => ({
      seq: Number(entry.dataset.seq),
      role: entry.dataset.role,
      event: entry.querySelector(".event") !== null,
      said: [...entry.querySelectorAll(".words, .event")]
        .map((part) => {
          const copy = part.cloneNode(true);
          for (const time of copy.querySelectorAll("time")) time.remove();
          return copy.textContent.replace(/\s+/g, " ").trim();
        })
        .join(" / "),
    })),
  );
}

/** The log as lines, such as `customer: where is my order?`. */
export async function transcript(root) {
  return (await entries(root)).map(({ role, said }) => `${role}: ${said}`);
}

/** What people said, without the bot, events and bridge lines: the part nothing may be lost from. */
export async function spoken(root) {
  const people = (await entries(root)).filter(
    ({ role, event }) => !event && (role === "customer" || role === "agent"),
  );
  return people.map(({ role, said }) => `${role}: ${said}`);
}

/** Messages that are not in the log yet, oldest first: `{said, delivery}`. */
export function pending(root) {
  return root.locator(".log .entry[data-delivery]").evaluateAll((found) =>
    found.map((entry) => ({
      said: entry.querySelector(".words").textContent.trim(),
      delivery: entry.dataset.delivery,
    })),
  );
}
