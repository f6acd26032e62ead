export const GET = () => new Response("for everybody");
