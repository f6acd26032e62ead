// What an App may say of itself, and what it is told when it says something else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreAuth } from "../dist/index.js";
import { PRODUCT } from "./support.mjs";

const right = { store: "https://store.example/", id: "XU4XHT8XQDWK", productCode: PRODUCT };
const make = (options) => () => new StoreAuth({ ...right, ...options });

test("the three that an App needs are enough", () => {
  assert.deepEqual(make({})().state, { name: "starting", until: null, reason: null });
});

test("every option is taken", () => {
  make({
    servers: ["RiseFinancial", "B2"],
    startTrial: false,
    renewBefore: 0,
    timeout: 1,
    jsonp: false,
    storage: { getItem() {}, setItem() {}, removeItem() {} },
    fetch: () => {},
    signal: new AbortController().signal,
    clock: { now: () => 0, monotonic: () => 0, setTimeout() {}, clearTimeout() {} },
    random: () => 0,
  })();
});

test("20 servers are taken", () => {
  make({ servers: Array.from({ length: 20 }, (_, at) => `${at}`.padEnd(50, "A")) })();
});

test("an option that is undefined or null counts as not given", () => {
  make({ cid: undefined, servers: undefined, storage: null, timeout: undefined })();
});

test("a company has a cid and no id", () => {
  make({ id: undefined, cid: "5ba51b5c-5bfd-4cf9-8b26-0dfb2c1a8b1a" })();
});

const wrong = [
  [
    "an unknown option names itself and those that there are",
    { productcode: PRODUCT },
    /^productcode: expected one of store,id,cid,/,
  ],
  ["what every object has is no option", { constructor: 1 }, /^constructor: expected one of/],
  ["a store must be given", { store: undefined }, "store: expected an http or https URL without a query"],
  ["a store is a URL", { store: "store.example" }, "store: expected an http or https URL without a query"],
  [
    "a store has no query",
    { store: "https://store.example/?a=1" },
    "store: expected an http or https URL without a query",
  ],
  [
    "a store is a text",
    { store: new URL("https://store.example") },
    "store: expected an http or https URL without a query",
  ],
  [
    "a product code must be given",
    { productCode: undefined },
    "productCode: expected 1 to 50 visible ASCII characters without #",
  ],
  [
    "a product code is not empty",
    { productCode: "" },
    "productCode: expected 1 to 50 visible ASCII characters without #",
  ],
  [
    "a product code has no space",
    { productCode: "a b" },
    "productCode: expected 1 to 50 visible ASCII characters without #",
  ],
  [
    "a product code has no #",
    { productCode: "a#b" },
    "productCode: expected 1 to 50 visible ASCII characters without #",
  ],
  ["a product code has at most 50 characters", { productCode: "a".repeat(51) }, /^productCode: expected 1 to 50/],
  ["a product code is no number", { productCode: 1 }, /^productCode: expected/],
  ["an id is not empty", { id: "" }, "id: expected 1 to 64 visible ASCII characters without #, or a function"],
  ["an id has at most 64 characters", { id: "A".repeat(65) }, /^id: expected 1 to 64/],
  ["an id is no promise", { id: Promise.resolve("A") }, /^id: expected .*, or a function$/],
  ["a cid has no #", { id: undefined, cid: "a#b" }, /^cid: expected 1 to 64/],
  ["an id and a cid are too much", { cid: "company" }, "id, cid: expected one of the two"],
  ["neither an id nor a cid is too little", { id: undefined }, "id, cid: expected one of the two"],
  ["servers are a list", { servers: "A" }, "servers: expected a list of up to 20 names of 1 to 50 letters and digits"],
  ["a server has letters and digits only", { servers: ["A", "B-C"] }, /^servers: expected a list/],
  ["a server has a name", { servers: ["A", ""] }, /^servers: expected a list/],
  ["servers are at most 20", { servers: Array(21).fill("A") }, /^servers: expected a list of up to 20/],
  ["a server has at most 50 of them", { servers: ["A".repeat(51)] }, /^servers: expected a list/],
  ["startTrial is true or false", { startTrial: "false" }, "startTrial: expected true or false"],
  ["jsonp is true or false", { jsonp: 1 }, "jsonp: expected true or false"],
  ["renewBefore is not negative", { renewBefore: -1 }, "renewBefore: expected whole milliseconds"],
  ["renewBefore is a number", { renewBefore: "1h" }, "renewBefore: expected whole milliseconds"],
  ["renewBefore is not NaN", { renewBefore: Number.NaN }, "renewBefore: expected whole milliseconds"],
  ["a timeout is not 0", { timeout: 0 }, "timeout: expected whole milliseconds"],
  ["a timeout is not more than a timer takes", { timeout: 2 ** 31 }, "timeout: expected whole milliseconds"],
  ["a storage has three functions", { storage: { getItem() {} } }, "storage: expected getItem, setItem, removeItem"],
  ["a fetch is a function", { fetch: "fetch" }, "fetch: expected a function"],
  ["a signal is one", { signal: true }, "signal: expected addEventListener"],
  ["a clock has four functions", { clock: Date }, "clock: expected now, monotonic, setTimeout, clearTimeout"],
  ["random is a function", { random: 0.5 }, "random: expected a function"],
];

for (const [name, options, message] of wrong) {
  test(name, () => assert.throws(make(options), { name: "TypeError", message }));
}

const text = (value) => ({ toString: () => value });

for (const [name, options] of [
  ["store", { store: text("string https://store.example/") }],
  ["id", { id: text("string A") }],
  ["cid", { id: undefined, cid: text("string A") }],
  ["productCode", { productCode: text("string A") }],
  ["servers", { servers: "object A" }],
  ["servers", { servers: ["A", "B-C"] }],
  ["startTrial", { startTrial: "boolean true" }],
  ["jsonp", { jsonp: "boolean true" }],
  ["renewBefore", { renewBefore: "number 1" }],
  ["renewBefore", { renewBefore: 1.5 }],
  ["timeout", { timeout: "number 1" }],
  ["timeout", { timeout: 1.5 }],
  ["fetch", { fetch: "function" }],
  ["random", { random: "function" }],
]) {
  test(`${name} is not ${JSON.stringify(Object.values(options).at(-1))}, which only has in it what it should be`, () =>
    assert.throws(make(options), { name: "TypeError", message: new RegExp(`^${name}: expected`) }));
}

for (const value of [Symbol("A"), Object.create(null), [Symbol("A")]]) {
  for (const name of ["store", "id", "productCode", "servers", "timeout", "jsonp", "fetch"]) {
    test(`a value that has no text is named as ${name} too`, () =>
      assert.throws(make({ [name]: value }), { name: "TypeError", message: new RegExp(`^${name}: expected`) }));
  }
}

test("without any options the first that is missing is named", () => {
  assert.throws(() => new StoreAuth(), { name: "TypeError", message: /^store: expected/ });
});
