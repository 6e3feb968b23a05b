import { once } from "node:events";
import { describeMount } from "../testing/describe-mount.ts";
import { overPort } from "../testing/open-port.ts";

describeMount("Express", async () => {
  const { app } = await import("./app.ts");
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  return overPort(server);
});
