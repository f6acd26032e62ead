// What an App uses of its page or process, unless it is given something else.

import type { Clock, KeyValueStorage } from "./options.js";
import { safely } from "./safely.js";

export const ownClock: Clock = {
  now: () => Date.now(),
  monotonic: () => Math.floor(performance.now()),
  setTimeout: (call, delay) => setTimeout(call, delay),
  clearTimeout: (timer) => clearTimeout(timer as number),
};

/** Looked up for each request, since a page may replace it. */
export const ownFetch: typeof fetch = (input, init) => fetch(input, init);

const values = new Map<string, string>();

/** That of the page, which its tabs share; in memory where there is none, or none that may be used. */
export const ownStorage: KeyValueStorage = safely(() => window.localStorage) || {
  getItem: (key) => values.get(key) || null,
  setItem: (key, value) => values.set(key, value),
  removeItem: (key) => values.delete(key),
};
