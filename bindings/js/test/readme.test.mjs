// The programs of the README, run as they are written.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { bundle } from "./platforms/bundle.mjs";
import { FIELDS, KEY, signed, target } from "./support.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(join(root, "README.md"), "utf8");

/** Within which a server has to answer. */
const PATIENCE = 60_000;

let folder;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "store-auth-readme-"));
  writeFileSync(join(folder, "server.key"), KEY, { mode: 0o600 });
  mkdirSync(join(folder, "node_modules/@hono"), { recursive: true });
  symlinkSync(root, join(folder, "node_modules/store-auth"));
  for (const name of ["express", "fastify", "hono", "@hono/node-server"]) {
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  }
});
after(() => rmSync(folder, { recursive: true }));

/** The first program behind a heading. */
function program(heading) {
  const [, behind] = readme.split(`# ${heading}\n`);
  return behind.match(/```js\n(.*?)```/s)[1];
}

function write(name, text) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test("the quick start prints what it says", async () => {
  const path = write("quick.mjs", program("Quick start"));
  assert.equal(execFileSync(process.execPath, [path], { encoding: "utf8" }), `${FIELDS.id}\nexpired 401\n`);
});

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function answers(command, ...given) {
  const port = await freePort();
  const server = spawn(command, given, { cwd: folder, env: { ...process.env, PORT: port }, stdio: "inherit" });
  const ended = once(server, "exit");
  const end = Date.now() + PATIENCE;
  const ask = (fields) => fetch(`http://localhost:${port}${target(fields)}`);
  try {
    while (!(await ask({}).catch(() => null))) {
      assert.ok(Date.now() < end && server.exitCode === null, "the server does not answer");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const authorized = await ask(signed());
    assert.deepEqual([authorized.status, await authorized.json()], [200, { for: FIELDS.id }]);
    assert.equal((await ask({ ...signed(), id: "somebody" })).status, 401);
  } finally {
    server.kill();
    await ended;
  }
}

for (const framework of ["Express", "Fastify", "Hono"]) {
  test(`the server with ${framework} lets in whom it should`, async () => {
    await answers(process.execPath, write(`${framework}.mjs`, program(`In ${framework}`)));
  });
}

test("the server of Deno lets in whom it should", async () => {
  const deno = join(root, "node_modules/.bin/deno");
  const path = join(folder, "deno.mjs");
  writeFileSync(path, await bundle(program("In Next, workers, Deno and Bun"), ["deno"]));
  await answers(deno, "run", "--no-config", "--allow-net", "--allow-env=PORT", "--allow-read=server.key", path);
});
