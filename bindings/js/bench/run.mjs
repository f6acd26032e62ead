// What a verdict costs in plain Node and with this package, in one run: node bench/run.mjs [ROUNDS]
//
// Both are asked in turn, a thousand times each. Of the rounds, that one counts which a tenth of them were faster than: what a busy
// machine adds, it adds to the others. Each verdict is an object, and is compared with what it should be.

import assert from "node:assert/strict";
import { Verifier } from "store-auth";
import { FIELDS, KEY, MORNING } from "../test/support.mjs";
import { SHA1, verifyFields, verifyParsedUrl, verifyUrl } from "./plain-node.mjs";

const CALLS = 1000;
const rounds = Number(process.argv[2] ?? 400);

const verifier = new Verifier({ keys: KEY });
const url = `/feed?id=${FIELDS.id}&pc=${FIELDS.pc}&expiry=${FIELDS.expiry}&signature=${FIELDS.signature}`;
const forged = url.replace("id=X", "id=Y");

const ways = (verify, request) =>
  Object.entries(SHA1).map(([way, sha1]) => [`${way}, by hand`, () => verify(sha1, KEY, request, MORNING)]);
const ofUrl = (url) => [
  ...ways(verifyUrl, url),
  ["createHash, URL", () => verifyParsedUrl(SHA1.createHash, KEY, url, MORNING)],
];

const cases = [
  ["authorized, of a URL", ofUrl(url), () => verifier.verify(url, MORNING)],
  ["authorized, of four strings", ways(verifyFields, FIELDS), () => verifier.verify(FIELDS, MORNING)],
  ["forged, of a URL", ofUrl(forged), () => verifier.verify(forged, MORNING)],
];

const tenth = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 10)];

function nanoseconds(verify) {
  const start = process.hrtime.bigint();
  for (let call = 0; call < CALLS; call += 1) {
    verify();
  }
  return Number(process.hrtime.bigint() - start) / CALLS;
}

console.log(`node ${process.version}, nanoseconds a call, and plain Node's as so many times ours`);
for (const [name, plain, ours] of cases) {
  const { message, status, challenge, problem, ...verdict } = ours();
  for (const [way, verify] of plain) {
    assert.deepEqual(JSON.parse(JSON.stringify(verify())), JSON.parse(JSON.stringify(verdict)), way);
  }
  const costs = [["store-auth", ours], ...plain].map(([way, verify]) => ({ way, verify, rounds: [] }));
  for (let round = 0; round < rounds * 1.25; round += 1) {
    for (const { verify, rounds } of costs) {
      rounds.push(nanoseconds(verify));
    }
  }
  console.log(name);
  // The first rounds warm up.
  const counted = costs.map(({ way, rounds: all }) => [way, tenth(all.slice(-rounds))]);
  const [[, least]] = counted;
  for (const [way, cost] of counted) {
    console.log(`  ${way.padEnd(20)}${cost.toFixed(0).padStart(6)}${(cost / least).toFixed(2).padStart(8)}`);
  }
}
