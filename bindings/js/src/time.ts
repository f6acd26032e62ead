// Times, as JavaScript counts them: in milliseconds since 1970-01-01T00:00:00Z.

/** An instant. What is none is a mistake of this server's, and no time at which anybody is let in. */
export function instant(name: string, value: Date | number): number {
  const milliseconds: unknown = value instanceof Date ? value.getTime() : value;
  if (typeof milliseconds !== "number" || !Number.isFinite(milliseconds)) {
    throw new TypeError(`${name}: expected a date or milliseconds since 1970`);
  }
  return milliseconds;
}

export function lengthOfTime(name: string, value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new TypeError(`${name}: expected milliseconds`);
  }
  return value;
}
