// For pages without a build: <script type="module" src="…/element.js"></script>

import { displayIdFromViewer, type Options, type State, StoreAuth } from "./index.js";

/**
 * `<store-auth store="…" pc="…" servers="A,B">` is a started client for as long as it is in a page.
 *
 * Its id is `display-id` or `cid`; without either the Viewer is asked for the display's. `start-trial="false"` starts no
 * trial; `jsonp` asks by a script. Its attribute `state` is always the name of its state, for style sheets. It fires
 * `change` when its state has changed.
 */
export class StoreAuthElement extends HTMLElement {
  static readonly observedAttributes = ["store", "pc", "servers", "display-id", "cid", "start-trial", "jsonp"];

  private _auth: StoreAuth | null = null;
  private _isInPage = false;
  private _isWaiting = false;

  /** The client, to fetch with; null while it is in no page. */
  get auth(): StoreAuth | null {
    return this._auth;
  }

  /** How the App stands now. */
  get state(): State {
    return this._auth ? this._auth.state : { name: "starting", until: null, reason: null };
  }

  connectedCallback(): void {
    this._isInPage = true;
    this._begin();
  }

  disconnectedCallback(): void {
    this._isInPage = false;
    this._end();
  }

  attributeChangedCallback(): void {
    // Of several attributes that are set at once, the last ends the waiting. One that was missing may have come.
    if (this._isInPage && !this._isWaiting) {
      this._isWaiting = true;
      Promise.resolve().then(() => {
        this._isWaiting = false;
        this._end();
        this._isInPage && this._begin();
      });
    }
  }

  private _begin(): void {
    const auth = new StoreAuth(this._options());
    this._auth = auth;
    auth.addEventListener("change", () => {
      this.setAttribute("state", auth.state.name);
      this.dispatchEvent(new Event("change"));
    });
    auth.start();
  }

  private _end(): void {
    this._auth && this._auth.stop();
    this._auth = null;
    this.removeAttribute("state");
  }

  /** Throws a TypeError that names the attribute which is missing. */
  private _options(): Options {
    const cid = this.getAttribute("cid");
    const displayId = this.getAttribute("display-id");
    return {
      store: this._required("store"),
      productCode: this._required("pc"),
      servers: (this.getAttribute("servers") || "").split(",").filter(Boolean),
      ...(cid == null ? { id: displayId == null ? () => displayIdFromViewer() : displayId } : { cid }),
      startTrial: this.getAttribute("start-trial") !== "false",
      jsonp: this.hasAttribute("jsonp"),
    };
  }

  private _required(name: string): string {
    const value = this.getAttribute(name);
    if (value == null) {
      throw new TypeError(`<store-auth>: expected an attribute ${name}`);
    }
    return value;
  }
}

customElements.define("store-auth", StoreAuthElement);
