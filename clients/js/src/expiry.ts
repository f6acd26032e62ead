// The one grammar of an expiry, and the instant that it means.

/** Its parts. That these are the digits of a real date is left to Date, which writes one in one way. */
const PARTS = /^(.{17}(..)\.)(...)(Z|\+0000)$/;

/** The instant of an expiry in milliseconds since 1970, or null for what is none. */
export function instantOf(text: unknown): number | null {
  const [, start, seconds, milliseconds, zone] = (typeof text === "string" && PARTS.exec(text)) || [];
  const iso = `${start}${milliseconds}Z`;
  const date = new Date(iso);
  if (date.toJSON() !== iso) {
    return null;
  }
  // The Store writes the seconds again in place of the milliseconds.
  return +date - (zone !== "Z" && milliseconds === `0${seconds}` ? +(seconds as string) : 0);
}
