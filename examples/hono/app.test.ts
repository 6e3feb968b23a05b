import { once } from "node:events";
import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { describeMount } from "../testing/describe-mount.ts";
import { overPort } from "../testing/open-port.ts";

describeMount("Hono", async () => {
  const { app } = await import("./app.ts");
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }) as Server;
  if (!server.listening) await once(server, "listening");
  return overPort(server);
});
