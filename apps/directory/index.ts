/** The directory: people, groups, apps and what becomes of them elsewhere. Composition root of its HTTP side and its worker. */
import { type MigrationSet, migrationDirectory } from "@lockstep/database";
import { poolRandom } from "@lockstep/ports";
import type { Directory, DirectoryConfig } from "./config.ts";
import { createRequestPace } from "./domain/request-pace.ts";
import { createHttp } from "./http/create-http.ts";
import type { HttpDeps } from "./http/env.ts";
import { type Listener, openListener } from "./http/open-listener.ts";
import { RATE_FACTOR_DEFAULT } from "./http/rate-limits.ts";
import { createAccessTokenCache } from "./provisioning/access-tokens.ts";
import { createPacer, createWorker } from "./provisioning/index.ts";
import { createPassportOffice } from "./provisioning/passport/passport-office.ts";
import { createRuleRunner } from "./rule-runner.ts";
import { createSeed } from "./seed/create-seed.ts";
import { systemTimers } from "./system-timers.ts";

export type { Directory, DirectoryConfig, DirectorySeed } from "./config.ts";
export type { DirectoryTables } from "./domain/tables.ts";
export { type AccessTokenWorld, createAccessTokens } from "./provisioning/access-tokens.ts";

/** The directory's migrations, in the order in which they are applied. */
export const directoryMigrations: readonly MigrationSet[] = [
  { component: "directory", directory: migrationDirectory(import.meta.url) },
];

/** Puts the directory together over a migrated database. Nothing runs or listens before it is asked to. */
export async function createDirectory(config: DirectoryConfig): Promise<Directory> {
  let listener: Listener | undefined;
  const baseUrl = () => config.publicUrl ?? `http://${hostOf(config.host)}:${listener?.port ?? config.port}`;
  const tokens = createAccessTokenCache({ ...config, timers: systemTimers });
  const parts = { ...config, random: poolRandom(config.random), timers: systemTimers, tokens };
  const publicBaseUrl = () => baseUrl().replace(/\/+$/, "");
  const deps: HttpDeps = {
    ...parts,
    pacer: createPacer(parts),
    publicBaseUrl,
    rateFactor: config.rateFactor ?? RATE_FACTOR_DEFAULT,
    pace: createRequestPace(config),
  };
  const passports = createPassportOffice(deps);
  const fetch = createHttp(deps, passports, config.consoleDirectory);
  const worker = createWorker(deps);
  const rules = createRuleRunner(deps);
  let isWorking = false;

  const stopWorker = async () => {
    if (!isWorking) return;
    isWorking = false;
    await Promise.all([worker.stop(), rules.stop()]);
  };
  return {
    fetch,
    async listen() {
      listener ??= await openListener(fetch, config);
      passports.open();
      return { url: deps.publicBaseUrl(), port: listener.port };
    },
    async stop() {
      const open = listener;
      listener = undefined;
      await Promise.all([open?.close(), stopWorker(), passports.close()]);
    },
    async startWorker() {
      if (isWorking) return;
      await worker.start();
      passports.open();
      isWorking = true;
      await rules.start();
    },
    stopWorker,
    seed: createSeed(deps),
  };
}

/** An IPv6 address stands in brackets in a URL. */
function hostOf(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
