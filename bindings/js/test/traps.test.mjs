// After a trap, and after its end, a verifier lets nobody in that it would not have let in before.

import assert from "node:assert/strict";
import { test } from "node:test";

const memories = [];
/** What instances have in the place of functions of theirs. */
let instead = {};
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...given) {
    super(...given);
    memories.push(this.exports.memory);
    Object.defineProperty(this, "exports", { value: { ...this.exports, ...instead } });
  }
};
const { Verifier } = await import("store-auth");
const { FIELDS, KEY, MORNING, OTHER_KEY, target } = await import("./support.mjs");

const forged = { ...FIELDS, id: "somebody" };

function judgesRightly(verifier) {
  assert.equal(verifier.verify(FIELDS, MORNING).authorized, true);
  assert.equal(verifier.verify(target(), MORNING).id, FIELDS.id);
  assert.equal(verifier.verify(forged, MORNING).code, "signature-mismatch");
  assert.equal(verifier.verify(target(forged), MORNING).code, "signature-mismatch");
  assert.equal(verifier.verify(FIELDS).code, "expired");
}

test("a request for which there is no memory is let in by nobody, and the next is judged as ever", () => {
  const verifier = new Verifier({ keys: KEY });
  const before = memories.length;
  const endless = `${target()}&page=${"x".repeat(20 << 20)}`;
  for (let round = 0; round < 3; round += 1) {
    assert.throws(() => verifier.verify(endless, MORNING), WebAssembly.RuntimeError);
    judgesRightly(verifier);
  }
  // The instance that trapped was not asked again.
  assert.equal(memories.length, before + 3);
});

test("a stack that has no room left lets nobody in that has no authorization, wherever it ends", () => {
  const verifier = new Verifier({ keys: [OTHER_KEY, KEY] });
  const verdicts = new Map();
  let overflows = 0;
  // From each depth near the end of the stack: some calls end in the core, some before it, some behind it.
  const descend = () => {
    try {
      descend();
    } catch {
      // The stack is full here, and a little less so each time that this returns.
    }
    try {
      const { authorized, code } = verifier.verify(forged, MORNING);
      verdicts.set(`${authorized} ${code}`, true);
    } catch (error) {
      if (!(error instanceof RangeError)) {
        throw error;
      }
      overflows += 1;
      return;
    }
  };
  descend();
  assert.ok(overflows > 0);
  assert.deepEqual([...verdicts.keys()], ["false signature-mismatch"]);
  judgesRightly(verifier);
});

test("memory in any state lets nobody in by a new instance", () => {
  const verifier = new Verifier({ keys: KEY });
  const broken = memories.at(-1);
  // All that the core remembers is spoiled: whatever that does, it does it in the call that comes next, and no later.
  new Uint8Array(broken.buffer).fill(0xff);
  assert.throws(() => verifier.verify(forged, MORNING));
  judgesRightly(verifier);
  assert.notEqual(memories.at(-1), broken);
});

test("a core that gives no verdict, or one that is unknown, lets nobody in", () => {
  instead = { verify_url: () => -1, verify_fields: () => 6 };
  const verifier = new Verifier({ keys: KEY });
  instead = {};
  assert.throws(() => verifier.verify(target(), MORNING), { message: "the core gave no verdict" });
  // That instance was dropped with it.
  judgesRightly(verifier);
  instead = { verify_fields: () => 6 };
  assert.equal(new Verifier({ keys: KEY }).verify(FIELDS, MORNING).authorized, false);
  instead = {};
});

test("a verifier that was closed verifies nothing, as often as it is asked", () => {
  const verifier = new Verifier({ keys: KEY });
  verifier.close();
  verifier.close();
  for (const request of [FIELDS, target(), forged]) {
    assert.throws(() => verifier.verify(request, MORNING), { name: "TypeError", message: "the verifier is closed" });
    assert.throws(() => verifier.verifyOrThrow(request, MORNING), { message: "the verifier is closed" });
  }
});

test("a verifier of which a part was taken verifies nothing", () => {
  const verifier = new Verifier({ keys: KEY });
  const { verify } = verifier;
  assert.throws(() => verify(FIELDS, MORNING), TypeError);
  assert.throws(() => verify.call(Object.create(verifier), FIELDS, MORNING), TypeError);
  assert.throws(() => Verifier.prototype.verify.call(structuredClone(verifier), FIELDS, MORNING), TypeError);
});

test("a thousand verifiers live side by side", () => {
  const verifiers = Array.from({ length: 1000 }, (_, number) => new Verifier({ keys: [KEY, `${KEY}-${number}`] }));
  assert.ok(verifiers.every((verifier) => verifier.verify(FIELDS, MORNING).authorized));
});
