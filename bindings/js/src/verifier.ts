// The verifier.

import { Core } from "./core.js";
import { DeniedError } from "./denied-error.js";
import { ask, question, type Request } from "./request.js";
import { type Options, settle } from "./settings.js";
import { instant } from "./time.js";
import { type Authorization, denial, type Verdict } from "./verdict.js";

const AUTHORIZED = 0;

/** There is no verdict: the core was asked for what it does not have. */
const NO_VERDICT = -1;

/** Verifies requests that the Store authorized, under a server's keys. */
export class Verifier {
  readonly #core: Core;

  /**
   * A verifier. The keys are copied; nothing of them is shown by it.
   *
   * @throws TypeError for an option that is unknown or wrong, by its name and what was expected
   */
  constructor(options: Options) {
    this.#core = new Core((instance) => settle(instance, options));
  }

  /**
   * The verdict on a request: a URL or request target, or the fields by their names on the wire.
   *
   * @param now As of when, as a date or in milliseconds since 1970: now, unless given
   * @throws TypeError for what is no request, a time that is none, and once the verifier is closed
   */
  verify(request: Request, now: Date | number = Date.now()): Verdict {
    const at = instant("now", now);
    const asked = question(request);
    return this.#core.use((instance): Verdict => {
      const code = ask(instance, asked, at);
      if (code === NO_VERDICT) {
        throw new Error("the core gave no verdict");
      }
      if (code !== AUTHORIZED) {
        instance.exports.describe();
        return denial(instance.words());
      }
      const { exports } = instance;
      const { id, product } = typeof asked === "string" ? instance.texts(asked) : { id: asked.id, product: asked.pc };
      return { authorized: true, id, product, expiresAt: new Date(exports.expires_at()), key: exports.key() };
    });
  }

  /**
   * The authorization of a request.
   *
   * @throws DeniedError where it is denied; what `verify` throws
   */
  verifyOrThrow(request: Request, now?: Date | number): Authorization {
    const verdict = this.verify(request, now);
    if (!verdict.authorized) {
      throw new DeniedError(verdict);
    }
    return verdict;
  }

  /** Overwrites the keys. From then on it verifies nothing. */
  close(): void {
    this.#core.close();
  }
}
