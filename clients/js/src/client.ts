import { type Ask, createAsk } from "./ask.js";
import type { Authorization } from "./authorization.js";
import { createKeeper } from "./keeper.js";
import { createMachine } from "./machine.js";
import type { Outcome } from "./outcome.js";
import { listen } from "./page.js";
import { safely } from "./safely.js";
import { obtainId, type Settings } from "./settings.js";
import type { State } from "./state.js";
import { callStore } from "./store-call.js";
import type { Moment } from "./times.js";

/** Drives the machine with a timer, the Store's answers, what is kept, and what the page hears. */
export interface Client {
  _state(): State;
  /** Another object is another authorization. */
  _held(): Authorization | null;
  _isRunning(): boolean;
  _start(): void;
  _stop(): void;
  /** Looks whether to ask, on a hint or not, and resolves when no ask is under way. */
  _asked(isHint: boolean): Promise<void>;
}

/** `tell` is called when the state has changed, and once at each start. */
export function createClient(settings: Settings, tell: () => void): Client {
  const { clock, signal, source } = settings;
  const keeper = createKeeper(settings);
  const now = (): Moment => ({ wall: clock.now(), mono: clock.monotonic() });
  let machine = createMachine(settings, null, now());
  let isRunning = false;
  let isStopped = signal.aborted;
  /** That for which something may be kept; undefined before the first start or ask. */
  let keptId: string | undefined;
  let ask: Ask | null = null;
  /** Whether the ask is for the id, and asks the Store only if that is due by then. */
  let isFinding: boolean;
  let timer: unknown;
  let told: string | undefined;

  const state = () => machine._state(now());

  const cut = () => {
    ask && ask._cut();
    ask = null;
  };

  /** Begins anew with this id: nothing is known but what is kept for it. */
  const adopt = (id: string) => {
    keptId = id;
    machine = createMachine(settings, keeper._read(id), now());
    id && typeof source !== "string" && keeper._remember(id);
  };

  /** Begins anew, and gives the id; until it is had, it is taken for the last one. */
  const begin = () => {
    cut();
    const id = obtainId(settings);
    adopt(typeof id === "string" ? id : keeper._lastId());
    return id;
  };

  /** Whether the ask still does no more than find out the id. */
  const finds = () => (isFinding = isFinding && machine._untilDue(now()) > 0);

  /** Asks the Store, but at the start only if an ask is due; null where it is not. */
  const exchange = async (obtained: string | Promise<string>, asking: AbortSignal): Promise<Outcome | null> => {
    let failure: string | undefined;
    try {
      const id = await obtained;
      if (!asking.aborted && id !== keptId) {
        adopt(id);
        look();
      }
    } catch (error) {
      // Whatever it is: not every value is a text, and an empty one is a failure too.
      failure = safely(() => `${Object(error).message || error}`) || "no id";
    }
    return asking.aborted || finds() ? null : failure ? { failure } : callStore(settings, keptId as string, asking);
  };

  const end = (outcome: Outcome | null) => {
    ask = null;
    if (outcome && !finds()) {
      machine._end(outcome, now());
      outcome.held && keeper._keep(outcome.held);
      outcome.denial && keeper._forget(keptId as string);
    }
    look();
  };

  /** After anything that was heard: asks if an ask is due, sets the timer anew, and tells of a changed state. */
  const look = (isHint?: boolean, id?: string | Promise<string>) => {
    const moment = now();
    if (isHint && (!ask || isFinding)) {
      machine._follow(moment);
    }
    if (!ask && !isStopped && (machine._untilDue(moment) <= 0 || (id && id !== keptId))) {
      isFinding = !!id;
      ask = createAsk(settings, (asking) => exchange(id || obtainId(settings), asking), end);
    }
    if (isRunning) {
      clock.clearTimeout(timer);
      timer = clock.setTimeout(look, machine._sleep(!!ask, moment));
      const telling = `${Object.values(state())}`;
      if (telling !== told) {
        told = telling;
        tell();
      }
    }
  };

  const hear = (event: Event) => {
    if (event.type !== "storage") {
      look(event.type === "online" && machine._hasFailed());
    } else if (keptId && keeper._concerns(event as StorageEvent, keptId)) {
      const kept = keeper._read(keptId);
      kept && machine._share(kept, now());
      look(!kept);
    }
  };

  const stop = () => {
    isRunning = false;
    isStopped = true;
    listen(false, hear);
    clock.clearTimeout(timer);
    cut();
  };
  signal.addEventListener("abort", stop);

  return {
    _state: state,
    _held: () => machine._held(),
    _isRunning: () => isRunning,
    _start() {
      if (!isRunning && !signal.aborted) {
        isRunning = true;
        isStopped = false;
        told = undefined;
        listen(true, hear);
        look(false, begin());
      }
    },
    _stop: stop,
    async _asked(isHint) {
      look(isHint, isStopped || keptId != null ? undefined : begin());
      while (ask) {
        await ask._done;
      }
    },
  };
}
