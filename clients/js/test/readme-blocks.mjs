// What the README shows, by the language that it is marked with.

import { readFileSync } from "node:fs";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

export const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
  language,
  text,
}));
export const [inWidget, inNode] = blocks.filter(({ language }) => language === "js");
export const [withScript, withElement] = blocks.filter(({ language }) => language === "html");
