// What is kept across restarts.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { StoreAuth } from "../dist/index.js";
import { fileStorage } from "../dist/node.js";
import { authorized, DAY, denied, java, PRODUCT, TestClock, TestStorage } from "./support.mjs";

const folder = mkdtempSync(join(tmpdir(), "kept-"));
after(() => rmSync(folder, { recursive: true }));

const expiry = java(Date.now() + DAY);

/** An App, whose Store is down without an answer. */
const app = (storage, answer, options) =>
  new StoreAuth({
    store: "https://store.example",
    id: "DISPLAY1",
    productCode: PRODUCT,
    storage,
    fetch: async () => {
      if (!answer) {
        throw new TypeError("fetch failed");
      }
      return new Response(answer);
    },
    ...options,
  });

/** An App that starts again long after, while its Store is down. */
const later = (storage, options) => app(storage, undefined, { clock: laterClock, ...options });
const laterClock = { now: () => Date.now() + 3_600_000, monotonic: () => 0, setTimeout() {}, clearTimeout() {} };

test("an authorization is kept under the Store, the id, the product and the servers", async () => {
  const storage = new TestStorage();
  await app(storage, authorized({ expiry }), { servers: ["A", "B"] }).authorize();
  const [[key, value]] = storage.values;
  assert.equal(key, `store-auth https://store.example/ id DISPLAY1 ${PRODUCT} A,B`);
  assert.deepEqual(Object.keys(JSON.parse(value)), ["expiry", "signatures", "received"]);
});

test("it serves after a restart while the Store is down", async () => {
  const storage = new TestStorage();
  await app(storage, authorized({ expiry })).authorize();
  assert.equal((await later(storage).authorize()).name, "authorized");
});

test("it serves from the moment of the start", async () => {
  const storage = new TestStorage();
  await app(storage, authorized({ expiry })).authorize();
  const auth = later(storage);
  auth.start();
  assert.equal(auth.state.name, "authorized");
  auth.stop();
});

test("while it is fresh no ask begins, and there is nothing to wake for but a jump of the clock", async () => {
  const storage = new TestStorage();
  await app(storage, authorized({ expiry })).authorize();
  const clock = new TestClock(Date.now());
  const auth = app(storage, undefined, { clock });
  await auth.authorize();
  assert.deepEqual(clock.delays, []);
  auth.start();
  assert.deepEqual(clock.delays, [600_000]);
  auth.stop();
});

for (const [what, options] of [
  ["Store", { store: "https://other.example" }],
  ["id", { id: "DISPLAY2" }],
  ["kind of id", { id: undefined, cid: "DISPLAY1" }],
  ["product", { productCode: "other" }],
  ["server", { servers: ["A"] }],
]) {
  test(`it does not serve another ${what}`, async () => {
    const storage = new TestStorage();
    await app(storage, authorized({ expiry })).authorize();
    assert.equal((await later(storage, options).authorize()).name, "unreachable");
  });
}

test("a denial forgets it", async () => {
  const storage = new TestStorage();
  await app(storage, authorized({ expiry })).authorize();
  await later(storage, { fetch: async () => new Response(denied()) }).authorize();
  assert.equal(storage.values.size, 0);
});

test("an outage keeps it", async () => {
  const storage = new TestStorage();
  await app(storage, authorized({ expiry })).authorize();
  await later(storage).authorize();
  assert.equal(storage.values.size, 1);
});

test("a storage that fails stops nobody", async () => {
  const fail = () => {
    throw new Error("full");
  };
  const auth = app({ getItem: fail, setItem: fail, removeItem: fail }, authorized({ expiry }));
  assert.equal((await auth.authorize()).name, "authorized");
});

test("without a storage it is kept for as long as the process runs", async () => {
  await app(undefined, authorized({ expiry })).authorize();
  assert.equal((await later(undefined).authorize()).name, "authorized");
});

test("without a storage too a denial forgets it", async () => {
  const id = "FORGOTTEN";
  await app(undefined, authorized({ expiry }), { id }).authorize();
  await later(undefined, { id, fetch: async () => new Response(denied()) }).authorize();
  assert.equal((await later(undefined, { id }).authorize()).name, "unreachable");
});

/** The class as a page loads it that has this as its `window`. */
async function loadedBy(window) {
  globalThis.window = window;
  try {
    return (await import(`../dist/index.js?${Math.random()}`)).StoreAuth;
  } finally {
    delete globalThis.window;
  }
}

const given = {
  store: "https://store.example",
  id: "DISPLAY1",
  productCode: PRODUCT,
  fetch: async () => new Response(authorized({ expiry })),
};

test("in a page it is kept in the page's own storage", async () => {
  const localStorage = new TestStorage();
  const OfPage = await loadedBy({ localStorage });
  await new OfPage(given).authorize();
  assert.equal(localStorage.values.size, 1);
});

test("in a page whose storage may not be used it is kept for as long as the page is there", async () => {
  const OfPage = await loadedBy({
    get localStorage() {
      throw new Error("denied");
    },
  });
  await new OfPage(given).authorize();
  const fetch = () => Promise.reject(new TypeError("fetch failed"));
  assert.equal((await new OfPage({ ...given, clock: laterClock, fetch }).authorize()).name, "authorized");
});

test("a file keeps it for the next process", async () => {
  const path = join(folder, "next.json");
  await app(fileStorage(path), authorized({ expiry })).authorize();
  const program = `
    import { StoreAuth } from ${JSON.stringify(new URL("../dist/index.js", import.meta.url))};
    import { fileStorage } from ${JSON.stringify(new URL("../dist/node.js", import.meta.url))};
    const storage = fileStorage(${JSON.stringify(path)});
    const fetch = () => Promise.reject(new TypeError("fetch failed"));
    const auth = new StoreAuth({ store: "https://store.example", id: "DISPLAY1", productCode: "${PRODUCT}", storage, fetch });
    console.log((await auth.authorize()).name);
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program]);
  assert.equal(stdout, "authorized\n");
});

test("a file keeps several Apps", async () => {
  const path = join(folder, "several.json");
  await app(fileStorage(path), authorized({ expiry }), { id: "ONE" }).authorize();
  await app(fileStorage(path), authorized({ expiry }), { id: "TWO" }).authorize();
  await later(fileStorage(path), { id: "ONE", fetch: async () => new Response(denied()) }).authorize();
  assert.equal((await later(fileStorage(path), { id: "ONE" }).authorize()).name, "unreachable");
  assert.equal((await later(fileStorage(path), { id: "TWO" }).authorize()).name, "authorized");
});

test("a file is its owner's alone, and nothing is left beside it", async () => {
  const path = join(mkdtempSync(join(folder, "alone-")), "kept.json");
  await app(fileStorage(path), authorized({ expiry })).authorize();
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(join(path, "..")), ["kept.json"]);
});

test("a file that is not understood counts as none, and is written anew", async () => {
  const path = join(folder, "garbled.json");
  writeFileSync(path, '{"store-auth');
  assert.equal((await app(fileStorage(path), undefined).authorize()).name, "unreachable");
  await app(fileStorage(path), authorized({ expiry })).authorize();
  assert.equal(Object.keys(JSON.parse(readFileSync(path, "utf8"))).length, 1);
});

test("a file in a folder that is not there is an error that names it", () => {
  assert.throws(() => fileStorage(join(folder, "nowhere", "kept.json")), { code: "ENOENT", message: /nowhere/ });
});

test("a file takes the place of the old one as a whole", async () => {
  const path = join(folder, "whole.json");
  await app(fileStorage(path), authorized({ expiry })).authorize();
  const before = statSync(path).ino;
  await app(fileStorage(path), authorized({ expiry }), { id: "TWO" }).authorize();
  assert.notEqual(statSync(path).ino, before);
});

test("a file that says so already is not written again", () => {
  const path = join(folder, "again.json");
  fileStorage(path).setItem("key", "value");
  const before = statSync(path).ino;
  fileStorage(path).setItem("key", "value");
  assert.equal(statSync(path).ino, before);
  fileStorage(path).removeItem("other");
  assert.equal(statSync(path).ino, before);
});

test("what a file does not have is null, as it is for a page's storage", () => {
  assert.equal(fileStorage(join(folder, "none.json")).getItem("key"), null);
});

test("no file is left open", () => {
  const open = () => readdirSync("/proc/self/fd").length;
  const before = open();
  fileStorage(join(folder, "closed.json")).setItem("key", "value");
  assert.equal(open(), before);
});
