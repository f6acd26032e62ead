// One clock for the Store, the data servers and the pages, which the tests move on: theirs is the machine's own clock and an
// offset. Programs get theirs from libfaketime, which reads the offset from a file at each look; monotonic clocks, by which they
// time connections, are left alone. In pages Playwright moves Date, performance.now and the timers.

import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./program.mjs";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export class Clock {
  /// For a program that is to have this clock.
  env;
  #file;
  #offset = 0;
  #contexts = new Set();

  constructor(file, library) {
    this.#file = file;
    this.#write();
    this.env = {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      NO_FAKE_STAT: "1",
    };
  }

  /// `faketime` knows where its library lies.
  static async in(folder) {
    const library = await run("faketime", ["now", "printenv", "LD_PRELOAD"]);
    return new Clock(join(folder, "clock"), library.replace("libfaketime.so", "libfaketimeMT.so"));
  }

  now() {
    return Date.now() + this.#offset;
  }

  /// Has the pages of a browser's context show this clock.
  async lend(context) {
    await context.clock.install({ time: this.now() });
    this.#contexts.add(context);
    context.once("close", () => this.#contexts.delete(context));
  }

  /// Moves it on, as if all machines had slept: timers that are due then fire once.
  async advance(milliseconds) {
    this.set(this.now() + milliseconds);
    await Promise.all([...this.#contexts].map((context) => context.clock.fastForward(milliseconds)));
  }

  /// Sets it for the programs alone.
  set(time) {
    this.#offset = time - Date.now();
    this.#write();
  }

  /// In one step: a program that looks meanwhile finds the old offset or the new one.
  #write() {
    const sign = this.#offset < 0 ? "" : "+";
    writeFileSync(`${this.#file}.new`, `${sign}${(this.#offset / 1000).toFixed(3)}\n`);
    renameSync(`${this.#file}.new`, this.#file);
  }
}
