// A Store and data servers on loopback, which answer what a test says, and a clock that a test moves.

import { once } from "node:events";
import { createServer } from "node:http";
import { afterEach } from "node:test";

export const PRODUCT = "b0cba08a4baa0c62b8cdc621b6f6a124f89a03db";
export const SIGNATURE = "16be1703017fd1001fe63465e50523982f10b0ca";
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** As the Store writes an expiry. */
export const java = (instant) => new Date(instant).toISOString().replace(/(\d\d)\.\d{3}Z$/, "$1.0$1+0000");

/** As the Store answers, for as long from now. */
export function authorized({ expiry = java(Date.now() + DAY), servers = ["A"] } = {}) {
  const signatures = servers.map((serverId) => ({ serverId, value: SIGNATURE }));
  return JSON.stringify({ authorized: true, expiry, expiry_time: expiry, signatures, error: null });
}

export function denied(message = "Subscription is not active.") {
  return JSON.stringify({ authorized: false, expiry: null, expiry_time: null, signatures: null, error: { message } });
}

/**
 * A server that answers with what `answer(url, request)` gives: `{status, headers, body}`, or nothing at all for null. It
 * keeps each request's URL in `asked`.
 */
export async function serve(answer) {
  const asked = [];
  const requests = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://loopback");
    asked.push(url);
    requests.push(request);
    const given = await answer(url, request, asked.length);
    if (given) {
      const { status = 200, headers = {}, body = "" } = typeof given === "string" ? { body: given } : given;
      response.writeHead(status, { "Access-Control-Allow-Origin": "*", ...headers });
      response.end(body);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    asked,
    requests,
    url: `http://127.0.0.1:${server.address().port}/`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

const closing = [];
afterEach(async () => {
  for (const close of closing.splice(0)) {
    await close();
  }
});

/** Has something done when the test ends, in the order in which it is said. */
export const atEnd = (close) => closing.push(close);

/** As `serve`, until the test ends. */
export async function served(answer) {
  const server = await serve(answer);
  atEnd(() => server.close());
  return server;
}

/** A clock that stands still until a test moves it. Its timers fire on the way. */
export class TestClock {
  constructor(wall) {
    this.wall = wall;
    this.mono = 0;
    this.timers = new Set();
    /** Every delay that was asked for. */
    this.delays = [];
  }

  now = () => this.wall;
  monotonic = () => this.mono;

  setTimeout = (call, delay) => {
    const timer = { call, due: this.mono + delay };
    this.timers.add(timer);
    this.delays.push(delay);
    return timer;
  };

  clearTimeout = (timer) => this.timers.delete(timer);

  jump(by) {
    this.wall += by;
  }

  advance(by) {
    const end = this.mono + by;
    for (;;) {
      const [timer] = [...this.timers].filter(({ due }) => due <= end).sort((one, other) => one.due - other.due);
      const at = timer ? timer.due : end;
      this.wall += at - this.mono;
      this.mono = at;
      if (!timer) {
        return;
      }
      this.timers.delete(timer);
      timer.call();
    }
  }
}

/** Keeps texts, as a page's storage does, for as long as the test runs. */
export class TestStorage {
  values = new Map();
  getItem = (key) => this.values.get(key) ?? null;
  setItem = (key, value) => this.values.set(key, value);
  removeItem = (key) => this.values.delete(key);
}

/** When the client has told a state of this name, which it does within ten seconds. */
export async function told(auth, name) {
  const signal = AbortSignal.timeout(10_000);
  while (auth.state.name !== name) {
    await once(auth, "change", { signal });
  }
  return auth.state;
}
