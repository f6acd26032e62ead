// Test vectors: what a verifier is made of for each, and its verdict as they write it.

import { readFileSync } from "node:fs";
import { Verifier } from "store-auth";

const SECOND = 1000;

export function readVectors(name) {
  return JSON.parse(readFileSync(new URL(`../../../tests/vectors/${name}.json`, import.meta.url), "utf8"));
}

/** A verifier for a group, or for a request that stands alone. */
export function verifierOf({ serverKeys, policy }) {
  const { leewaySeconds, maxLifetimeSeconds, products, expiryEncoding } = policy;
  return new Verifier({
    keys: serverKeys.map(({ key, acceptUntil }) => ({
      key,
      ...(acceptUntil !== null && { acceptUntil: new Date(acceptUntil) }),
    })),
    leeway: leewaySeconds * SECOND,
    ...(maxLifetimeSeconds !== null && { maxLifetime: maxLifetimeSeconds * SECOND }),
    ...(products !== null && { products }),
    expiryEncoding,
    onWarning() {},
  });
}

/** A verdict with the members that vectors have. */
export function asVectorsHaveIt(verdict) {
  return verdict.authorized
    ? {
        result: "authorized",
        reason: null,
        field: null,
        key: verdict.key,
        expiresAt: verdict.expiresAt.toISOString(),
      }
    : { result: "denied", reason: verdict.code, field: verdict.field ?? null, key: null, expiresAt: null };
}
