// A file behind nginx, which asks `storeauth gateway` about each request, by the configuration of integrations/proxies.

import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { DataServer } from "./data-server.mjs";
import { project, storeauth } from "./places.mjs";
import { Program } from "./program.mjs";

const WEATHER = [
  { city: "Toronto", celsius: 4, sky: "rain" },
  { city: "Lisbon", celsius: 17, sky: "sun" },
];

export class Gateway extends DataServer {
  #gateway;
  #nginx;

  async start(key) {
    this.#write([key]);
    const config = join(this.folder, "gateway.toml");
    this.#gateway = new Program(storeauth, ["gateway", "--config", config], this.clock.env);
    const [, address] = await this.#gateway.says(/ listening address=(\S+)/);
    await this.#startNginx(address);
    await this.install(key);
  }

  async #startNginx(gateway) {
    const folder = join(this.folder, "nginx");
    const data = join(folder, "data");
    mkdirSync(data, { recursive: true });
    // Its workers run as another user.
    chmodSync(folder, 0o755);
    writeFileSync(join(data, "feed"), JSON.stringify({ time: new Date().toISOString(), weather: WEATHER }));
    const address = await freeAddress();
    const config = readFileSync(join(project, "integrations/proxies/nginx.conf"), "utf8")
      .replaceAll("127.0.0.1:8080", address)
      .replaceAll("127.0.0.1:9180", gateway)
      .replaceAll("/usr/share/nginx/html", data);
    writeFileSync(join(folder, "nginx.conf"), config);
    this.#nginx = new Program("nginx", ["-p", folder, "-c", join(folder, "nginx.conf")]);
    this.feed = `http://${address}/feed`;
    await this.#nginx.until("nginx to answer", () => fetch(this.feed).catch(() => null));
  }

  take(keys) {
    this.#write(keys);
    this.#gateway.signal("SIGHUP");
  }

  #write(keys) {
    const sections = keys.map((key) => `[[key]]\nfile = ${JSON.stringify(key)}\n`);
    const listen = '[[listen]]\ntcp = "127.0.0.1:0"\n[request]\nheader = "X-Original-URI"\n';
    writeFileSync(join(this.folder, "gateway.toml"), `${listen}${sections.join("")}[policy]\nmax_lifetime = "25h"\n`);
  }

  async stop() {
    await this.#nginx?.end();
    await this.#gateway?.end();
  }
}

/// One that nobody listens on: nginx cannot be told to let the system pick.
async function freeAddress() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return `127.0.0.1:${port}`;
}
