// A worker on workerd, the runtime of Cloudflare's, where no program may compile WebAssembly.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { Miniflare } from "miniflare";
import { testServer } from "../frameworks/asks.mjs";
import { signed, target } from "../support.mjs";
import { bundle } from "./bundle.mjs";

const WORKER = `
  import { handle } from "./feed.mjs";
  export default { fetch: (request, env, context) => handle(request, env, context) };
`;

const wasm = readFileSync(new URL("../../dist/store-auth.wasm", import.meta.url));

describe("a worker", () => {
  let worker, url;

  before(async () => {
    const script = await bundle(WORKER, ["workerd", "worker", "browser"]);
    worker = new Miniflare({
      modules: [
        { type: "ESModule", path: "worker.mjs", contents: script },
        { type: "CompiledWasm", path: "store-auth.wasm", contents: wasm },
      ],
      compatibilityDate: "2026-01-01",
      host: "127.0.0.1",
      port: 0,
    });
    url = await worker.ready;
  });
  after(() => worker?.dispose());

  testServer({
    port: () => Number(url.port),
    calls: async () => (await fetch(new URL("/calls", url))).text(),
  });

  test("what the platform hands over comes behind the authorization", async () => {
    const { headers } = await fetch(new URL(target(signed()), url));
    assert.equal(headers.get("x-rest"), "2");
  });
});
