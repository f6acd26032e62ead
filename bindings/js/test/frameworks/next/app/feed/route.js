import { storeAuth } from "store-auth/fetch";
import { count, verifier } from "../verifier.js";

export const GET = storeAuth(verifier, (_request, authorization, context) => {
  count.calls += 1;
  return Response.json(authorization, { headers: { "X-Context": typeof context } });
});
