// Keys from files.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { Verifier } from "store-auth";
import { keyFile } from "store-auth/node";
import { FIELDS, KEY, MORNING, OTHER_KEY } from "./support.mjs";

let folder, path;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "store-auth-"));
  path = write("server.key", KEY);
});
after(() => rmSync(folder, { recursive: true }));

function write(name, contents, mode = 0o600) {
  const path = join(folder, name);
  writeFileSync(path, contents, { mode });
  return path;
}

const refused = (path, message) => assert.throws(() => new Verifier({ keys: keyFile(path) }), { message });

test("a key is read from a file, by its path or URL", () => {
  for (const file of [path, pathToFileURL(path)]) {
    assert.equal(new Verifier({ keys: keyFile(file) }).verify(FIELDS, MORNING).authorized, true);
  }
});

test("a key of a file can have an end, among others", () => {
  const other = keyFile(write("other.key", OTHER_KEY));
  const verifier = new Verifier({ keys: [other, keyFile(path, { acceptUntil: new Date(MORNING) })] });
  assert.equal(verifier.verify(FIELDS, MORNING).key, 1);
  assert.equal(verifier.verify(FIELDS, MORNING + 1).code, "signature-mismatch");
});

test("a file is read when a verifier is made, and shows nothing of the key", () => {
  const named = keyFile(path);
  assert.ok(!inspect(named, { showHidden: true, depth: Infinity }).includes(KEY));
  assert.ok(!JSON.stringify(named).includes(KEY));
  const changed = write("changed.key", OTHER_KEY);
  const later = keyFile(changed);
  writeFileSync(changed, KEY);
  assert.equal(new Verifier({ keys: later }).verify(FIELDS, MORNING).authorized, true);
});

test("a file that holds more than the key is refused by its name", () => {
  const newline = write("newline.key", `${KEY}\n`);
  refused(
    newline,
    `key file ${newline}: server key ends with white space or a line break: expected the key alone, as \`printf %s\` writes it`,
  );
  const empty = write("empty.key", "");
  refused(empty, `key file ${empty}: server key is empty: expected 1 to 128 bytes`);
  const long = write("long.key", "k".repeat(5000));
  refused(long, `key file ${long}: expected 1 to 128 bytes, found more`);
  const wide = write("wide.key", Buffer.from(KEY, "utf16le"));
  refused(wide, `key file ${wide}: server key has a byte other than visible ASCII at offset 1`);
});

test("a file that cannot be read is refused by its name", () => {
  const missing = join(folder, "missing.key");
  assert.throws(() => new Verifier({ keys: keyFile(missing) }), { code: "ENOENT", path: missing });
  assert.throws(() => new Verifier({ keys: keyFile(folder) }), { code: "EISDIR" });
});

test("a key in the place of a file's name is not shown", () => {
  refused(KEY, "key file (expected the name of a file, not the key): ENOENT");
});

test("a file that every user can read is warned of", async () => {
  const open = write("open.key", KEY, 0o644);
  const warned = new Promise((resolve) => process.once("warning", resolve));
  new Verifier({ keys: keyFile(open) });
  const { name, message } = await warned;
  assert.deepEqual([name, message], ["StoreAuthWarning", `key file ${open}: every user of this machine can read it`]);
});
