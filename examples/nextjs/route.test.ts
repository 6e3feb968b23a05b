/** Next.js calls the function that is named as the method, with a `Request`, for the paths that the folder's name covers. */
import { describeMount } from "../testing/describe-mount.ts";

describeMount("a Next.js route handler", async () => {
  const route = await import("./app/scim/v2/[[...path]]/route.ts");
  const handlers = new Map<string, (request: Request) => Promise<Response>>(Object.entries(route));
  return {
    send: async (path, init) => {
      const request = new Request(`http://localhost:3000${path}`, init);
      if (!path.startsWith("/scim/v2")) return new Response(null, { status: 404 });
      const handler = handlers.get(request.method);
      return handler === undefined ? new Response(null, { status: 405 }) : handler(request);
    },
    close: async () => undefined,
  };
});
