import type { Outcome } from "./outcome.js";
import type { Settings } from "./settings.js";

/** One ask. It ends once: with what came of it, by the time-out, or cut off. */
export interface Ask {
  /** Resolves when it has ended, however. */
  _done: Promise<void>;
  _cut(): void;
}

/** `exchange` gives null where there was no need to ask; `ended` is called unless the ask is cut off. */
export function createAsk(
  { clock, timeout }: Settings,
  exchange: (signal: AbortSignal) => Promise<Outcome | null>,
  ended: (outcome: Outcome | null) => void,
): Ask {
  const abort = new AbortController();
  const { signal } = abort;
  let cut!: () => void;
  const done = new Promise<void>((resolve) => {
    cut = () => {
      clock.clearTimeout(timer);
      abort.abort();
      resolve();
    };
  });
  const end = (outcome: Outcome | null) => {
    if (!signal.aborted) {
      cut();
      ended(outcome);
    }
  };
  const timer = clock.setTimeout(() => end({ failure: "timeout" }), timeout);
  exchange(signal).then(end);
  return { _done: done, _cut: cut };
}
