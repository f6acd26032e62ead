import { loadScript } from "./jsonp.js";
import { type Outcome, outcomeOf } from "./outcome.js";
import { retryAfter } from "./retry-after.js";
import { safely } from "./safely.js";
import type { Settings } from "./settings.js";
import { withFields } from "./url.js";

/** Asks the Store for an authorization of this id. Never rejects. */
export async function callStore(settings: Settings, id: string, signal: AbortSignal): Promise<Outcome> {
  const { store, kind, productCode, servers, startTrial, jsonp, clock } = settings;
  const url = withFields(`${store}v1/widget/auth`, {
    [kind]: id,
    pc: productCode,
    srv: `${servers}`,
    startTrial: startTrial ? "" : "false",
  });
  try {
    if (jsonp) {
      return outcomeOf(id, 200, await loadScript(url), clock.now());
    }
    const response = await settings.fetch(url, { cache: "no-store", credentials: "omit", redirect: "error", signal });
    const text = await response.text();
    const outcome = outcomeOf(
      id,
      response.status,
      safely(() => JSON.parse(text)),
      clock.now(),
    );
    outcome.retryAfter = retryAfter(response.headers.get("retry-after"), clock.now());
    return outcome;
  } catch {
    return { failure: "network" };
  }
}
