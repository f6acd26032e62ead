import { DAY } from "./times.js";

/**
 * How long not to ask, in milliseconds and at most a day, by a header `Retry-After`: seconds, or a date. Not more than 0
 * where it is neither, or is past.
 */
export function retryAfter(header: string | null, wall: number): number {
  const text = `${header}`;
  // A `Date` takes much that is no date of HTTP; one that is, it writes as it was.
  const date = new Date(text);
  const wait = !/\D/.test(text) ? +text * 1000 : date.toUTCString() === text ? +date - wall : 0;
  return Math.min(wait, DAY) || 0;
}
