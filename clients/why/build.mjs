// Makes the page of what is in src and a compiled explainer: node build.mjs EXPLAINER.wasm PAGE.html GENERATOR
//
// It is one file, so that it can be opened from a disk, where scripts of modules are not loaded and nothing is fetched. Its
// policy names the script and the style by their hashes. They are not minified: whoever types a key there can read them.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const [wasm, page, generator] = process.argv.slice(2);
const source = (name) => fileURLToPath(new URL(`src/${name}`, import.meta.url));
const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const { outputFiles } = await build({
  entryPoints: [source("main.js")],
  bundle: true,
  format: "iife",
  target: ["chrome97", "firefox102", "safari16"],
  charset: "utf8",
  write: false,
  logLevel: "warning",
});
const script = `\n${outputFiles[0].text}`;
const style = `\n${readFileSync(source("page.css"), "utf8")}`;
const policy = [
  "default-src 'none'",
  "connect-src 'none'",
  `script-src ${hash(script)} 'wasm-unsafe-eval'`,
  `style-src ${hash(style)}`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
];
const parts = {
  policy: policy.join("; "),
  generator,
  style,
  script,
  wasm: readFileSync(wasm).toString("base64"),
};
const html = readFileSync(source("page.html"), "utf8").replace(
  /(?:\/\* )?\{\{(\w+)\}\}(?: \*\/)?/g,
  (_, name) => parts[name],
);
writeFileSync(page, html);
