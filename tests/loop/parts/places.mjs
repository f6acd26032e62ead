// Where things lie in the project, and where what the tests make goes.

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

export const project = resolve(import.meta.dirname, "../../..");
export const target = process.env.CARGO_TARGET_DIR ?? join(project, "target");
export const storeauth = process.env.STOREAUTH ?? join(target, "debug/storeauth");
export const axumServer = join(target, "debug/examples/axum_server");
export const client = join(project, "clients/js/dist");
export const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";

/// Screenshots and figures, for whoever wants to see what the tests saw.
export const output = join(target, "loop");
mkdirSync(output, { recursive: true });
