// Programs that run beside the tests, and commands that end by themselves.

import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { until } from "./until.mjs";

/// However the tests end, none of these goes on.
const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill()));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => process.exit(1));
}

/// Runs a command to its end, and gives what it prints.
export async function run(program, args, env = {}) {
  const { stdout } = await promisify(execFile)(program, args, { env: { ...process.env, ...env } });
  return stdout.trim();
}

/// A program that goes on until it is ended.
export class Program {
  #child;
  #said = "";

  constructor(program, args, env = {}) {
    this.#child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    running.add(this.#child);
    this.#child.once("exit", () => running.delete(this.#child));
    this.#child.once("error", (error) => {
      this.#said += error;
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        this.#said += text;
      });
    }
  }

  get hasEnded() {
    return this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /// Waits until a function gives something true, for as long as the program runs.
  until(what, condition) {
    return until(what, () => {
      if (this.hasEnded) {
        throw new Error(`expected ${this.#child.spawnfile} to run, found it ended: ${this.#said}`);
      }
      return condition();
    });
  }

  /// Waits until it has said what matches, and gives the match.
  says(pattern) {
    return this.until(`${this.#child.spawnfile} to say ${pattern}`, () => this.#said.match(pattern));
  }

  signal(signal) {
    this.#child.kill(signal);
  }

  async end(signal = "SIGTERM") {
    this.#child.kill(signal);
    await until(`${this.#child.spawnfile} to end`, () => this.hasEnded);
  }
}
