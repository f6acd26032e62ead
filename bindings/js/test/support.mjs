// A server's key, and what the Store signs with it.

import { createHash } from "node:crypto";
import { KEY, PRODUCT } from "./platforms/key.mjs";

export { KEY, PRODUCT };
export const OTHER_KEY = "0b9d2f1f9a4d0e6c5b7a8e3c1d2f4a6b8c0e1f3a";

export const HOUR = 3_600_000;

/** Known by heart: authorized at `MORNING`, until `EXPIRY`. */
export const FIELDS = {
  id: "XU4XHT8XQDWK",
  pc: PRODUCT,
  expiry: "2016-04-26T08:17:59.059+0000",
  signature: "16be1703017fd1001fe63465e50523982f10b0ca",
};
export const MORNING = Date.UTC(2016, 3, 26, 8);
export const EXPIRY = new Date("2016-04-26T08:17:59Z");

export const target = (fields = FIELDS) => `/feed?${new URLSearchParams(fields)}`;

/** What the Store would sign for somebody until an instant, an hour from now unless told. */
export function signed({ id = FIELDS.id, pc = PRODUCT, key = KEY, until = Date.now() + HOUR } = {}) {
  const expiry = new Date(until).toISOString();
  const signature = createHash("sha1").update([id, pc, key, expiry].join("#")).digest("hex");
  return { id, pc, expiry, signature };
}
