// Answers one request of test vectors a line, as they come.

import { createInterface } from "node:readline";
import { asVectorsHaveIt, verifierOf } from "./vectors.mjs";

for await (const line of createInterface({ input: process.stdin })) {
  const { tcId, now, serverKeys, policy, id, pc, expiry, signature } = JSON.parse(line);
  const verdict = verifierOf({ serverKeys, policy }).verify({ id, pc, expiry, signature }, new Date(now));
  console.log(JSON.stringify({ tcId, ...asVectorsHaveIt(verdict) }));
}
