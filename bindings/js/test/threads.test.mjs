// Each thread has a verifier of its own, and all say the same.

import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";

const THREADS = 16;

/** All vectors, in the thread. */
const work = `
  import { parentPort } from "node:worker_threads";
  import { asVectorsHaveIt, readVectors, verifierOf } from ${JSON.stringify(new URL("./vectors.mjs", import.meta.url))};
  let right = 0;
  for (const group of readVectors("conformance").testGroups) {
    const verifier = verifierOf(group);
    for (const { id, pc, expiry, signature, ...test } of group.tests) {
      const verdict = asVectorsHaveIt(verifier.verify({ id, pc, expiry, signature }, new Date(group.now)));
      right += Object.entries(verdict).every(([name, value]) => test[name] === value) ? 1 : 0;
    }
  }
  parentPort.postMessage(right);
`;

test("sixteen threads at once judge all vectors rightly", async () => {
  const url = new URL(`data:text/javascript,${encodeURIComponent(work)}`);
  const workers = Array.from({ length: THREADS }, () => new Worker(url));
  const right = await Promise.all(workers.map((worker) => once(worker, "message")));
  assert.deepEqual(right.flat(), Array(THREADS).fill(930));
});
