// A browser and a Store for all tests of a file, and a context of its own for each of them.

import { after, afterEach, before, beforeEach } from "node:test";
import { authorized, serve } from "../support.mjs";
import { openBrowser } from "./open-browser.mjs";

let browser;

/** What the pages of a test share, and nothing of another's. */
export let context;

/** A Store that answers what `store.answer` says: unless a test says otherwise, that an App is authorized. */
export let store;

before(async () => {
  browser = await openBrowser();
  store = await serve((url, request, count) => store.answer(url, request, count));
});
after(async () => {
  await browser?.close();
  await store?.close();
});
beforeEach(async () => {
  store.asked.length = 0;
  store.answer = () => authorized();
  context = await browser.newContext();
});
afterEach(() => context.close());
