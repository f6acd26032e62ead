// What stands on the Viewer's origin and on the widget's: the example of both, the pages of these tests, and the client.

import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { client, project } from "./places.mjs";

const FOLDERS = [client, join(import.meta.dirname, "../pages"), join(project, "examples/widget")];
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

export class Pages {
  #server;

  /// `feeds` are the URLs of the data servers. With `?strict` in its URL, a page may fetch from them alone.
  static async start(feeds) {
    const pages = new Pages();
    pages.#server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url, "http://pages");
      const file = FOLDERS.map((folder) => join(folder, pathname)).find(existsSync);
      if (!file || !TYPES[extname(file)]) {
        response.writeHead(404).end();
        return;
      }
      response.setHeader("Content-Type", `${TYPES[extname(file)]}; charset=utf-8`);
      if (searchParams.has("strict")) {
        response.setHeader("Content-Security-Policy", `connect-src ${feeds.join(" ")}`);
      }
      response.end(readFileSync(file));
    });
    await once(pages.#server.listen(0, "127.0.0.1"), "listening");
    return pages;
  }

  /// `127.0.0.1` and `localhost` are two sites, between which a browser keeps more apart than between two origins.
  origin(host) {
    return `http://${host}:${this.#server.address().port}`;
  }

  async stop() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
