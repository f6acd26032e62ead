// Prints how large the page is for whoever loads it, and fails where it is larger than promised.

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const MOST = 400 * 1024;

const page = readFileSync(new URL("page/index.html", import.meta.url));
const size = gzipSync(page, { level: 9 }).length;
console.log(`page: ${size} bytes gzip (${page.length} plain), at most ${MOST}`);
if (size > MOST) {
  process.exitCode = 1;
}
