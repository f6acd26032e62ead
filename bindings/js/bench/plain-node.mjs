// The same job in plain Node: the fields of a URL, a pattern for each, one SHA-1, and a comparison in constant time. It takes the
// current key and an expiry as received, no more. The fields are found as Node's own parser of URLs finds them, or by hand, by
// one pass over the query.

import * as crypto from "node:crypto";

const { createHash, hash, timingSafeEqual } = crypto;

const TOKEN = /^[\x21\x22\x24-\x7e]+$/;
const EXPIRY = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})(?:Z|\+0000)$/;
const SIGNATURE = /^[0-9a-f]{40}$/;

/** The two ways to a digest: that which each Node has, and the faster one of Node 20.12 and later. */
export const SHA1 = {
  createHash: (text) => createHash("sha1").update(text).digest(),
  ...(hash && { hash: (text) => hash("sha1", text, "buffer") }),
};

const denied = (code, field) => ({ authorized: false, code, field });

/** A value of a query, decoded. An empty text, which is malformed, where the field was there before. */
function decoded(before, parameter, equals) {
  const value = before === undefined ? parameter.slice(equals + 1) : "";
  return value.includes("%") ? decodeURIComponent(value) : value;
}

function fieldsOf(url) {
  let id, pc, expiry, signature;
  const start = url.indexOf("?") + 1;
  for (const parameter of start ? url.slice(start).split("&") : []) {
    const equals = parameter.indexOf("=");
    switch (parameter.slice(0, equals)) {
      case "id":
        id = decoded(id, parameter, equals);
        break;
      case "pc":
        pc = decoded(pc, parameter, equals);
        break;
      case "expiry":
        expiry = decoded(expiry, parameter, equals);
        break;
      case "signature":
        signature = decoded(signature, parameter, equals);
        break;
    }
  }
  return { id, pc, expiry, signature };
}

/** By Node's own parser. In a query a plus is a space to it, and in an expiry it is none. */
function parsedFieldsOf(url) {
  const { searchParams } = new URL(url, "http://localhost");
  const [id, pc, expiry, signature] = ["id", "pc", "expiry", "signature"].map((name) => {
    const values = searchParams.getAll(name);
    return values.length === 1 ? values[0] : undefined;
  });
  return { id, pc, expiry: expiry?.replace(" ", "+"), signature };
}

export function verifyUrl(sha1, key, url, now) {
  return verifyFields(sha1, key, fieldsOf(url), now);
}

export function verifyParsedUrl(sha1, key, url, now) {
  return verifyFields(sha1, key, parsedFieldsOf(url), now);
}

export function verifyFields(sha1, key, { id, pc, expiry, signature }, now) {
  if (id === undefined || id.length > 64 || !TOKEN.test(id)) {
    return denied("malformed", "id");
  }
  if (pc === undefined || pc.length > 50 || !TOKEN.test(pc)) {
    return denied("malformed", "pc");
  }
  const parts = expiry === undefined ? null : EXPIRY.exec(expiry);
  if (!parts) {
    return denied("malformed", "expiry");
  }
  const [, year, month, day, hour, minute, second, millis] = parts;
  const isJava = expiry.length === 28 && +millis === +second;
  const expiresAt = new Date(Date.UTC(+year, month - 1, +day, +hour, +minute, +second, isJava ? 0 : +millis));
  // A day that does not exist becomes another.
  if (
    expiresAt.getUTCDate() !== +day ||
    expiresAt.getUTCMonth() !== month - 1 ||
    +hour > 23 ||
    +minute > 59 ||
    +second > 59
  ) {
    return denied("malformed", "expiry");
  }
  if (signature === undefined || !SIGNATURE.test(signature)) {
    return denied("malformed", "signature");
  }
  if (expiresAt.getTime() < now) {
    return denied("expired");
  }
  if (!timingSafeEqual(sha1(`${id}#${pc}#${key}#${expiry}`), Buffer.from(signature, "hex"))) {
    return denied("signature-mismatch");
  }
  return { authorized: true, id, product: pc, expiresAt, key: 0 };
}
