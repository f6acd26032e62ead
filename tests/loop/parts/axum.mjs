// The example of a data server on axum, with the layer.

import { copyFileSync, existsSync, renameSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { DataServer } from "./data-server.mjs";
import { axumServer } from "./places.mjs";
import { Program } from "./program.mjs";

export class Axum extends DataServer {
  #files = ["current.key", "previous.key"].map((name) => join(this.folder, name));
  #program;

  async start(key) {
    this.#put([key]);
    const files = { STOREAUTH_SERVER_KEY_FILE: this.#files.join(delimiter) };
    this.#program = new Program(axumServer, [], { ...this.clock.env, ...files });
    [, this.feed] = await this.#program.says(/'(http:\S+\/feed)'/);
    await this.install(key);
  }

  take(keys) {
    this.#put(keys);
    this.#program.signal("SIGHUP");
  }

  #put(keys) {
    this.#files.forEach((file, index) => {
      if (keys[index]) {
        copyFileSync(keys[index], `${file}.new`);
        renameSync(`${file}.new`, file);
      } else if (existsSync(file)) {
        rmSync(file);
      }
    });
  }

  async stop() {
    await this.#program?.end();
  }
}
