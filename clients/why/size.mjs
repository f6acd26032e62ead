// Prints how large the page is for whoever loads it, and fails where it is larger than promised.

import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const MOST = 400 * 1024;

const folder = new URL("page/", import.meta.url);
const files = readdirSync(folder).map((name) => readFileSync(new URL(name, folder)));
const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
const size = sum(files.map((file) => gzipSync(file, { level: 9 }).length));
console.log(`page: ${size} bytes gzip (${sum(files.map((file) => file.length))} plain), at most ${MOST}`);
if (size > MOST) {
  process.exitCode = 1;
}
