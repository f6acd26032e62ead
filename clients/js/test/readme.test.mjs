// What the README shows for Node, run as it is written.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { blocks, inNode } from "./readme-blocks.mjs";
import { authorized, SIGNATURE } from "./support.mjs";

const folder = mkdtempSync(join(tmpdir(), "readme-"));
after(() => rmSync(folder, { recursive: true }));

test("it shows a program for a widget, one for Node, and two pages", () => {
  assert.deepEqual(
    blocks.map(({ language }) => language),
    ["sh", "js", "html", "html", "js"],
  );
});

test("a program in Node prints its state, and a URL", async () => {
  const body = JSON.stringify(authorized({ servers: ["RiseFinancial"] }));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(fileURLToPath(new URL("..", import.meta.url)), join(folder, "node_modules", "store-auth-client"));
  writeFileSync(join(folder, "fetch.mjs"), `globalThis.fetch = async () => new Response(${body});`);
  writeFileSync(join(folder, "program.mjs"), `import "./fetch.mjs";\n${inNode.text}`);
  const { stdout } = await promisify(execFile)(process.execPath, ["program.mjs"], { cwd: folder });
  assert.match(
    stdout,
    new RegExp(`^authorized\nhttps://data.example/feed\\?symbol=IBM&cid=5ba51b5c-\\S+&signature=${SIGNATURE}\n$`),
  );
});
