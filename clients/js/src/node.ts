// For Node and Electron's main process.

import { accessSync, closeSync, constants, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { KeyValueStorage } from "./options.js";

/**
 * Keeps authorizations in a file, which several Apps may share. Whoever reads it is let in until they expire: it is made
 * for its owner alone.
 *
 * Throws where the file's folder cannot be written to.
 */
export function fileStorage(path: string): KeyValueStorage {
  accessSync(dirname(path), constants.W_OK);

  const change = (key: string, value: string | undefined) => {
    const values = read(path);
    if (values[key] !== value) {
      write(path, { ...values, [key]: value });
    }
  };

  return {
    getItem: (key) => read(path)[key] ?? null,
    setItem: (key, value) => change(key, value),
    removeItem: (key) => change(key, undefined),
  };
}

/** What is in the file: nothing where there is none, or where it is not understood. */
function read(path: string): Partial<Record<string, string>> {
  try {
    return { ...JSON.parse(`${readFileSync(path)}`) };
  } catch {
    return {};
  }
}

/** All of it or nothing, whenever the power goes: a new file takes the place of the old one. */
function write(path: string, values: Partial<Record<string, string>>): void {
  const written = `${path}.${process.pid}.new`;
  const file = openSync(written, "w", 0o600);
  try {
    writeSync(file, `${JSON.stringify(values, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(written, path);
}
