// A key is nowhere but where it is needed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

// Before the package is loaded: how its memory is got at.
const memories = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...given) {
    super(...given);
    memories.push(this.exports.memory);
  }
};
const { Verifier } = await import("store-auth");
const { FIELDS, KEY, MORNING, OTHER_KEY, target } = await import("./support.mjs");

const occurrences = (memory, text) => Buffer.from(memory.buffer).toString("latin1").split(text).length - 1;

/** A verifier, and the memory that it has. */
function make(options) {
  const verifier = new Verifier(options);
  return [verifier, memories.at(-1)];
}

const secret = (text) => [KEY, KEY.slice(4, 20), Buffer.from(KEY).toString("hex")].some((key) => text.includes(key));

test("no text of a verifier has a key", () => {
  const [verifier] = make({ keys: KEY });
  verifier.verify(FIELDS, MORNING);
  for (const text of [
    String(verifier),
    JSON.stringify(verifier),
    inspect(verifier, { showHidden: true, depth: Infinity, getters: true, showProxy: true }),
    inspect(structuredClone(verifier), { depth: Infinity }),
    Reflect.ownKeys(verifier).map(String).join(),
  ]) {
    assert.ok(!secret(text), text);
  }
});

test("no denial and no error has a key or a signature", () => {
  const [verifier] = make({ keys: KEY });
  for (const request of [target({ ...FIELDS, id: "somebody" }), { ...FIELDS, pc: "é" }, target(FIELDS).slice(0, -1)]) {
    const text = inspect(verifier.verify(request, MORNING), { depth: Infinity });
    assert.ok(!secret(text) && !text.includes(FIELDS.signature.slice(0, 20)), text);
  }
  for (const keys of [`${KEY}\n`, KEY + KEY + KEY + KEY, [KEY, `é${KEY}`], [{ key: KEY, acceptUntil: KEY }]]) {
    assert.throws(
      () => new Verifier({ keys }),
      (error) => !secret(inspect(error, { depth: Infinity })) && error instanceof TypeError,
    );
  }
});

test("a key is in the memory once, however it was given and however many there are", () => {
  for (const [key, other] of [
    [KEY, OTHER_KEY],
    [Buffer.from(KEY), Buffer.from(OTHER_KEY)],
    [() => Buffer.from(KEY), () => Buffer.from(OTHER_KEY)],
  ]) {
    for (const keys of [[key], [key, other], [other, "k".repeat(40), "l".repeat(40), "m".repeat(40), key]]) {
      const [verifier, memory] = make({ keys, products: [FIELDS.pc] });
      assert.equal(occurrences(memory, KEY), 1);
      verifier.verify(FIELDS, MORNING);
      verifier.verify(target(), MORNING);
      verifier.verify("/feed", MORNING);
      // What is hashed is wiped too.
      assert.equal(occurrences(memory, KEY), 1);
    }
  }
});

test("of a verifier that was closed nothing is left", () => {
  const [verifier, memory] = make({ keys: [KEY, OTHER_KEY] });
  verifier.close();
  assert.ok(Buffer.from(memory.buffer).every((byte) => byte === 0));
});
