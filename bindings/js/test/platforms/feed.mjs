// A server as platforms with handlers of fetch have it: a protected route, and one for everybody.

import { Verifier } from "store-auth";
import { storeAuth } from "store-auth/fetch";
import { KEY, PRODUCT } from "./key.mjs";

const verifier = new Verifier({ keys: KEY, products: [PRODUCT] });
let calls = 0;

const feed = storeAuth(verifier, (_request, authorization, ...rest) => {
  calls += 1;
  return Response.json(authorization, { headers: { "X-Rest": String(rest.length) } });
});

export function handle(request, ...rest) {
  switch (new URL(request.url).pathname) {
    case "/open":
      return new Response("for everybody");
    case "/calls":
      return new Response(String(calls));
    default:
      return feed(request, ...rest);
  }
}
