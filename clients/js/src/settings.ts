import type { CommonOptions, IdSource, Options } from "./options.js";
import { ownClock, ownFetch, ownStorage } from "./own.js";
import { safely } from "./safely.js";
import { HOUR } from "./times.js";

/** The options of an App, checked, with what was not given filled in. */
export interface Settings extends Given<CommonOptions> {
  /** Whose id it is, as its field is named. */
  kind: "id" | "cid";
  source: IdSource;
}
type Given<T> = { [name in keyof T]-?: NonNullable<T[name]> };

/** What an option has to be, in words and by its type and text, and what it is where it is not given. */
type Rule = [expected: string, pattern: RegExp | null, otherwise?: unknown];

const TOKEN = "visible ASCII characters without #";
const source: Rule = [`1 to 64 ${TOKEN}, or a function`, /^(string [!"$-~]{1,64}$|undefined|function)/];
const flag = "true or false";
const time = "whole milliseconds";
const call = "a function";

const RULES: Record<keyof Options, Rule> = {
  store: ["an http or https URL without a query", /^string https?:\/\/[^\s?#]+$/],
  id: source,
  cid: source,
  productCode: [`1 to 50 ${TOKEN}`, /^string [!"$-~]{1,50}$/],
  servers: ["a list of up to 20 names of 1 to 50 letters and digits", /^object ([A-Za-z0-9]{1,50}(,\b|$)){0,20}$/, []],
  startTrial: [flag, /^boolean/, true],
  renewBefore: [time, /^number \d{1,10}$/, HOUR],
  timeout: [time, /^number [1-9]\d{0,8}$/, 30_000],
  jsonp: [flag, /^boolean/, false],
  storage: ["getItem, setItem, removeItem", null, ownStorage],
  fetch: [call, /^function/, ownFetch],
  signal: ["addEventListener", null, { addEventListener() {} }],
  clock: ["now, monotonic, setTimeout, clearTimeout", null, ownClock],
  random: [call, /^function/, Math.random],
};

/** The value. Throws a TypeError where it is not what it has to be. */
function checked<T>(name: string, value: T, [expected, pattern]: Rule): T {
  const fits = pattern
    ? // Not every value has a text.
      pattern.test(safely(() => `${typeof value} ${value}`) as string)
    : expected.split(", ").every((member) => Object(value)[member]);
  if (!fits) {
    throw new TypeError(`${name}: expected ${expected}`);
  }
  return value;
}

const NAMES: string[] = Object.keys(RULES);

/** Throws a TypeError that names the option that is unknown, missing or wrong, and what was expected. */
export function settingsOf(options: Options): Settings {
  const given = { ...options };
  for (const name of Object.keys(given)) {
    if (!NAMES.includes(name)) {
      throw new TypeError(`${name}: expected one of ${NAMES}`);
    }
  }
  const settings: Record<string, unknown> = {};
  for (const name of NAMES as (keyof Options)[]) {
    const rule = RULES[name];
    settings[name] = checked(name, given[name] == null ? rule[2] : given[name], rule);
  }
  if (!settings.id === !settings.cid) {
    throw new TypeError("id, cid: expected one of the two");
  }
  const kind = settings.cid ? "cid" : "id";
  settings.kind = kind;
  settings.source = settings[kind];
  settings.store = given.store.replace(/\/*$/, "/");
  return settings as unknown as Settings;
}

/** The id, or a promise of it, from where the App said. It never throws: an error is a rejection. */
export function obtainId({ kind, source: given }: Settings): string | Promise<string> {
  const required = (value: unknown) => checked(kind, typeof value === "string" && value, source) as string;
  try {
    const id = typeof given === "string" ? given : given();
    return typeof id === "string" ? required(id) : Promise.resolve(id).then(required);
  } catch (error) {
    return Promise.reject(error);
  }
}
