// Prints how large the core is for whoever loads it, and fails where it is larger than promised.

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const MOST = { "store-auth.wasm": 30 * 1024, "index.js": 48 * 1024 };

for (const [name, most] of Object.entries(MOST)) {
  const file = readFileSync(new URL(`dist/${name}`, import.meta.url));
  const size = gzipSync(file, { level: 9 }).length;
  console.log(`${name}: ${size} bytes gzip (${file.length} plain), at most ${most}`);
  if (size > most) {
    process.exitCode = 1;
  }
}
