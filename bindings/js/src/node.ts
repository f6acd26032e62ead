// Keys from files.

import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Key } from "./settings.js";

/** No key is longer than 128 bytes: more shows that a file holds something else. */
const READ_AT_MOST = 300;

/** What a name is when somebody gave the key in its place. */
const LOOKS_LIKE_A_KEY = /^[0-9A-Za-z]{20,}$/;

/**
 * The server key that a file holds, and nothing besides, for `keys`. The file is read when a verifier is made of it, and no
 * copy of what was read is left but the verifier's.
 */
export function keyFile(path: string | URL, { acceptUntil }: Pick<Key, "acceptUntil"> = {}): Key {
  const file = typeof path === "string" ? path : fileURLToPath(path);
  return { key: () => read(file), acceptUntil, name: `key file ${file}` };
}

function read(file: string): Uint8Array {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const name = file.split(/[/\\]/).pop() ?? file;
    if (code === "ENOENT" && LOOKS_LIKE_A_KEY.test(name)) {
      throw new TypeError(`key file (expected the name of a file, not the key): ${code}`);
    }
    throw error;
  }
  const start = new Uint8Array(READ_AT_MOST);
  try {
    warnOf(file, descriptor);
    let length = 0;
    for (let read = -1; read !== 0 && length < READ_AT_MOST; length += read) {
      read = readSync(descriptor, start, length, READ_AT_MOST - length, null);
    }
    if (length === READ_AT_MOST) {
      throw new TypeError(`key file ${file}: expected 1 to 128 bytes, found more`);
    }
    return start.slice(0, length);
  } finally {
    start.fill(0);
    closeSync(descriptor);
  }
}

function warnOf(file: string, descriptor: number): void {
  const stat = fstatSync(descriptor);
  if (process.platform !== "win32" && stat.isFile() && stat.mode & 0o004) {
    process.emitWarning(`key file ${file}: every user of this machine can read it`, "StoreAuthWarning");
  }
}
