// What the README shows for Node, run as it is written.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const folder = new URL("../", import.meta.url);
const [, program] = readFileSync(new URL("README.md", folder), "utf8").match(/^```js\n([\s\S]*?)^```$/m);

test("the program of the README prints a report", () => {
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: fileURLToPath(folder),
    encoding: "utf8",
  });
  assert.equal(stderr, "");
  assert.match(stdout, /^denied \(malformed\): /);
  assert.match(stdout, /\nlikely: a parameter has another name than expected \(parameter-name\)\n/);
});
