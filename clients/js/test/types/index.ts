// What a compiler says to whoever uses the types: compiled, never run.

import { displayIdFromViewer, NotAuthorizedError, type Options, type State, StoreAuth } from "store-auth-client";
import { StoreAuthElement } from "store-auth-client/element";
import { fileStorage } from "store-auth-client/node";

const common = { store: "https://store.example/", productCode: "code" };

new StoreAuth({ ...common, id: "DISPLAY1" });
new StoreAuth({ ...common, id: () => displayIdFromViewer({ timeout: 1000 }) });
new StoreAuth({ ...common, cid: "company", storage: fileStorage("kept.json"), servers: ["A"] as const });
new StoreAuth({ ...common, cid: "company", storage: localStorage, fetch, signal: new AbortController().signal });
new StoreAuth({ ...common, cid: "company", timeout: undefined });

// @ts-expect-error: one of the two must be given.
new StoreAuth(common);
// @ts-expect-error: not both.
new StoreAuth({ ...common, id: "DISPLAY1", cid: "company" });
// @ts-expect-error: there is no such option.
new StoreAuth({ ...common, id: "DISPLAY1", server: ["A"] });
// @ts-expect-error: a list.
new StoreAuth({ ...common, id: "DISPLAY1", servers: "A" });

export async function use(options: Options): Promise<string> {
  const auth = new StoreAuth(options);
  const state: State = await auth.authorize();
  // @ts-expect-error: there is no such state.
  state.name === "expired";
  // @ts-expect-error: a state is read.
  state.name = "denied";
  try {
    const answer: Response = await auth.fetch("A", new URL("https://data.example"), { method: "POST" });
    return answer.text();
  } catch (error) {
    return error instanceof NotAuthorizedError ? error.state.name : auth.signedUrl("A", "feed");
  }
}

export const client: StoreAuth | null = new StoreAuthElement().auth;
