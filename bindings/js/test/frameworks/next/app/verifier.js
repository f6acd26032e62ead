// Who may ask for the feed, and how often somebody did.

import { Verifier } from "store-auth";
import { KEY, PRODUCT } from "../../../platforms/key.mjs";

export const verifier = new Verifier({ keys: KEY, products: [PRODUCT] });

/** Routes may be built apart, and share what is global. */
globalThis.feedCount ??= { calls: 0 };

export const count = globalThis.feedCount;
