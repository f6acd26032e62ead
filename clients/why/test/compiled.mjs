// The page as it is kept, or as it was just built, and the explainer in it.

import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { compileExplainer } from "../src/explainer.js";

const folder = process.env.WHY_PAGE ?? fileURLToPath(new URL("../page", import.meta.url));

/** Where the page is on this disk. */
export const fileUrl = pathToFileURL(`${folder}/index.html`).href;

export const html = readFileSync(new URL(fileUrl), "utf8");

const [, embedded] = html.match(/<script type="text\/plain" id="wasm">([A-Za-z0-9+/=]+)<\/script>/);

export const explainer = await compileExplainer(Buffer.from(embedded, "base64"));
