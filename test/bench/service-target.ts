/**
 * The service as the program runs it, over a database that is migrated already. Started by the benches as a process of its own:
 * `node service-target.ts DATABASE_URL`; prints its port and the API keys of two accounts.
 */
import { randomBytes } from "node:crypto";
import { openDatabase } from "@lockstep/database";
import { silentLogger } from "@lockstep/ports";
import { createService, type ServiceTables } from "@lockstep/service-app";
import { keepObjectsYoung } from "../../apps/cli/start/young-objects.ts";

keepObjectsYoung();

/** As many as the program's own pool has. */
const CONNECTIONS = 16;

const database = openDatabase<ServiceTables>({
  url: process.argv[2] ?? "",
  schema: "service",
  role: "lockstep_service",
  poolSize: CONNECTIONS,
  applicationName: "lockstep-bench",
  logger: silentLogger,
});
const service = await createService({
  host: "127.0.0.1",
  port: 0,
  database,
  masterKey: new Uint8Array(32).fill(7),
  clock: { now: () => Date.now() },
  random: { bytes: (length) => new Uint8Array(randomBytes(length)) },
  logger: silentLogger,
  supportUrl: "https://lockstep.example/support",
  pricingUrl: "https://lockstep.example/pricing",
  // What is measured is the service, not the limit of a credential.
  rateLimit: { perSecond: 1_000_000, burst: 1_000_000 },
  consoleDirectory: undefined,
});
const account = (name: string) =>
  service.seed.account({
    name,
    organisations: [{ code: "MAIN", name, parentCode: null }],
    owner: { email: `owner@${name.toLowerCase()}.example`, password: "owner of the bench" },
    provisioning: { email: `provisioning@${name.toLowerCase()}.example`, password: "provisioning of the bench" },
    scimModule: true,
    apiKeyName: "Bench",
  });
const [small, large] = [await account("Small"), await account("Large")];
const { port } = await service.listen();
console.log(JSON.stringify({ port, small: small.apiKey, large: large.apiKey }));
process.once("SIGTERM", () => {
  void service.stop().then(() => database.close());
});
