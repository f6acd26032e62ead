import { withFields } from "./url.js";

/** What the script at a URL calls its callback with; null where it calls none. Rejects where there is no script. */
export function loadScript(url: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const callback = `storeAuth${Math.random().toString(36).slice(2)}`;
    const page = window as unknown as Record<string, unknown>;
    const element = document.createElement("script");
    page[callback] = resolve;
    // Whatever became of the ask meanwhile: a script that comes late must find its callback.
    element.onload = element.onerror = (event) => {
      delete page[callback];
      element.remove();
      (event as Event).type === "load" ? resolve(null) : reject();
    };
    element.src = withFields(url, { callback });
    document.head.appendChild(element);
  });
}
