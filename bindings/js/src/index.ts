// What the package has for whoever verifies.

export { DeniedError } from "./denied-error.js";
export type { Fields } from "./request.js";
export type { ExpiryEncoding, Key, KeyText, Options } from "./settings.js";
export type { Authorization, Denial, DenialCode, FieldName, Verdict } from "./verdict.js";
export { Verifier } from "./verifier.js";
