// A Store of its own, as `storeauth store init` makes it.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Clock } from "../../loop/parts/clock.mjs";
import { Program, run } from "../../loop/parts/program.mjs";
import { storeauth } from "./places.mjs";

export class Store {
  /// Where its console is.
  url;
  /// Where Apps ask.
  apps;
  /// A token for everything.
  token;
  /// Its clock: the machine's, until it is set.
  clock;
  #folder = mkdtempSync(join(tmpdir(), "console-"));
  #program;

  /// `from` is what its clock says then, `config` what is in its configuration.
  static async start(from = Date.now(), config = "") {
    const store = new Store();
    const data = join(store.#folder, "data");
    store.clock = await Clock.in(store.#folder);
    store.clock.set(from);
    await run(storeauth, ["store", "init", "--data", data], store.clock.env);
    const file = join(store.#folder, "store.toml");
    writeFileSync(file, config);
    const serve = ["store", "serve", "--data", data, "--config", file, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"];
    store.#program = new Program(storeauth, serve, store.clock.env);
    const note = join(data, "listening.json");
    await store.#program.until("the Store to listen", () => existsSync(note));
    const { listen, admin } = JSON.parse(readFileSync(note, "utf8"));
    store.url = admin;
    store.apps = listen[0];
    store.token = readFileSync(join(data, "admin.token"), "utf8").trim();
    return store;
  }

  /// `storeauth store …`; gives what it prints.
  run(...args) {
    return run(storeauth, ["store", ...args], { STOREAUTH_DATA: join(this.#folder, "data") });
  }

  /// Adds what a document says.
  async import(document) {
    const file = join(this.#folder, "document.json");
    writeFileSync(file, JSON.stringify(document));
    await this.run("import", file);
  }

  async ask(query) {
    const answer = await fetch(`${this.apps}/v1/widget/auth?${query}`);
    return answer.json();
  }

  async stop() {
    await this.#program.end();
    rmSync(this.#folder, { recursive: true });
  }
}
