// Mutates files of the client, builds it as it is published, and runs tests in Node against each mutant:
//
//   node run.mjs [--iterate] [--jobs N] --output FOLDER --test NAME… FILE…
//
// Writes the mutants by what came of them to FOLDER/mutants.out, in the files in which cargo-mutants does: caught, missed,
// timeout, unviable. With --iterate, what was caught is not tried again unless the test that caught it has changed.

import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";

const PROJECT = fileURLToPath(new URL("../../../", import.meta.url));
const CLIENT = "clients/js";

/** In which file a mutant is by what came of it. */
const OUTCOMES = {
  Killed: "caught",
  Survived: "missed",
  NoCoverage: "missed",
  Timeout: "timeout",
  // No test has failed, but the process of the tests has.
  RuntimeError: "caught",
  CompileError: "unviable",
};

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    iterate: { type: "boolean", default: false },
    jobs: { type: "string", default: "1" },
    output: { type: "string" },
    test: { type: "string", multiple: true },
  },
});
const output = resolve(options.output);

/** A copy of the client, and links to what it builds and tests with, as it lies in the project. */
function copyClient() {
  const copy = mkdtempSync(join(realpathSync(tmpdir()), "store-auth-mutants-"));
  const from = join(PROJECT, CLIENT);
  cpSync(from, join(copy, CLIENT), {
    recursive: true,
    filter: (path) => !["node_modules", "dist", "mutants"].includes(path.slice(from.length + 1)),
  });
  symlinkSync(join(from, "node_modules"), join(copy, CLIENT, "node_modules"));
  for (const name of ["tests", "LICENSE-APACHE", "LICENSE-MIT"]) {
    symlinkSync(join(PROJECT, name), join(copy, name));
  }
  return copy;
}

/** A mutant without its place, which any change above would move: what stands there, on one line, and what instead. */
function nameOf({ fileName, location: { start, end }, replacement }) {
  const lines = readFileSync(fileName, "utf8")
    .split("\n")
    .slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  const oneLine = (text) => text.replace(/\s+/g, " ");
  return `${relative(copy, fileName)}: replace ${oneLine(lines.join("\n"))} with ${oneLine(replacement)}`;
}

const copy = copyClient();
try {
  process.chdir(join(copy, CLIENT));
  const results = await new Stryker({
    mutate: files.map((file) => file.slice(CLIENT.length + 1)),
    inPlace: true,
    buildCommand: "node build.mjs",
    testRunner: "tap",
    tap: { testFiles: options.test.map((file) => `test/${file}.test.mjs`), nodeArgs: [] },
    incremental: true,
    incrementalFile: join(output, "incremental.json"),
    force: !options.iterate,
    timeoutMS: 15_000,
    concurrency: Number(options.jobs),
    reporters: ["progress-append-only"],
    allowConsoleColors: false,
  }).runMutationTest();

  const names = { caught: [], missed: [], timeout: [], unviable: [] };
  for (const result of results) {
    names[OUTCOMES[result.status]].push(`${nameOf(result)}\n`);
  }
  mkdirSync(join(output, "mutants.out"), { recursive: true });
  for (const [outcome, lines] of Object.entries(names)) {
    writeFileSync(join(output, "mutants.out", `${outcome}.txt`), lines.join(""));
  }
} finally {
  process.chdir(PROJECT);
  rmSync(copy, { recursive: true });
}
