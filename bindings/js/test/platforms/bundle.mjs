// What a bundler makes of a program for a platform.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** The text of a program as one ES module, with the package as the platform's conditions find it. */
export async function bundle(contents, conditions) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
    bundle: true,
    format: "esm",
    conditions,
    external: ["*.wasm"],
    write: false,
    logLevel: "warning",
  });
  return outputFiles[0].text;
}
