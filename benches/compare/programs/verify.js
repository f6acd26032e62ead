// The scheme in Node: crypto and Date. Prints JSON: blocks, and nanoseconds for a request.
"use strict";

const crypto = require("node:crypto");
const fs = require("node:fs");

// Of 64 requests each: 204,800. Ten chunks more go before, to warm up.
const [WARM_UP, CHUNKS, PASSES] = [10, 40, 80];

function letsIn(key, [id, productCode, expiry, signature]) {
  const digest = crypto.hash("sha1", `${id}#${productCode}#${key}#${expiry}`, "buffer");
  const sent = Buffer.from(signature, "hex");
  // Of a text that is no date this is not a number, with which no comparison is true.
  return sent.length === digest.length && crypto.timingSafeEqual(sent, digest) && Date.now() <= Date.parse(expiry);
}

function check(holds, message) {
  if (!holds) {
    console.error(`verify.js: ${message}`);
    process.exit(1);
  }
}

function measure({ key, authorized, denied }) {
  check(authorized.every((request) => letsIn(key, request)), "an authorized request is denied");
  check(denied.length && !denied.some((request) => letsIn(key, request)), "a request is let in that must not be");
  let least = Infinity;
  for (let chunk = 0; chunk < WARM_UP + CHUNKS; chunk++) {
    const start = process.hrtime.bigint();
    let count = 0;
    for (let pass = 0; pass < PASSES; pass++) {
      for (const request of authorized) count += letsIn(key, request);
    }
    least = Math.min(least, Number(process.hrtime.bigint() - start) / count);
    check(count === PASSES * authorized.length, "an authorized request is denied");
  }
  return least;
}

const groups = [];
for (const line of fs.readFileSync(0, "utf8").trimEnd().split("\n")) {
  const [verdict, ...fields] = line.split("\t");
  if (verdict === "key") groups.push({ blocks: fields[0], key: fields[1], authorized: [], denied: [] });
  else groups.at(-1)[verdict].push(fields);
}
console.log(JSON.stringify(Object.fromEntries(groups.map((group) => [group.blocks, measure(group)]))));
