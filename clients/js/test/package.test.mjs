// What is published.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";

const root = new URL("../", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));

test("it has no dependencies at run time", () => {
  assert.deepEqual([manifest.dependencies, manifest.peerDependencies], [undefined, undefined]);
});

for (const name of ["index.js", "store-auth.js", "element.js"]) {
  test(`the syntax of ${name} is that of Chrome 66`, async () => {
    const code = readFileSync(new URL(`dist/${name}`, root), "utf8");
    const as = async (target) => (await transform(code, { target })).code;
    // What is written in the same way for any browser has nothing in it that an old one lacks.
    assert.equal(await as("chrome66"), await as("esnext"));
  });
}

test("that the syntax is newer would be noticed", async () => {
  const as = async (target) => (await transform("window?.name", { target })).code;
  assert.notEqual(await as("chrome66"), await as("esnext"));
});

test("it packs what it says, its licences and types among it, and nothing else", () => {
  const packed = JSON.parse(
    execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: fileURLToPath(root),
      encoding: "utf8",
    }),
  );
  const [{ files }] = Array.isArray(packed) ? packed : Object.values(packed);
  const paths = files.map(({ path }) => path);
  const others = paths.filter((path) => !path.startsWith("dist/types/")).sort();
  assert.deepEqual(others, [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "dist/element.js",
    "dist/index.js",
    "dist/node.js",
    "dist/store-auth.js",
    "package.json",
  ]);
  const named = Object.values(manifest.exports).flatMap((entry) =>
    Object.values(typeof entry === "string" ? [entry] : entry),
  );
  for (const path of [...named, manifest.unpkg, manifest.types]) {
    assert.ok(paths.includes(path.replace("./", "")), path);
  }
});
