// Questions: every mistake of the explainer's tests, and every vector.

import { readFileSync } from "node:fs";
import { hex, NOW } from "./samples.mjs";

const read = (path) => JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8"));

const key = (text, acceptUntil) => ({ hex: hex(text), acceptUntil });

/** As `crates/explain/tests/cases` makes them. */
export function mistakes() {
  const { values, cases } = read("crates/explain/tests/mistakes/cases.json");
  return cases.map((one) => ({
    text: one.request,
    now: one.now ?? NOW,
    keys: [key(values.KEY), ...(one.previous ?? []).map((text) => key(text, "2016-01-01T00:00:00.000Z"))],
    retiredKeys: (one.retired ?? []).map((text) => key(text)),
    otherServers: Object.entries(one.otherServers ?? {}).map(([id, text]) => ({ id, key: key(text) })),
    otherId: one.otherId,
    policy: {
      expiryEncoding: one.encoding ?? "either",
      maxLifetimeMs: one.maxLifetimeSeconds === undefined ? null : one.maxLifetimeSeconds * 1000,
      products: one.products ?? null,
    },
  }));
}

/** As JSON, since values of vectors have any letters. */
export function vectors(name) {
  return read(`tests/vectors/${name}.json`).testGroups.flatMap(({ now, serverKeys, policy, tests }) =>
    tests.map(({ id, pc, expiry, signature }) => ({
      text: JSON.stringify({ id, pc, expiry, signature }),
      now,
      at: now,
      keys: serverKeys.map((one) => key(one.key, one.acceptUntil ?? undefined)),
      policy: {
        expiryEncoding: policy.expiryEncoding,
        leewayMs: policy.leewaySeconds * 1000,
        maxLifetimeMs: policy.maxLifetimeSeconds === null ? null : policy.maxLifetimeSeconds * 1000,
        products: policy.products,
      },
    })),
  );
}
