import { type Client, createClient } from "./client.js";
import { NotAuthorizedError } from "./errors.js";
import type { Options } from "./options.js";
import { type Settings, settingsOf } from "./settings.js";
import type { State } from "./state.js";
import { withFields } from "./url.js";

/**
 * Asks the Store for an authorization, keeps it, asks again in time, and signs requests to data servers.
 *
 * Fires `change` when `state` has changed, and once at each start.
 */
export class StoreAuth extends EventTarget {
  private readonly _settings: Settings;
  private readonly _client: Client;

  /** Throws a TypeError that names the option that is unknown, missing or wrong. */
  constructor(options: Options) {
    super();
    this._settings = settingsOf(options);
    this._client = createClient(this._settings, () => this.dispatchEvent(new Event("change")));
  }

  /** How the App stands now. */
  get state(): State {
    return this._client._state();
  }

  /** Takes what is kept, asks the Store, and again whenever it is time, until it is stopped. */
  start(): void {
    this._client._start();
  }

  /** Ends what `start` began; an ask that is under way is cut off. */
  stop(): void {
    this._client._stop();
  }

  /** For a host that knows when the machine woke, as Electron does: asks if an ask is due. A page knows by itself. */
  wake(): void {
    this._client._isRunning() && this._client._asked(false);
  }

  /** Asks the Store if an ask is due, and gives the state. Without `start` nothing else is done, now or later. */
  async authorize(): Promise<State> {
    await this._client._asked(false);
    return this.state;
  }

  /**
   * Fetches from a data server, with the four fields added to the URL. Where it answers 401, the Store is asked once
   * more, and so is the data server: `init.body` must not be a stream.
   *
   * Rejects with a NotAuthorizedError where there is no authorization to send.
   */
  async fetch(server: string, url: string | URL, init?: RequestInit): Promise<Response> {
    const client = this._client;
    const send = () => this._settings.fetch(this._sign(server, url), init);
    await this._ready();
    const sent = client._held();
    const response = await send();
    if (response.status === 401) {
      if (client._held() === sent) {
        await client._asked(true);
      }
      if (client._held() !== sent && this.state.name === "authorized") {
        return send();
      }
    }
    return response;
  }

  /**
   * A URL with the four fields added, for whoever fetches by other means. It lets anybody in until the expiry.
   *
   * Rejects with a NotAuthorizedError where there is no authorization to send.
   */
  async signedUrl(server: string, url: string | URL): Promise<string> {
    await this._ready();
    return this._sign(server, url);
  }

  /** Waits for an answer where there can be one. */
  private async _ready(): Promise<void> {
    if (!this._client._isRunning() || this.state.name === "starting") {
      await this._client._asked(false);
    }
  }

  private _sign(server: string, url: string | URL): string {
    const { kind, productCode } = this._settings;
    const state = this.state;
    const held = this._client._held();
    if (!held || state.name !== "authorized") {
      throw new NotAuthorizedError(state);
    }
    const signature = held.signatures[server];
    // What every object has is no signature.
    if (!signature || typeof signature !== "string") {
      throw new TypeError(`server: expected one of ${Object.keys(held.signatures)}`);
    }
    return withFields(`${url}`, { [kind]: held.id, pc: productCode, expiry: held.expiry, signature });
  }
}
