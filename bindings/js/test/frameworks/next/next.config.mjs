import { fileURLToPath } from "node:url";

// The package itself is above, where nothing of a project is looked for otherwise.
const root = fileURLToPath(new URL("../../..", import.meta.url));

export default { turbopack: { root }, outputFileTracingRoot: root };
