/** What a call gives; null where it throws. */
export function safely<T>(call: () => T): T | null {
  try {
    return call();
  } catch {
    return null;
  }
}
