/** A program for tests: the service over a database, at a time that stands still, until it is killed. */
import { randomBytes } from "node:crypto";
import { openDatabase } from "@lockstep/database";
import { silentLogger } from "@lockstep/ports";
import { createService, type ServiceTables } from "../index.ts";

const [url = "", masterKey = "", now = ""] = process.argv.slice(2);
const service = await createService({
  host: "127.0.0.1",
  port: 0,
  database: openDatabase<ServiceTables>({
    url,
    schema: "service",
    role: "lockstep_service",
    poolSize: 4,
    applicationName: "lockstep-test",
    logger: silentLogger,
  }),
  masterKey: new Uint8Array(Buffer.from(masterKey, "base64")),
  clock: { now: () => Number(now) },
  random: { bytes: (length) => new Uint8Array(randomBytes(length)) },
  logger: silentLogger,
  supportUrl: "https://support.test/help",
  pricingUrl: "https://service.test/pricing",
  webhookReach: "loopback",
  consoleDirectory: undefined,
});
await service.listen();
process.stdout.write("ready\n");
