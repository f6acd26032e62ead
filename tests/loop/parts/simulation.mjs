// A clock for many clients in this process: time passes in jumps, from one timer to the next.

export class Simulation {
  #now;
  #start;
  #timers = new Map();
  #count = 0;

  constructor(start) {
    this.#start = start;
    this.#now = start;
  }

  now() {
    return this.#now;
  }

  /// What the client takes as its `clock`.
  get clock() {
    return {
      now: () => this.#now,
      monotonic: () => this.#now - this.#start,
      setTimeout: (call, delay) => this.at(this.#now + delay, call),
      clearTimeout: (timer) => this.#timers.delete(timer),
    };
  }

  at(due, call) {
    this.#count += 1;
    this.#timers.set(this.#count, { due, call });
    return this.#count;
  }

  /// Lets time pass until `end`. Behind each timer waits for what `settled` resolves with, for which no time passes.
  async run(end, settled) {
    for (;;) {
      let next;
      for (const [timer, { due }] of this.#timers) {
        if (!next || due < next.due) {
          next = { timer, due };
        }
      }
      if (!next || next.due > end) {
        this.#now = end;
        return;
      }
      this.#now = Math.max(this.#now, next.due);
      const { call } = this.#timers.get(next.timer);
      this.#timers.delete(next.timer);
      call();
      await settled();
    }
  }
}

/// Numbers from 0 up to 1, the same at each run: xorshift.
export function randomNumbers(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
