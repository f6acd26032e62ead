// Next: routes of an app, built and served as its own commands do.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { signed, target } from "../support.mjs";
import { testServer } from "./asks.mjs";

const folder = fileURLToPath(new URL("next/", import.meta.url));
const next = fileURLToPath(new URL("../../node_modules/next/dist/bin/next", import.meta.url));
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };

describe("Next", () => {
  let server, url;

  before(async () => {
    execFileSync(process.execPath, [next, "build", folder], { env, stdio: "ignore" });
    server = spawn(process.execPath, [next, "start", folder, "--port", "0", "--hostname", "127.0.0.1"], {
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface({ input: server.stdout })) {
      url ??= line.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
      if (line.includes("Ready")) {
        break;
      }
    }
  });
  after(async () => {
    server?.kill();
    await once(server, "exit");
    rmSync(`${folder}.next`, { recursive: true, force: true });
  });

  testServer({
    port: () => Number(new URL(url).port),
    calls: async () => (await fetch(`${url}/calls`)).text(),
  });

  test("what Next hands over comes behind the authorization", async () => {
    const { headers } = await fetch(url + target(signed()));
    assert.equal(headers.get("x-context"), "object");
  });
});
