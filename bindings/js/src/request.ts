// A request, told to the core.

import type { Instance } from "./instance.js";

/**
 * The fields of a request by their names on the wire, whoever they come from. A member that is no string counts as not given,
 * a list as given more than once.
 */
export interface Fields {
  readonly id?: unknown;
  readonly cid?: unknown;
  readonly pc?: unknown;
  readonly expiry?: unknown;
  readonly expiry_time?: unknown;
  readonly signature?: unknown;
}

/** A URL or request target, or the fields. */
export type Request = string | URL | Fields;

/** The four strings, and nothing else. */
export interface FourStrings {
  readonly id: string;
  readonly pc: string;
  readonly expiry: string;
  readonly signature: string;
}

/**
 * What the core is asked, of values that nobody can change meanwhile: a URL, or four strings. What is neither is put as a
 * query, so that the core says what it means that a field is missing, or there twice.
 */
export function question(request: Request): string | FourStrings {
  if (typeof request === "string") {
    return request;
  }
  if (typeof request !== "object" || request === null) {
    throw new TypeError(
      `request: expected a URL or an object of fields, found ${request === null ? "null" : typeof request}`,
    );
  }
  if (request instanceof URL) {
    return request.href;
  }
  const { id, pc, expiry, signature } = request;
  const areStrings =
    typeof id === "string" && typeof pc === "string" && typeof expiry === "string" && typeof signature === "string";
  return areStrings && Object.keys(request).length === 4 ? { id, pc, expiry, signature } : asQuery(request);
}

/** Asks the core: the number of its code. */
export function ask(instance: Instance, question: string | FourStrings, now: number): number {
  const { exports } = instance;
  if (typeof question === "string") {
    return exports.verify_url(instance.write(question), now);
  }
  const { id, pc, expiry, signature } = question;
  const texts = id + pc + expiry + signature;
  if (instance.write(texts) === texts.length) {
    return exports.verify_fields(id.length, pc.length, expiry.length, signature.length, now);
  }
  // A character has several bytes, and no field may have it: which has, the core says.
  return exports.verify_url(instance.write(asQuery(question)), now);
}

/** Of fields that are not just the four strings: the core says what that means. */
function asQuery(fields: Fields): string {
  const pairs = Object.entries(fields).flatMap(([name, value]) => {
    const pair = (text: string): string => `${encoded(name)}=${encoded(text)}`;
    if (Array.isArray(value)) {
      return [pair(""), pair("")];
    }
    return typeof value === "string" ? [pair(value)] : [];
  });
  return `?${pairs.join("&")}`;
}

/** Half a character has no bytes, and is replaced as everywhere. */
function encoded(text: string): string {
  const halves = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
  return encodeURIComponent(text.replace(halves, "\uFFFD"));
}
