// A data server's key is replaced while a page polls: at once because it was stolen, and in the planned way.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HOUR } from "./parts/clock.mjs";
import { Loop } from "./parts/loop.mjs";

let loop;

before(async () => {
  loop = await Loop.start();
});

after(() => loop?.stop());

for (const id of ["Nginx1", "Axum1"]) {
  test(`after the key of ${id} was stolen and replaced at once, a page recovers by one more ask, without a reload`, async () => {
    const visit = await loop.visit({ widget: "board.html" });
    await visit.hearsFrom("Nginx1", "Axum1");
    const opened = await visit.widget.evaluate("opened.getTime()");
    const asks = await loop.store.asks();

    const key = await loop.prepareKey(id);
    await loop.store.run("server", "key", "activate", id);
    await loop.dataServer(id).install(key);
    await visit.hearsFrom("Nginx1", "Axum1");

    const { origin } = new URL(loop.dataServer(id).feed);
    const denied = visit.answers.filter(({ status }) => status !== 200);
    assert.deepEqual(denied, [{ from: origin, status: 401 }]);
    await visit.says(`tr:has-text('${id}')`, /\b200 /);
    assert.equal(await loop.store.asks(), asks + 1);
    assert.equal(await visit.widget.evaluate("opened.getTime()"), opened);
    await visit.shoot(`stolen-key-of-${id}`);
    await visit.close();
  });
}

test("while keys are replaced in the planned way, not one request of a page that polls fails", async () => {
  const visit = await loop.visit({ widget: "board.html" });
  await visit.hearsFrom("Nginx1", "Axum1");

  const replacements = await Promise.all(
    loop.dataServers.map(async (server) => ({
      server,
      before: server.keys[0],
      after: await loop.prepareKey(server.id),
    })),
  );
  for (const { server, before, after } of replacements) {
    await server.install(after, before);
    await loop.store.run("server", "key", "activate", server.id);
  }
  await visit.hearsFrom("Nginx1", "Axum1");
  await loop.clock.advance(23 * HOUR);
  await visit.hearsFrom("Nginx1", "Axum1");

  for (const { server, after } of replacements) {
    const listed = await loop.store.run("server", "key", "list", server.id, "--format", "json");
    const keys = listed.split("\n").map((line) => JSON.parse(line));
    const { safeToDrop } = keys.findLast(({ state }) => state === "retired");
    await loop.clock.advance(Math.max(0, Date.parse(safeToDrop) - loop.clock.now()));
    await server.install(after);
  }
  await visit.hearsFrom("Nginx1", "Axum1");
  assert.deepEqual(
    visit.answers.filter(({ status }) => status !== 200),
    [],
  );
  for (const { id } of loop.dataServers) {
    await visit.says(`tr:has-text('${id}')`, /\b200 /);
  }
  console.log(`${visit.answers.length} requests, each answered 200`);
  await visit.shoot("planned-replacement");
  await visit.close();
});
