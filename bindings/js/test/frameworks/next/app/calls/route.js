import { count } from "../verifier.js";

export const dynamic = "force-dynamic";

export const GET = () => new Response(String(count.calls));
