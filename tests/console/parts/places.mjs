// Where things lie in the project, and where what the tests make goes.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { target } from "../../loop/parts/places.mjs";

export { chromium, storeauth } from "../../loop/parts/places.mjs";

/// Screenshots and figures, for whoever wants to see what the tests saw.
export const output = join(target, "console");
mkdirSync(output, { recursive: true });
