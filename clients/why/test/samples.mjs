// A request as the Store signs it, and the same with a mistake.

export const KEY = "e4232e0620f9290025cb3783768c9c8c4686078c";
export const OTHER_KEY = "714560c2714b9be1c683bf9ad55c51accf1f2ae9";
const ID = "XU4XHT8XQDWK";
const PRODUCT = "b5d78da0853d97e2ec28feb5e31b9953d9c72420";
export const EXPIRY = "2016-04-26T08:17:59.059+0000";
export const SIGNATURE = "16be1703017fd1001fe63465e50523982f10b0ca";

/** An hour before the expiry. */
export const NOW = "2016-04-26T07:17:59Z";

/** By `echo "$id#$pc#$key#$expiry" | sha1sum`. */
export const OVER_A_LINE = "4888d2784c156b643baca20483e8ee131652904a";

export const query = (signature = SIGNATURE) => `id=${ID}&pc=${PRODUCT}&expiry=${EXPIRY}&signature=${signature}`;
export const url = (signature) => `https://data.example/feed?${query(signature)}`;

export const hex = (text) => Buffer.from(text).toString("hex");
