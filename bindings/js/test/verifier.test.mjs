// What a verifier takes, and what it says.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DeniedError, Verifier } from "store-auth";
import { EXPIRY, FIELDS, HOUR, KEY, MORNING, OTHER_KEY, PRODUCT, signed, target } from "./support.mjs";

const verifier = new Verifier({ keys: KEY });

const authorization = { authorized: true, id: FIELDS.id, product: PRODUCT, expiresAt: EXPIRY, key: 0 };

test("an authorized request says whose it is, for which product and until when", () => {
  for (const request of [FIELDS, target(), new URL(target(), "https://data.example"), { ...FIELDS, page: "1" }]) {
    assert.deepEqual(verifier.verify(request, MORNING), authorization);
    assert.deepEqual(verifier.verifyOrThrow(request, new Date(MORNING)), authorization);
  }
});

test("a plus in a query stays one, escaped or not", () => {
  const plain = `/feed?id=${FIELDS.id}&pc=${PRODUCT}&expiry=${FIELDS.expiry}&signature=${FIELDS.signature}`;
  assert.match(plain, /\+0000/);
  assert.deepEqual(verifier.verify(plain, MORNING), authorization);
  assert.deepEqual(verifier.verify(plain.replace("+", "%2B"), MORNING), authorization);
});

test("a denial says why, which field, and what to answer", () => {
  assert.deepEqual(verifier.verify("/feed", MORNING), {
    authorized: false,
    code: "malformed",
    field: "id",
    status: 401,
    message: "malformed id: expected `id` or `cid`, found neither",
    challenge: "StoreAuth",
    problem:
      '{"title":"Unauthorized","status":401,"detail":"malformed id: expected `id` or `cid`, found neither",' +
      '"reason":"malformed","field":"id"}',
  });
  assert.deepEqual(verifier.verify({ ...FIELDS, id: "somebody" }, MORNING), {
    authorized: false,
    code: "signature-mismatch",
    status: 401,
    message: "signature does not match: no accepted server key makes it for this id, pc and expiry",
    challenge: 'StoreAuth error="signature-mismatch"',
    problem:
      '{"title":"Unauthorized","status":401,' +
      '"detail":"signature does not match: no accepted server key makes it for this id, pc and expiry",' +
      '"reason":"signature-mismatch"}',
  });
});

test("a denial for the product has no challenge, and is no error of who asks", () => {
  const { code, status, challenge } = new Verifier({ keys: KEY, products: ["other"] }).verify(FIELDS, MORNING);
  assert.deepEqual([code, status, challenge], ["product-not-allowed", 403, undefined]);
});

test("each setting does what it says", () => {
  const late = EXPIRY.getTime() + 5000;
  const code = (options, now, request = FIELDS) => new Verifier({ keys: KEY, ...options }).verify(request, now).code;
  assert.deepEqual(
    [code({ leeway: 5000 }, late), code({ leeway: 4999 }, late), code({}, late)],
    [undefined, "expired", "expired"],
  );
  assert.deepEqual(
    [code({ maxLifetime: HOUR }, MORNING), code({ maxLifetime: 1000 }, MORNING)],
    [undefined, "lifetime-too-long"],
  );
  assert.deepEqual(
    [code({ products: [PRODUCT] }, MORNING), code({ products: [] }, MORNING)],
    [undefined, "product-not-allowed"],
  );
  assert.deepEqual(
    [code({ expiryEncoding: "as-received" }, MORNING), code({ expiryEncoding: "java-sample" }, MORNING)],
    [undefined, undefined],
  );
  const iso = signed({ until: MORNING + HOUR + 43 });
  assert.deepEqual(
    [code({ expiryEncoding: "as-received" }, MORNING, iso), code({ expiryEncoding: "java-sample" }, MORNING, iso)],
    [undefined, "signature-mismatch"],
  );
});

test("keys are tried in their order, and each is accepted until its end", () => {
  const end = new Date(MORNING);
  const both = new Verifier({ keys: [OTHER_KEY, { key: KEY, acceptUntil: end }] });
  assert.equal(both.verify(FIELDS, MORNING).key, 1);
  assert.equal(both.verify(FIELDS, MORNING + 1).code, "signature-mismatch");
  assert.equal(new Verifier({ keys: { key: KEY, acceptUntil: MORNING } }).verify(FIELDS, MORNING).authorized, true);
});

test("a key may be text, bytes, or a function that reads it, whose bytes are wiped", () => {
  const bytes = new TextEncoder().encode(KEY);
  assert.equal(new Verifier({ keys: bytes }).verify(FIELDS, MORNING).authorized, true);
  assert.equal(new Verifier({ keys: [Buffer.from(KEY)] }).verify(FIELDS, MORNING).authorized, true);
  assert.equal(Buffer.from(bytes).toString(), KEY);
  assert.equal(new Verifier({ keys: () => bytes }).verify(FIELDS, MORNING).authorized, true);
  assert.ok(bytes.every((byte) => byte === 0));
});

test("without a time it is now", () => {
  assert.equal(verifier.verify(signed()).authorized, true);
  assert.equal(verifier.verify(signed({ until: Date.now() - HOUR })).code, "expired");
});

test("a time that is none lets nobody in", () => {
  for (const now of [Number.NaN, Infinity, new Date("never"), "2016-04-26T08:00:00Z", null, {}, 0n]) {
    assert.throws(() => verifier.verify(FIELDS, now), {
      name: "TypeError",
      message: "now: expected a date or milliseconds since 1970",
    });
  }
});

test("a time beyond the calendar is judged as its end", () => {
  assert.equal(verifier.verify(FIELDS, Number.MAX_VALUE).code, "expired");
  assert.equal(verifier.verify(FIELDS, -Number.MAX_VALUE).authorized, true);
});

test("what is no request is a mistake of this server", () => {
  for (const [request, found] of [
    [undefined, "undefined"],
    [null, "null"],
    [5, "number"],
    [() => FIELDS, "function"],
  ]) {
    const message = `request: expected a URL or an object of fields, found ${found}`;
    assert.throws(() => verifier.verify(request, MORNING), { name: "TypeError", message });
  }
});

test("a field that is no string counts as not given", () => {
  for (const id of [undefined, null, 5, true, {}, { toString: () => FIELDS.id }, Symbol("id"), 1n]) {
    const { code, field, message } = verifier.verify({ ...FIELDS, id }, MORNING);
    assert.deepEqual(
      [code, field, message],
      ["malformed", "id", "malformed id: expected `id` or `cid`, found neither"],
    );
  }
  assert.equal(verifier.verify([], MORNING).field, "id");
  assert.equal(verifier.verify(Object.create(FIELDS), MORNING).field, "id");
});

test("a list counts as given more than once, however long it is", () => {
  for (const id of [[], [FIELDS.id], [FIELDS.id, FIELDS.id]]) {
    const { field, message } = verifier.verify({ ...FIELDS, id }, MORNING);
    assert.deepEqual([field, message], ["id", "malformed id: expected once, found more than once"]);
  }
});

test("both names of a field are too many, and either is good", () => {
  const { id, ...others } = FIELDS;
  assert.deepEqual(verifier.verify({ ...others, cid: id }, MORNING), authorization);
  assert.equal(verifier.verify({ ...FIELDS, cid: id }, MORNING).field, "id");
});

test("of a field of another length or with other characters nothing is let in", () => {
  for (const id of ["", "x".repeat(65), "x".repeat(100_000), "é", "\0", "a b", "a#b", "\ud800", "\udfff\ud800", "💥"]) {
    const { code, field } = verifier.verify({ ...FIELDS, id }, MORNING);
    assert.deepEqual([code, field], ["malformed", "id"], id.slice(0, 9));
  }
  for (const signature of ["", FIELDS.signature.toUpperCase(), `${FIELDS.signature}0`, FIELDS.signature.slice(1)]) {
    assert.equal(verifier.verify({ ...FIELDS, signature }, MORNING).field, "signature");
  }
});

test("fields that are one another's ends do not pass for each other", () => {
  const shifted = { ...FIELDS, id: FIELDS.id.slice(0, -1), pc: FIELDS.id.slice(-1) + FIELDS.pc };
  assert.equal(verifier.verify(shifted, MORNING).code, "signature-mismatch");
});

test("a getter is asked once, and cannot change what is verified", () => {
  let asked = 0;
  const request = {
    ...FIELDS,
    get id() {
      asked += 1;
      verifier.verify(target({ ...FIELDS, id: "somebody" }), MORNING);
      return asked === 1 ? "somebody" : FIELDS.id;
    },
  };
  assert.equal(verifier.verify(request, MORNING).code, "signature-mismatch");
});

test("a request that is longer than any server takes is verified as any other", () => {
  const long = `${target()}&page=${"x".repeat(1_000_000)}`;
  assert.deepEqual(verifier.verify(long, MORNING), authorization);
  assert.equal(verifier.verify(long.replace("id=X", "id=Y"), MORNING).code, "signature-mismatch");
  assert.deepEqual(verifier.verify(target(), MORNING), authorization);
});

test("an authorization has its texts decoded, wherever in a URL they stand and whatever stands around them", () => {
  const query = target().slice("/feed?".length);
  for (const url of [
    `/é/💥?${query}`,
    `?x=é&${query}`,
    `https://user@data.example/?a?b=1&${query}#id=other`,
    `?${query}&x=é`,
    `?${query.replace("id=X", "id=%58")}`,
    `?${query.replace("pc=b5", "p%63=b%35")}`,
    `?${query.replace("id=X", "id=%58")}&x=${"é".repeat(3000)}`,
  ]) {
    assert.deepEqual(verifier.verify(url, MORNING), authorization, url.slice(0, 80));
  }
});

test("a verdict is its own, whatever is verified after it", () => {
  const first = verifier.verify(target(), MORNING);
  const other = signed({ id: "somebody-else", until: MORNING + HOUR });
  assert.equal(verifier.verify(target(other), MORNING).id, "somebody-else");
  assert.deepEqual(first, authorization);
});

test("verifyOrThrow throws an error that says what the verdict says", () => {
  const denial = verifier.verify("/feed?id=%", MORNING);
  assert.throws(
    () => verifier.verifyOrThrow("/feed?id=%", MORNING),
    (error) => {
      assert.ok(error instanceof DeniedError && error instanceof Error);
      const { name, code, field, status, message } = error;
      assert.deepEqual([name, code, field, status], ["DeniedError", "malformed", "id", 401]);
      assert.equal(message, denial.message);
      assert.deepEqual(error.denial, denial);
      return true;
    },
  );
});

test("verifiers do not know of each other", () => {
  const other = new Verifier({ keys: OTHER_KEY });
  assert.equal(other.verify(FIELDS, MORNING).code, "signature-mismatch");
  assert.equal(verifier.verify(FIELDS, MORNING).authorized, true);
  other.close();
  assert.equal(verifier.verify(FIELDS, MORNING).authorized, true);
});
