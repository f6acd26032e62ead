// Makes dist: each way in as an ES module and as CommonJS, with its types, without dependencies.

import { execFileSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const ENTRIES = ["index", "node", "express", "fastify", "hono", "fetch"];

const common = { bundle: true, target: "es2022", charset: "utf8", logLevel: "warning", outdir: here("dist") };
const entryPoints = ENTRIES.map((name) => here(`src/${name}.ts`));
const inScript = { ...common, entryPoints, platform: "neutral", external: ["node:*"], loader: { ".wasm": "binary" } };

/** For platforms that compile the file themselves. */
const byPlatform = {
  name: "compiled-by-platform",
  setup(build) {
    build.onResolve({ filter: /\/compiled\.js$/ }, () => ({ path: here("src/compiled.workerd.ts") }));
  },
};

rmSync(here("dist"), { recursive: true, force: true });
await Promise.all([
  build({ ...inScript, format: "esm" }),
  build({ ...inScript, format: "cjs", outExtension: { ".js": ".cjs" } }),
  build({
    ...common,
    entryPoints: [{ in: here("src/index.ts"), out: "index.workerd" }],
    format: "esm",
    external: ["*.wasm"],
    plugins: [byPlatform],
  }),
]);
execFileSync(here("node_modules/.bin/tsc"), ["--project", here("tsconfig.json")], { stdio: "inherit" });
// A compiler takes types for those of the kind of module that their names say.
for (const file of readdirSync(here("dist/types"))) {
  const types = readFileSync(here(`dist/types/${file}`), "utf8");
  const name = file.replace(/\.d\.ts$/, ".d.cts");
  writeFileSync(here(`dist/types/${name}`), types.replace(/(from "\.\/[\w.-]+)\.js"/g, '$1.cjs"'));
}
copyFileSync(here("wasm/built/store-auth.wasm"), here("dist/store-auth.wasm"));
// npm packs no links.
for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) {
  copyFileSync(here(`../../${name}`), here(name));
}
