// Makes dist: one small file for each way in, without dependencies, and the types beside them.

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { minify } from "terser";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The oldest that has AbortController. What it cannot read, esbuild writes anew or refuses. */
const page = { target: "chrome66", platform: "browser" };
const node = { target: "node18", platform: "node" };

const files = [
  { from: "index.ts", to: "index.js", format: "esm", ...page },
  { from: "script.ts", to: "store-auth.js", format: "iife", ...page },
  { from: "element.ts", to: "element.js", format: "esm", external: ["./index.js"], ...page },
  { from: "node.ts", to: "node.js", format: "esm", ...node },
];

rmSync(here("dist"), { recursive: true, force: true });
mkdirSync(here("dist"));
for (const { from, to, ...options } of files) {
  const { outputFiles } = await build({
    ...options,
    entryPoints: [here(`src/${from}`)],
    bundle: true,
    minify: true,
    mangleProps: /^_[a-z]/,
    write: false,
    logLevel: "warning",
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
  });
  // Names of parameters in the order in which they come, and one `var` for all of a function: a tenth of a kilobyte less,
  // compressed.
  const { code } = await minify(outputFiles[0].text, {
    ecma: 2018,
    module: options.format === "esm",
    toplevel: true,
    compress: { passes: 3, hoist_vars: true },
  });
  writeFileSync(here(`dist/${to}`), code);
}
execFileSync(here("node_modules/.bin/tsc"), ["--project", here("tsconfig.json")], { stdio: "inherit" });
// npm packs no links.
for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) {
  copyFileSync(here(`../../${name}`), here(name));
}
