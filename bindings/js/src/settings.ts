// What a verifier is made of, checked as far as it is JavaScript's, and told to the core.

import type { Instance } from "./instance.js";
import { instant, lengthOfTime } from "./time.js";

/** A server key: its text, its bytes, or what reads them, which is called once and whose bytes are wiped after that. */
export type KeyText = string | Uint8Array | (() => Uint8Array);

/** A server key that is accepted until and at an instant. Without one, it is accepted for good. */
export interface Key {
  readonly key: KeyText;
  readonly acceptUntil?: Date | number | undefined;
  /** What it is called in messages. */
  readonly name?: string | undefined;
}

/** Which text of the expiry a signature may cover. */
export type ExpiryEncoding = "as-received" | "java-sample" | "either";

export interface Options {
  /** The server's keys, the current one first. */
  readonly keys: KeyText | Key | readonly (KeyText | Key)[];
  /** How many milliseconds after its expiry a request is still let in. None unless given. */
  readonly leeway?: number | undefined;
  /** How many milliseconds before its expiry, at the most, a request is let in. Any unless given. */
  readonly maxLifetime?: number | undefined;
  /** The product codes that are served. All unless given; with an empty list, nobody is let in. */
  readonly products?: readonly string[] | undefined;
  /** Which text of the expiry a signature may cover. `either` unless given. */
  readonly expiryEncoding?: ExpiryEncoding | undefined;
  /** Is told of a key that is easy to guess or most likely not alone. Unless given, warnings go where the platform's go. */
  readonly onWarning?: ((warning: string) => void) | undefined;
}

const OPTIONS = ["keys", "leeway", "maxLifetime", "products", "expiryEncoding", "onWarning"];
const OF_A_KEY = ["key", "acceptUntil", "name"];

/** Makes an instance a verifier by these options. */
export function settle(instance: Instance, options: Options): void {
  knowAll("options", options, OPTIONS);
  const { keys, leeway, maxLifetime, products, expiryEncoding, onWarning = warn } = options;
  if (typeof onWarning !== "function") {
    throw new TypeError(`onWarning: expected a function, found ${kind(onWarning)}`);
  }
  const { exports } = instance;
  const tell = (isTaken: number, who = ""): void => {
    const words = instance.words();
    if (!isTaken) {
      throw new TypeError(who + words);
    }
    for (const warning of words ? words.split("\n") : []) {
      onWarning(who + warning);
    }
  };

  const list: readonly (KeyText | Key)[] = Array.isArray(keys) ? keys : [keys as KeyText | Key];
  list.forEach((each, number) => {
    addKey(instance, each, `keys[${number}]`, tell);
  });
  if (leeway !== undefined) {
    tell(exports.set_leeway(lengthOfTime("leeway", leeway)));
  }
  if (maxLifetime !== undefined) {
    tell(exports.set_max_lifetime(lengthOfTime("maxLifetime", maxLifetime)));
  }
  if (products !== undefined) {
    if (!Array.isArray(products)) {
      throw new TypeError(`products: expected a list of strings, found ${kind(products)}`);
    }
    products.forEach((code: unknown, number) => {
      tell(exports.add_product(instance.write(string(`products[${number}]`, code))));
    });
    tell(exports.set_products());
  }
  if (expiryEncoding !== undefined) {
    tell(exports.set_expiry_encoding(instance.write(string("expiryEncoding", expiryEncoding))));
  }
  if (!exports.finish()) {
    throw new TypeError(`keys: ${instance.words()}`);
  }
}

function addKey(
  instance: Instance,
  each: KeyText | Key,
  place: string,
  tell: (taken: number, who: string) => void,
): void {
  const isText = typeof each === "string" || typeof each === "function" || each instanceof Uint8Array;
  if (!isText) {
    knowAll(place, each, OF_A_KEY);
  }
  const { key, acceptUntil, name = place }: Key = isText ? { key: each } : each;
  const until = acceptUntil === undefined ? undefined : instant(`${place}.acceptUntil`, acceptUntil);
  const { exports } = instance;
  const length = writeKey(instance, key, place);
  tell(until === undefined ? exports.add_key(length) : exports.add_key_until(length, until), `${name}: `);
}

function writeKey(instance: Instance, key: unknown, place: string): number {
  if (typeof key === "string") {
    return instance.write(key);
  }
  const bytes: unknown = typeof key === "function" ? key() : key;
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(`${place}: expected a string, a Uint8Array or a function, found ${kind(bytes)}`);
  }
  try {
    return instance.writeBytes(bytes);
  } finally {
    if (typeof key === "function") {
      bytes.fill(0);
    }
  }
}

/** An option that is unknown is a mistake: it would not do what it was given for. */
function knowAll(what: string, value: unknown, known: string[]): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(`${what}: expected an object, found ${kind(value)}`);
  }
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`${what}: expected one of ${known.join(", ")}, found ${JSON.stringify(unknown)}`);
  }
}

function string(name: string, value: unknown): string {
  if (typeof value !== "string") {
    throw new TypeError(`${name}: expected a string, found ${kind(value)}`);
  }
  return value;
}

/** What a value is, without the value: it may be a secret. */
function kind(value: unknown): string {
  if (value === null) {
    return "null";
  }
  return Array.isArray(value) ? "a list" : typeof value;
}

function warn(warning: string): void {
  const { process } = globalThis as { process?: { emitWarning?: (warning: string, type: string) => void } };
  if (process?.emitWarning) {
    process.emitWarning(warning, "StoreAuthWarning");
  } else {
    console.warn(`store-auth: ${warning}`);
  }
}
