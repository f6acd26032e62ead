// Deno, with a server of its own.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { testServer } from "../frameworks/asks.mjs";
import { bundle } from "./bundle.mjs";

const deno = fileURLToPath(new URL("../../node_modules/.bin/deno", import.meta.url));
const dist = new URL("../../dist/", import.meta.url);

const SERVER = `
  import { handle } from "./feed.mjs";
  Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: ({ port }) => console.log(port) }, handle);
`;

describe("Deno", () => {
  let folder, server, port;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "store-auth-deno-"));
    const script = join(folder, "server.mjs");
    writeFileSync(script, await bundle(SERVER, ["deno"]));
    server = spawn(deno, ["run", "--no-config", "--allow-net", script], { stdio: ["ignore", "pipe", "inherit"] });
    [port] = await once(createInterface({ input: server.stdout }), "line");
  });
  after(async () => {
    server?.kill();
    await once(server, "exit");
    rmSync(folder, { recursive: true });
  });

  testServer({
    port: () => Number(port),
    calls: async () => (await fetch(`http://127.0.0.1:${port}/calls`)).text(),
  });
});

test("Deno loads the files of the package as they are, and asks for nothing", () => {
  const program = `
    import { Verifier } from ${JSON.stringify(new URL("index.js", dist))};
    console.log(new Verifier({ keys: "k".repeat(40) }).verify("/feed").code);
  `;
  const output = execFileSync(deno, ["run", "--no-config", "--no-prompt", "-"], { input: program, encoding: "utf8" });
  assert.equal(output, "malformed\n");
});
