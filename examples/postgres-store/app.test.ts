import { once } from "node:events";
import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { createTestDatabase } from "../../packages/database/testing/index.ts";
import { describeMount } from "../testing/describe-mount.ts";
import { overPort } from "../testing/open-port.ts";

describeMount("Hono over PostgreSQL", async () => {
  const test = await createTestDatabase({ sets: [], schema: "scim", role: "scim_app" });
  process.env["DATABASE_URL"] = test.ownerUrl;
  const { app, database } = await import("./app.ts");
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }) as Server;
  if (!server.listening) await once(server, "listening");
  const { send, close } = overPort(server);
  return {
    send,
    close: async () => {
      await close();
      await database.close();
      await test.drop();
    },
  };
});
