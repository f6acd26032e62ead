// Runs the whole client through a history of tests/vectors/app-client.json: clock, timers, Store, storage and page are
// simulated, the client is what is published.

import { isDeepStrictEqual } from "node:util";
import { StoreAuth } from "../dist/index.js";

const STORE = "https://store.example/";
const DATA = "https://data.example/feed";

/** What the page hears, as the client listens to it. */
const listeners = new Map();
globalThis.addEventListener = (type, listener) => listeners.set(type, listener);
globalThis.removeEventListener = (type, listener) => listeners.get(type) === listener && listeners.delete(type);
const hear = (event) => listeners.get(event.type)?.(event);

/** Node's own makes an error with its stack for each ask that ends: a third of the time. */
globalThis.AbortController = class {
  signal = { aborted: false };
  abort() {
    this.signal.aborted = true;
  }
};

/** More turns at one time are turns without an end. */
const MOST_TURNS = 1000;

/** The two renderings of an expiry. */
const iso = (instant) => new Date(instant).toISOString();
const java = (instant) => iso(instant).replace(/(\d\d)\.\d{3}Z$/, "$1.0$1+0000");

class World {
  constructor(history) {
    this.history = history;
    this.at = 0;
    this.jumped = 0;
    this.drawn = 0;
    this.kept = history.stored;
    this.timers = [];
    this.replies = [];
    this.outcome = { calls: [], states: [], stored: [] };
    /** Requests to a data server that it has not answered: what a 401 can come to later. */
    this.unanswered = [];
    this.hints = history.events.filter((event) => event.do === "hint-401").length;
    const { id, cid, productCode, servers = [] } = history.options;
    this.who = id ?? cid;
    this.key = ["store-auth", STORE, id ? "id" : "cid", this.who, productCode, servers].join(" ");
    const clock = {
      now: () => this.wall(),
      monotonic: () => this.at,
      setTimeout: (call, delay) => {
        const timer = { call, due: this.at + delay };
        this.timers.push(timer);
        return timer;
      },
      clearTimeout: (timer) => {
        const index = this.timers.indexOf(timer);
        index < 0 || this.timers.splice(index, 1);
      },
    };
    const storage = {
      getItem: (key) => (key !== this.key ? this.who : this.kept === null ? null : JSON.stringify(this.kept)),
      setItem: (key, value) => key === this.key && this.keep(JSON.parse(value)),
      removeItem: () => this.keep(null),
    };
    this.options = {
      ...history.options,
      ...(history.answers.some((answer) => "noId" in answer) && { [id ? "id" : "cid"]: () => this.obtainId() }),
      store: STORE,
      clock,
      storage,
      fetch: (url) => (url.startsWith(DATA) ? this.answerData() : this.answerAsk()),
      random: () => history.random[this.drawn++ % history.random.length],
    };
  }

  wall() {
    return this.history.wall + this.at + this.jumped;
  }

  answer() {
    return this.history.answers.findLast((answer) => answer.from <= this.at);
  }

  obtainId() {
    const { noId } = this.answer();
    if (noId !== undefined) {
      throw new Error(noId);
    }
    return this.who;
  }

  keep(value) {
    this.heldMayBeNew = true;
    if (!isDeepStrictEqual(value, this.kept)) {
      this.kept = value;
      this.outcome.stored.push({ at: this.at, value });
    }
  }

  answerAsk() {
    this.outcome.calls.push(this.at);
    const { reply, after } = this.answer();
    return new Promise((resolve, reject) => {
      if (after !== undefined) {
        const began = this.at;
        this.replies.push({
          at: began + after,
          come: () => (reply ? resolve(this.response(reply, began)) : reject(new TypeError("fetch failed"))),
        });
      }
    });
  }

  response({ status, headers, body, lifetime = 0 }, began) {
    const expiry = this.history.store + began + lifetime;
    const text = body.replaceAll("$EXPIRY", () => java(expiry)).replaceAll("$ISO", () => iso(expiry));
    return {
      status,
      headers: { get: (name) => headers[name] ?? null },
      text: async () => text,
    };
  }

  answerData() {
    return new Promise((resolve) => this.unanswered.push(resolve));
  }

  start() {
    this.auth.start();
    this.isRunning = true;
    this.heldMayBeNew = true;
  }

  make() {
    this.auth = new StoreAuth(this.options);
    this.auth.addEventListener("change", () => {
      const { name, until, reason } = this.auth.state;
      this.outcome.states.push({ at: this.at, state: name, until, reason });
    });
  }

  /** Sends, with what is held, as many requests as a 401 may still come to. */
  sendRequests() {
    this.heldMayBeNew = false;
    this.unanswered = [];
    const { servers = [] } = this.history.options;
    for (let count = 0; count < this.hints; count++) {
      this.auth.fetch(servers[0], DATA).catch(() => {});
    }
  }

  do({ do: what, by, value }) {
    if (what === "jump") {
      this.jumped += by;
    } else if (what === "start") {
      this.isRunning || this.start();
    } else if (what === "restart") {
      this.auth.stop();
      this.make();
      this.start();
    } else if (what === "stop") {
      this.auth.stop();
      this.isRunning = false;
    } else if (what === "stored") {
      this.kept = value;
      this.heldMayBeNew = true;
      hear({ type: "storage", key: this.key });
    } else if (what === "online") {
      hear({ type: "online" });
    } else if (what === "hint-401") {
      this.hints--;
      this.isRunning && this.unanswered.shift()?.({ status: 401 });
    }
  }

  async run() {
    const { history, timers, replies } = this;
    const events = [...history.events];
    this.make();
    for (let turns = 0; turns < MOST_TURNS; turns++) {
      const reply = first(replies, "at");
      const timer = first(timers, "due");
      const at = Math.min(reply?.at ?? Infinity, timer?.due ?? Infinity, events[0]?.at ?? Infinity);
      if (at > history.end) {
        this.auth.stop();
        return this.outcome;
      }
      turns = at > this.at ? 0 : turns;
      this.at = at;
      if (reply?.at === at) {
        replies.splice(replies.indexOf(reply), 1);
        reply.come();
        await settled();
      } else if (timer?.due === at) {
        timers.splice(timers.indexOf(timer), 1);
        timer.call();
        // An ask has a timer too.
        timers.length > 1 && (await settled());
      } else {
        const event = events.shift();
        this.do(event);
        await settled();
        if (event.do === "hint-401" || event.do === "wake") {
          this.auth.wake();
          await settled();
        }
      }
      if (this.heldMayBeNew && this.hints > 0 && this.isRunning && this.auth.state.name === "authorized") {
        this.sendRequests();
        await settled();
      }
    }
    throw new Error(`more than ${MOST_TURNS} turns at ${this.at}`);
  }
}

/** The one that comes first; of those at one time, the one that was there first. */
function first(entries, time) {
  let found;
  for (const entry of entries) {
    if (found === undefined || entry[time] < found[time]) {
      found = entry;
    }
  }
  return found;
}

/** Everything that was waiting for nothing but its turn has had it. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** `{calls, states, stored}` of a history. */
export const simulate = (history) => new World(history).run();
