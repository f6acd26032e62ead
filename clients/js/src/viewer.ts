/** What the Viewer's script brings, as far as it is used here. */
interface Gadgets {
  rpc: {
    call(target: string, service: string, callback: null, ...values: unknown[]): void;
    register(service: string, handler: (names: unknown, values: unknown) => void): void;
  };
  Prefs: new () => { getString(name: string): string };
}

export interface ViewerOptions {
  /** The id of the gadget that the page is. What the Viewer gave the page as `id` unless it is given. */
  gadgetId?: string;
  /** How long to wait for the Viewer, in milliseconds. 10 seconds unless it is given. */
  timeout?: number;
}

const NAME = "displayId";

/** What stands in for an id where there is none, or where nobody has put it in. */
const PLACEHOLDERS = [NAME, "display_id", "undefined", "null", ""];

/** Asked once for all: each request takes from the page what listens to the Viewer's parameters. */
let answer: Promise<string> | null = null;

/**
 * The id of the display that the page runs on, from the Viewer: for widgets, which load the Viewer's `gadgets.min.js`.
 *
 * Rejects where there is no Viewer, where it does not answer, and where what it answers is the id of no display; then the
 * next call asks again. Calls meanwhile share one answer, with what the first of them said. The page's own
 * `rsparam_set_` handler, if it has one, is to be registered after this has resolved.
 */
export function displayIdFromViewer(options: ViewerOptions = {}): Promise<string> {
  if (!answer) {
    answer = ask(options);
    answer.catch(() => {
      answer = null;
    });
  }
  return answer;
}

function ask({ gadgetId, timeout = 10_000 }: ViewerOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (text: string) => reject(new Error(`no display id: ${text}`));
    const { gadgets } = window as { gadgets?: Gadgets };
    if (!gadgets || !gadgets.rpc) {
      return fail("gadgets.rpc is missing, load the Viewer's gadgets.min.js");
    }
    const id = gadgetId || (gadgets.Prefs && new gadgets.Prefs().getString("id"));
    if (!id) {
      return fail("no gadget id, is the page shown by the Viewer?");
    }
    setTimeout(() => fail(`no answer from the Viewer in ${timeout} ms`), timeout);
    gadgets.rpc.register(`rsparam_set_${id}`, (names, values) => {
      const index = ([] as unknown[]).concat(names).indexOf(NAME);
      if (index >= 0) {
        const value = `${([] as unknown[]).concat(values)[index]}`;
        const said = `the Viewer answered "${value}"`;
        if (value === "preview") {
          fail(`${said}, which is no display: show it on a display of the company that has the product`);
        } else if (PLACEHOLDERS.includes(value)) {
          fail(`${said}, a placeholder: check how the page gets the id`);
        } else {
          // Where it comes too late for who has asked, it is there for who asks next.
          answer = Promise.resolve(value);
          resolve(value);
        }
      }
    });
    gadgets.rpc.call("", "rsparam_get", null, id, NAME);
  });
}
