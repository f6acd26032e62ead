// What is published, installed into an empty folder.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

let folder;
let packed;

const run = (command, ...given) => execFileSync(command, given, { cwd: folder, encoding: "utf8" });
const write = (name, text) => writeFileSync(join(folder, name), text);

before(() => {
  folder = mkdtempSync(join(tmpdir(), "store-auth-package-"));
  const output = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
    cwd: root,
    encoding: "utf8",
  });
  const all = JSON.parse(output);
  [packed] = Array.isArray(all) ? all : Object.values(all);
  write("package.json", '{ "name": "empty", "private": true }');
  run("npm", "install", "--offline", "--no-audit", "--no-fund", `./${packed.filename}`);
});
after(() => rmSync(folder, { recursive: true }));

const verdict = 'new Verifier({ keys: "k".repeat(40) }).verify("/feed").code';

test("it needs no other package at run time", () => {
  assert.equal(manifest.dependencies, undefined);
  const installed = readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith("."));
  assert.deepEqual(installed, ["store-auth"]);
});

test("it has what it names, and its licences", () => {
  const paths = packed.files.map(({ path }) => path);
  for (const path of ["README.md", "LICENSE-APACHE", "LICENSE-MIT", "package.json", "dist/store-auth.wasm"]) {
    assert.ok(paths.includes(path), path);
  }
  const named = (entry) => (typeof entry === "string" ? [entry] : Object.values(entry).flatMap(named));
  for (const path of named(manifest.exports)) {
    assert.ok(paths.includes(path.replace("./", "")), path);
  }
  assert.ok(paths.every((path) => path.startsWith("dist/") || !path.includes("/")));
});

for (const [kind, name, load] of [
  ["an ES module", "use.mjs", (entry, name) => `import * as ${name} from "${entry}";`],
  ["CommonJS", "use.cjs", (entry, name) => `const ${name} = require("${entry}");`],
]) {
  test(`${kind} finds each way in`, () => {
    const frameworks = ["express", "fastify", "fetch", "hono"];
    const loaded = [
      load("store-auth", "main"),
      load("store-auth/node", "node"),
      ...frameworks.map((framework) => load(`store-auth/${framework}`, framework)),
    ];
    write(
      name,
      `${loaded.join("\n")}
      const { Verifier, DeniedError } = main;
      const all = [DeniedError, node.keyFile, ...[${frameworks}].map(({ storeAuth }) => storeAuth)];
      console.log(all.map((each) => typeof each).join(), ${verdict});`,
    );
    assert.equal(run(process.execPath, name), `${Array(6).fill("function")} malformed\n`);
  });
}

test("a strict compiler finds the types from both kinds of module, without any framework", () => {
  mkdirSync(join(folder, "node_modules/@types"), { recursive: true });
  symlinkSync(join(root, "node_modules/@types/node"), join(folder, "node_modules/@types/node"));
  symlinkSync(join(root, "node_modules/undici-types"), join(folder, "node_modules/undici-types"));
  const use = `
    const code: string = ${verdict.replace(".code", "")}.authorized ? "" : "denied";
    export { code };
  `;
  const imports =
    'import { Verifier } from "store-auth"; import { storeAuth } from "store-auth/express"; import { keyFile } from "store-auth/node"; import { denied } from "store-auth/fetch";';
  write("strict.mts", `${imports} ${use} export const all = [storeAuth, keyFile, denied];`);
  write("strict.cts", `${imports} ${use} export const all = [storeAuth, keyFile, denied];`);
  const options = ["--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--types", "node"];
  assert.equal(run(join(root, "node_modules/.bin/tsc"), ...options, "strict.mts", "strict.cts"), "");
});
