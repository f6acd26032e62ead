import { safely } from "./safely.js";

/** What a page hears of that is a reason to look whether an ask is due. */
const EVENTS = ["online", "pageshow", "storage", "visibilitychange"];

/** Listens to the page, where there is one, or ends that. */
export function listen(on: boolean, heard: (event: Event) => void): void {
  safely(() => {
    for (const type of EVENTS) {
      (on ? addEventListener : removeEventListener)(type, heard);
    }
  });
}
