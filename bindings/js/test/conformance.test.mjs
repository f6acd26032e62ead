// The vectors, from each kind of request that a verifier takes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asVectorsHaveIt, readVectors, verifierOf } from "./vectors.mjs";

/** Any character may be in a field. */
const query = (fields) =>
  Object.entries(fields)
    .map(([name, text]) => `${name}=${encodeURIComponent(text)}`)
    .join("&");

const requests = {
  "four strings": (fields) => fields,
  "fields among others": (fields) => ({ ...fields, page: "1" }),
  "a request target": (fields) => `/feed?${query(fields)}`,
  "a URL": (fields) => new URL(`https://data.example/feed?${query(fields)}`),
};

for (const [name, count] of [
  ["conformance", 930],
  ["additional", 3000],
]) {
  for (const [kind, requestOf] of Object.entries(requests)) {
    test(`every verdict on ${kind} is that of the ${name} vectors`, () => {
      let tests = 0;
      for (const group of readVectors(name).testGroups) {
        const verifier = verifierOf(group);
        for (const { id, pc, expiry, signature, ...test } of group.tests) {
          const verdict = verifier.verify(requestOf({ id, pc, expiry, signature }), new Date(group.now));
          const { result, reason, field, key, expiresAt } = test;
          const expected = { result, reason, field, key, expiresAt };
          assert.deepEqual(asVectorsHaveIt(verdict), expected, `tcId ${test.tcId}: ${test.comment}`);
          if (verdict.authorized) {
            assert.deepEqual([verdict.id, verdict.product], [id, pc]);
          }
          tests += 1;
        }
      }
      assert.equal(tests, count);
    });
  }
}
