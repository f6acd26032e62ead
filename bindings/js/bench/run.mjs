// What a verdict costs in plain Node and with this package, in one run: node bench/run.mjs [ROUNDS]
//
// Both are asked in turn, a thousand times each. Of the rounds, that one counts which a tenth of them were faster than: what a busy
// machine adds, it adds to the others. Each verdict is an object, and is compared with what it should be.

import assert from "node:assert/strict";
import { Verifier } from "store-auth";
import { FIELDS, KEY, MORNING } from "../test/support.mjs";
import { verifyFields, verifyUrl } from "./plain-node.mjs";

const CALLS = 1000;
const rounds = Number(process.argv[2] ?? 400);

const verifier = new Verifier({ keys: KEY });
const url = `/feed?id=${FIELDS.id}&pc=${FIELDS.pc}&expiry=${FIELDS.expiry}&signature=${FIELDS.signature}`;
const forged = url.replace("id=X", "id=Y");

const cases = [
  ["authorized, of a URL", () => verifyUrl(KEY, url, MORNING), () => verifier.verify(url, MORNING)],
  ["authorized, of four strings", () => verifyFields(KEY, FIELDS, MORNING), () => verifier.verify(FIELDS, MORNING)],
  ["forged, of a URL", () => verifyUrl(KEY, forged, MORNING), () => verifier.verify(forged, MORNING)],
];

const tenth = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 10)];

function nanoseconds(verify) {
  const start = process.hrtime.bigint();
  for (let call = 0; call < CALLS; call += 1) {
    verify();
  }
  return Number(process.hrtime.bigint() - start) / CALLS;
}

console.log(`node ${process.version}, nanoseconds a call    plain Node   store-auth    plain to ours`);
for (const [name, plain, ours] of cases) {
  const { message, status, challenge, problem, ...verdict } = ours();
  assert.deepEqual(JSON.parse(JSON.stringify(plain())), JSON.parse(JSON.stringify(verdict)));
  for (let round = 0; round < rounds / 4; round += 1) {
    nanoseconds(plain);
    nanoseconds(ours);
  }
  const costs = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    costs[0].push(nanoseconds(plain));
    costs[1].push(nanoseconds(ours));
  }
  const [slow, fast] = costs.map(tenth);
  console.log(
    `${name.padEnd(32)}${slow.toFixed(0).padStart(18)}${fast.toFixed(0).padStart(13)}${(slow / fast).toFixed(2).padStart(17)}`,
  );
}
