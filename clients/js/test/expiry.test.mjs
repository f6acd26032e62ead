// Which texts are an expiry, and which instant each means, by what an App is told when the Store sends them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreAuth } from "../dist/index.js";
import { PRODUCT, TestStorage } from "./support.mjs";

/** Until when an App is authorized by an expiry; null where it is none. */
async function untilBy(expiry) {
  const auth = new StoreAuth({
    store: "https://store.example/",
    id: "DISPLAY1",
    productCode: PRODUCT,
    storage: new TestStorage(),
    clock: { now: () => Date.parse("0000-01-01T00:00:00Z"), monotonic: () => 0, setTimeout() {}, clearTimeout() {} },
    fetch: async () => new Response(JSON.stringify({ authorized: true, expiry })),
  });
  const { name, until, reason } = await auth.authorize();
  assert.equal(reason, name === "authorized" ? null : "answer");
  return until;
}

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The same by the grammar, part for part. */
function untilByGrammar(text) {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})(Z|\+0000)$/.exec(text);
  if (!parts || text.endsWith("\n")) {
    return null;
  }
  const [year, month, day, hour, minute, second, millisecond] = parts.slice(1, 8).map(Number);
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (
    month < 1 ||
    month > 12 ||
    day < 1 ||
    day > LENGTHS[month - 1] + leap ||
    hour > 23 ||
    minute > 59 ||
    second > 59
  ) {
    return null;
  }
  const isJava = parts[8] === "+0000" && second === millisecond;
  // `Date.UTC` takes years below 100 for those of another century.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.setUTCHours(hour, minute, second, isJava ? 0 : millisecond);
}

const EXPIRIES = ["2016-04-26T08:17:59.059+0000", "2014-03-27T18:25:43.511Z", "2024-02-29T23:59:09.009Z"];
const CHARACTERS = ["0", "5", "9", "+", "Z", " ", "\n", "٣"];

for (const expiry of EXPIRIES) {
  test(`of the texts beside ${expiry} those are an expiry that the grammar says`, async () => {
    const beside = new Set([expiry]);
    for (let at = 0; at <= expiry.length; at++) {
      const [before, after] = [expiry.slice(0, at), expiry.slice(at)];
      beside.add(before + after.slice(1));
      for (const character of CHARACTERS) {
        beside.add(before + character + after);
        beside.add(before + character + after.slice(1));
      }
    }
    for (const text of beside) {
      assert.equal(await untilBy(text), untilByGrammar(text), JSON.stringify(text));
    }
  });
}

const DAYS = [1900, 2000, 2023, 2024].flatMap((year) =>
  Array.from({ length: 14 }, (_, month) => [28, 29, 30, 31, 32, 0].map((day) => [year, month, day])).flat(),
);

test("an expiry has a day that there is", async () => {
  for (const [year, month, day] of DAYS) {
    const text = `${year}-${`${month}`.padStart(2, "0")}-${`${day}`.padStart(2, "0")}T08:17:59.060Z`;
    assert.equal(await untilBy(text), untilByGrammar(text), text);
  }
});

for (const value of [undefined, null, 1_461_658_679_000, [EXPIRIES[0]], { expiry: EXPIRIES[0] }]) {
  test(`${JSON.stringify(value)} is no expiry`, async () => assert.equal(await untilBy(value), null));
}
