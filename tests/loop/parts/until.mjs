/// How long anything may take on a machine that is busy with something else.
const PATIENCE = 20_000;

/// Waits until a function gives something true, and gives that; fails with `what` was waited for.
export async function until(what, condition) {
  const start = performance.now();
  for (;;) {
    const found = await condition();
    if (found) {
      return found;
    }
    if (performance.now() - start > PATIENCE) {
      throw new Error(`expected ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
