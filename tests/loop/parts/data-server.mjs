// What data servers have in common: they answer `/feed` to whom the Store authorized, and take new keys while they serve.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { storeauth } from "./places.mjs";
import { run } from "./program.mjs";
import { until } from "./until.mjs";

export class DataServer {
  /// Its id at the Store.
  id;
  /// Where its data is.
  feed;
  /// Files with the keys that it accepts, the current one first.
  keys = [];
  /// Where its own files are.
  folder;
  clock;

  constructor(id, folder, clock) {
    this.id = id;
    this.folder = join(folder, id);
    this.clock = clock;
    mkdirSync(this.folder);
  }

  /// Has it accept the keys of these files and no other; resolves when it does.
  async install(...keys) {
    const dropped = this.keys.filter((key) => !keys.includes(key));
    this.keys = keys;
    this.take(keys);
    for (const key of keys) {
      await until(`${this.id} to accept ${key}`, async () => (await this.#statusWith(key)) === 200);
    }
    for (const key of dropped) {
      await until(`${this.id} to accept ${key} no more`, async () => (await this.#statusWith(key)) === 401);
    }
  }

  /// What it answers to whom a Store with this key would have authorized.
  async #statusWith(key) {
    const query = await run(
      storeauth,
      ["sign", "--server-key-file", key, "--id", "KEYTEST", "--pc", "keytest"],
      this.clock.env,
    );
    const { status } = await fetch(`${this.feed}?${query}`);
    return status;
  }
}
