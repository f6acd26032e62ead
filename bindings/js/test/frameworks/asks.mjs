// What every framework is asked over a socket, and has to answer as the gateway does.

import assert from "node:assert/strict";
import { get } from "node:http";
import { test } from "node:test";
import { Verifier } from "store-auth";
import { HOUR, KEY, PRODUCT, signed, target } from "../support.mjs";

export const verifier = new Verifier({ keys: KEY, products: [PRODUCT] });

/** The status, headers and body of a GET, or HEAD, of just this request target. */
function ask(port, path, method = "GET") {
  return new Promise((resolve, reject) => {
    get({ port, path, method, host: "127.0.0.1" }, async (response) => {
      const { statusCode: status, headers } = response;
      resolve({ status, headers, body: (await response.toArray()).join("") });
    }).on("error", reject);
  });
}

/**
 * Tests a server on a port, once it listens. Its route `/feed` answers who is authorized, as JSON of the authorization; its
 * route `/open` is for everybody. `calls()` says, at once or by a promise, how often the handler of `/feed` was called.
 */
export function testServer({ port, calls }) {
  test("an authorized request reaches the handler with its authorization", async () => {
    const until = Date.now() + HOUR;
    const fields = signed({ id: "XU4XHT8XQDWK", until });
    for (const path of [target(fields), `${target(fields)}&page=1`, target(fields).replace("id=X", "id=%58")]) {
      const { status, body } = await ask(port(), path);
      assert.equal(status, 200);
      const expiresAt = new Date(until).toISOString();
      assert.deepEqual(JSON.parse(body), { authorized: true, id: "XU4XHT8XQDWK", product: PRODUCT, expiresAt, key: 0 });
    }
  });

  for (const [name, fields, status, challenge, body] of [
    [
      "without fields",
      {},
      401,
      "StoreAuth",
      '{"title":"Unauthorized","status":401,"detail":"malformed id: expected `id` or `cid`, found neither","reason":"malformed","field":"id"}',
    ],
    [
      "with a byte that has no place",
      { ...signed(), id: "a\\b#" },
      401,
      'StoreAuth error="malformed"',
      `{"title":"Unauthorized","status":401,"detail":"malformed id: expected visible ASCII other than '#', found '#' at offset 3","reason":"malformed","field":"id"}`,
    ],
    [
      "that is forged",
      { ...signed(), id: "somebody" },
      401,
      'StoreAuth error="signature-mismatch"',
      '{"title":"Unauthorized","status":401,"detail":"signature does not match: no accepted server key makes it for this id, pc and expiry","reason":"signature-mismatch"}',
    ],
    [
      "for another product",
      signed({ pc: "other" }),
      403,
      undefined,
      '{"title":"Forbidden","status":403,"detail":"product code is not among those served here","reason":"product-not-allowed"}',
    ],
    [
      "that has expired",
      signed({ until: 0 }),
      401,
      'StoreAuth error="expired"',
      /^{"title":"Unauthorized","status":401,"detail":"expired at 1970-01-01T00:00:00.000Z, now is [^"]+","reason":"expired"}$/,
    ],
  ]) {
    test(`a request ${name} reaches no handler, and is answered as the gateway answers`, async () => {
      const before = await calls();
      const answer = await ask(port(), target(fields));
      assert.equal(answer.status, status);
      assert.match(answer.headers["content-type"], /^application\/problem\+json($|;)/);
      assert.equal(answer.headers["cache-control"], "no-store");
      assert.equal(answer.headers["www-authenticate"], challenge);
      (body instanceof RegExp ? assert.match : assert.equal)(answer.body, body);
      assert.equal(await calls(), before);
    });
  }

  test("a field that is there twice is denied, as is one without a value", async () => {
    const path = target(signed());
    for (const odd of [`${path}&id=other`, `${path}&id=`, path.replace(/id=\w+/, "id"), `${path}&cid=x`]) {
      const { status, body } = await ask(port(), odd);
      assert.deepEqual([status, JSON.parse(body).reason], [401, "malformed"]);
    }
  });

  test("a HEAD is judged as a GET, and its answer has no body", async () => {
    const { status, headers, body } = await ask(port(), "/feed", "HEAD");
    assert.deepEqual([status, headers["www-authenticate"], body], [401, "StoreAuth", ""]);
    assert.equal((await ask(port(), target(signed()), "HEAD")).status, 200);
  });

  test("a route that is not protected is for everybody", async () => {
    assert.deepEqual((await ask(port(), "/open")).status, 200);
  });
}
