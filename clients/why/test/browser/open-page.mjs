// A real Chromium, and a server of the page that counts what it is asked.

import { createServer } from "node:http";
import { chromium } from "playwright-core";
import { html } from "../compiled.mjs";

export const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

export const launch = (options = {}) => chromium.launch({ executablePath, args: ["--no-sandbox"], ...options });

/** A server of the folder, as any is. */
export async function servePage() {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    const found = request.url === "/";
    response.writeHead(found ? 200 : 404, { "Content-Type": "text/html; charset=utf-8" });
    response.end(found ? html : "nothing");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    asked,
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}
