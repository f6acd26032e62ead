/** Two clocks and a timer, all in milliseconds. */
export interface Clock {
  /** The wall clock: milliseconds since 1970. It may be wrong, and may jump. */
  now(): number;
  /** A clock that only goes on, from 0 or more. */
  monotonic(): number;
  setTimeout(call: () => void, delay: number): unknown;
  clearTimeout(timer: unknown): void;
}

/** Where an authorization is kept across restarts: `localStorage` and `sessionStorage` are such. */
export interface KeyValueStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** An id, or what gives it, at once or by a promise: called at each start and for each ask. */
export type IdSource = string | (() => string | PromiseLike<string>);

export interface CommonOptions {
  /** The Store's address, such as `https://store.example/`. */
  store: string;
  /** The product code of the App. */
  productCode: string;
  /** The ids of the data servers that signatures are wanted for, 20 at most. None unless it is given. */
  servers?: readonly string[] | undefined;
  /** Whether an ask may start a trial where the product has one. True unless it is given. */
  startTrial?: boolean | undefined;
  /** How long before the expiry to ask again, in milliseconds. An hour unless it is given. */
  renewBefore?: number | undefined;
  /** How long to wait for an answer, in milliseconds. 30 seconds unless it is given. */
  timeout?: number | undefined;
  /** Whether to ask by a script, for pages that may not request from another origin. False unless it is given. */
  jsonp?: boolean | undefined;
  /** Where to keep an authorization. In a page `localStorage`, elsewhere memory, unless it is given. */
  storage?: KeyValueStorage | undefined;
  /** What asks the Store and the data servers. The global `fetch` unless it is given. */
  fetch?: typeof fetch | undefined;
  /** Stops the client. */
  signal?: AbortSignal | undefined;
  /** The time. The machine's own unless it is given. */
  clock?: Clock | undefined;
  /** Gives numbers from 0 up to 1, which spread the asks of many Apps. `Math.random` unless it is given. */
  random?: (() => number) | undefined;
}

/** What an App says of itself: of `id` and `cid` exactly one. */
export type Options = CommonOptions & (DisplayOptions | CompanyOptions);

export interface DisplayOptions {
  /** The id of the display that the App runs on. */
  id: IdSource;
  cid?: undefined;
}

export interface CompanyOptions {
  /** The id of the company that uses the App. */
  cid: IdSource;
  id?: undefined;
}
