import { describeMount } from "../testing/describe-mount.ts";
import { overPort } from "../testing/open-port.ts";

describeMount("Fastify", async () => {
  const { app } = await import("./app.ts");
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { send, close } = overPort(app.server);
  return { send, close: () => Promise.all([app.close(), close().catch(() => undefined)]).then(() => undefined) };
});
