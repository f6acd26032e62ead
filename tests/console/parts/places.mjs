// Where things lie in the project, and where what the tests make goes.

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

const project = resolve(import.meta.dirname, "../../..");
const target = process.env.CARGO_TARGET_DIR ?? join(project, "target");
export const storeauth = process.env.STOREAUTH ?? join(target, "debug/storeauth");
export const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";

/// Screenshots and figures, for whoever wants to see what the tests saw.
export const output = join(target, "console");
mkdirSync(output, { recursive: true });
