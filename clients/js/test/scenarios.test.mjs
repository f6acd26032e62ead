// Each scenario of the description, as data.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { simulate } from "./simulation.mjs";

const scenarios = JSON.parse(readFileSync(new URL("../../../tests/vectors/app-client.json", import.meta.url), "utf8"));

for (const { expected, ...history } of scenarios) {
  test(history.name, async () => assert.deepEqual(await simulate(history), expected));
}
