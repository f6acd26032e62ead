// A real Chromium, and pages on loopback from which it loads what is published.

import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { serve } from "../support.mjs";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

const blank = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>An App</title>';

/** `pages` are texts of pages by their path, beside `/blank`; `/dist` is what is published. */
export async function openBrowser(pages = {}) {
  const server = await serve(({ pathname }) => {
    if (pathname.startsWith("/dist/")) {
      const body = readFileSync(new URL(`../..${pathname}`, import.meta.url));
      return { headers: { "Content-Type": "text/javascript" }, body };
    }
    return { headers: { "Content-Type": "text/html; charset=utf-8" }, body: pages[pathname] ?? blank };
  });
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  return {
    url: server.url,
    /** A browser of its own, as far as pages can tell. */
    newContext: () => browser.newContext({ baseURL: server.url }),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
