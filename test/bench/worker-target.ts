/**
 * A worker as `lockstep worker` runs it, over a database that is migrated already. Started by the benches as a process of its own:
 * `node worker-target.ts DATABASE_URL`; prints a line when it works.
 */
import { randomBytes } from "node:crypto";
import { openDatabase } from "@lockstep/database";
import { createDirectory, type DirectoryTables } from "@lockstep/directory-app";
import { type Logger, silentLogger } from "@lockstep/ports";
import { createPinnedFetch } from "@lockstep/scim-client/node";
import { keepObjectsYoung } from "../../apps/cli/start/young-objects.ts";
import { BENCH_MASTER_KEY, DIRECTORY_SCHEMA } from "./measure/directory-parts.ts";

keepObjectsYoung();

/** As many as the program's own pool has. */
const CONNECTIONS = 16;

const logger: Logger = {
  ...silentLogger,
  error: (fields, message) => console.error(message, fields),
  child: () => logger,
};
const database = openDatabase<DirectoryTables>({
  ...DIRECTORY_SCHEMA,
  url: process.argv[2] ?? "",
  poolSize: CONNECTIONS,
  applicationName: "lockstep-bench-worker",
  logger,
});
const directory = await createDirectory({
  host: "127.0.0.1",
  port: 0,
  database,
  masterKey: BENCH_MASTER_KEY,
  clock: { now: () => Date.now() },
  random: { bytes: (length) => new Uint8Array(randomBytes(length)) },
  logger,
  supportUrl: "http://directory.bench",
  pricingUrl: "http://directory.bench",
  guideUrl: "http://directory.bench",
  targetReach: "loopback",
  fetch: createPinnedFetch({ reach: "loopback" }),
  consoleDirectory: undefined,
});
await directory.startWorker();
console.log(JSON.stringify({ ready: true }));
process.once("SIGTERM", () => {
  void directory.stop().then(() => database.close());
});
