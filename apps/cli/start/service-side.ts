import { createService, type Service, type ServiceTables, serviceMigrations } from "@lockstep/service-app";
import { openPool, type SchemaOwner } from "./database.ts";
import { clock, consoleFolder, definitionsFolder, POOL_SIZE, random, type SideParts } from "./side-parts.ts";

/** The service's schema. */
export const SERVICE: SchemaOwner = { schema: "service", role: "lockstep_service", sets: serviceMigrations };

/** The service over its migrated schema; stopped with the program. Opens no port yet. */
export async function makeService(parts: SideParts): Promise<Service> {
  const { context, ownerUrl, masterKey } = parts;
  const { environment, logger, closers } = context;
  const service = await createService({
    host: environment.host,
    port: environment.servicePort,
    publicUrl: environment.serviceUrl,
    database: openPool<ServiceTables>(context, ownerUrl, { owner: SERVICE, size: POOL_SIZE }),
    masterKey,
    clock,
    random,
    logger: logger.child({ side: "service" }),
    supportUrl: environment.supportUrl,
    pricingUrl: environment.pricingUrl,
    smtpUrl: environment.smtpUrl,
    isBehindProxy: environment.trustsProxy,
    metricsToken: environment.metricsToken,
    hasTraces: environment.hasTraces,
    requestLogDays: environment.requestLogDays,
    webhookReach: environment.targetReach,
    consoleDirectory: consoleFolder("service-console"),
    definitionsDirectory: environment.definitionsDirectory ?? definitionsFolder(environment.home),
  });
  closers.add("service", () => service.stop());
  return service;
}
