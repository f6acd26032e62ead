// `storeauth store serve`, with TLS, and the commands that change what it sells.

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { certify } from "./certificate.mjs";
import { storeauth } from "./places.mjs";
import { Program, run } from "./program.mjs";

export class Store {
  url;
  /// What whoever asks it has to trust.
  tls;
  #folder;
  #data;
  #clock;
  #sections;
  #program;
  #admin;

  /// `sections` are those of its configuration beside the listeners.
  constructor(folder, clock, sections = "") {
    this.#folder = folder;
    this.#sections = sections;
    this.#data = join(folder, "store");
    this.#clock = clock;
  }

  /// Makes one that sells what a catalogue says, and serves it.
  async open(catalogue) {
    this.tls = await certify(this.#folder);
    await run(storeauth, ["store", "init", "--data", this.#data], this.#clock.env);
    await this.start();
    const file = join(this.#folder, "catalogue.json");
    writeFileSync(file, JSON.stringify(catalogue));
    await this.run("import", file);
  }

  /// Serves, at the address that it had before if it had one.
  async start() {
    const { certificate, privateKey } = this.tls;
    const listen = { tcp: this.url ? new URL(this.url).host : "127.0.0.1:0", certificate, private_key: privateKey };
    const config = join(this.#folder, "store.toml");
    const lines = Object.entries(listen).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`);
    writeFileSync(config, `[[listen]]\n${lines.join("")}[admin]\ntcp = "127.0.0.1:0"\n${this.#sections}`);
    const note = join(this.#data, "listening.json");
    rmSync(note, { force: true });
    this.#program = new Program(
      storeauth,
      ["store", "serve", "--data", this.#data, "--config", config],
      this.#clock.env,
    );
    await this.#program.until("the Store to listen", () => existsSync(note));
    const { listen: addresses, admin } = JSON.parse(readFileSync(note, "utf8"));
    this.url = `${addresses[0]}/`;
    this.#admin = admin;
  }

  async stop(signal) {
    await this.#program?.end(signal);
  }

  /// `storeauth store …`; gives what it prints.
  run(...args) {
    return run(storeauth, ["store", ...args], { STOREAUTH_DATA: this.#data });
  }

  /// How many asks for an authorization it has answered since it started, by its own count.
  async asks() {
    const metrics = await (await fetch(`${this.#admin}/metrics`)).text();
    const lines = metrics.matchAll(/^store_auth_calls_total\{endpoint="widget\/auth",.*\} (\d+)$/gm);
    return Array.from(lines, ([, count]) => Number(count)).reduce((sum, count) => sum + count, 0);
  }
}
