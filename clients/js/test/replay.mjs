// Reads histories, one JSON object a line, and writes what the client makes of each, one line each.

import { once } from "node:events";
import { createInterface } from "node:readline";
import { simulate } from "./simulation.mjs";

for await (const line of createInterface({ input: process.stdin })) {
  if (line && !process.stdout.write(`${JSON.stringify(await simulate(JSON.parse(line)))}\n`)) {
    await once(process.stdout, "drain");
  }
}
