// What this machine says to the same: the crate in `wasm`, and the command.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL("../../../target", import.meta.url));
const answers = join(target, "debug/examples/answers");
const storeauth = process.env.STOREAUTH ?? join(target, "debug/storeauth");

function run(program, args, input) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { input, encoding: "utf8", maxBuffer: 2 ** 30 });
  if (error) {
    throw error;
  }
  return { status, stdout, stderr };
}

/** The answers of the crate to these questions. */
export function nativeAnswers(questions) {
  const input = questions.map((question) => `${JSON.stringify(question)}\n`).join("");
  const { status, stdout, stderr } = run(answers, [], input);
  if (status !== 0) {
    throw new Error(stderr);
  }
  const lines = stdout.split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

/** What `storeauth explain` prints of a text, with a key file of these bytes. */
export function commandPrints(text, key, ...options) {
  const folder = mkdtempSync(join(tmpdir(), "why-"));
  try {
    const file = join(folder, "key");
    writeFileSync(file, key, { mode: 0o600 });
    const { status, stdout, stderr } = run(storeauth, ["explain", "--server-key-file", file, ...options], text);
    if (status === 2) {
      throw new Error(stderr);
    }
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
