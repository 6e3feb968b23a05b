/** The directory itself over PostgreSQL: its own rules, its own SQL, the simulation's time. */
import type { Database } from "@lockstep/database";
import {
  type Act,
  claimSweep,
  createAccessTokenCache,
  createApp,
  createProvisioningStore,
  type DirectoryTables,
  replaceMappings,
  SYSTEM_ACTOR,
  saveConnection,
  sweepApp,
  updateDriftSettings,
  updateToApp,
} from "@lockstep/directory-app/simulation";
import { type AppId, type Clock, type Random, silentLogger } from "@lockstep/ports";
import type { AppSetup, SimulatedDirectory } from "../directory.ts";
import { Process } from "../world/process.ts";
import type { Scheduler } from "../world/scheduler.ts";
import type { Target } from "../world/target.ts";
import { createPostgresChanges } from "./changes.ts";
import { readView } from "./view.ts";

/** What the directory is made of. */
export interface PostgresParts {
  readonly database: Database<DirectoryTables>;
  readonly clock: Clock;
  readonly random: Random;
  readonly masterKey: Uint8Array;
  readonly target: Target;
  /** Unset: before each claim, what was asked for is compared. Otherwise whoever made the directory sees to it. */
  readonly sweepsByItself?: boolean;
}

/** A directory over PostgreSQL, with what people act through. */
export interface PostgresDirectory extends SimulatedDirectory {
  readonly act: Act;
  readonly appId: AppId;
  /** Wakes the workers, as a notice of the database would. */
  notify(): void;
}

/** Creates a directory with one connected app in an empty database. */
export async function createPostgresDirectory(parts: PostgresParts, setup: AppSetup): Promise<PostgresDirectory> {
  const { database, target } = parts;
  const { timers } = new Process("people", parts.clock as Scheduler);
  // What people test goes straight to the target: the faults are for the worker.
  const fetch: Act["fetch"] = async (url, { signal: _, ...init }) => await target.server(new Request(url, init));
  const act: Act = {
    ...parts,
    timers,
    fetch,
    tokens: createAccessTokenCache({ fetch, clock: parts.clock, timers }),
    logger: silentLogger,
    targetReach: "public",
    actor: SYSTEM_ACTOR,
  };
  const appId = await connectApp(act, setup);
  const wakes = new Set<() => void>();
  const notify = () => {
    for (const wake of [...wakes]) wake();
  };
  const store = createProvisioningStore(act);
  const { recordUser, recordGroup, sendAnew, wakeNamesakes } = store;
  return {
    act,
    appId,
    notify,
    // A notice is given as soon as its transaction is over, and not by the database in its own time: so a seed stays the same.
    store: {
      ...store,
      ...notifying({ recordUser, recordGroup, sendAnew, wakeNamesakes }, notify),
      claim: async (options) => {
        if (parts.sweepsByItself !== true) await sweep(act);
        return await store.claim(options);
      },
      listen: async (wake) => {
        wakes.add(wake);
        return async () => void wakes.delete(wake);
      },
    },
    changes: notifying(createPostgresChanges(act, appId, setup), notify),
    view: () => readView(database, appId, parts.clock.now()),
    close: () => clear(database),
  };
}

async function connectApp(act: Act, setup: AppSetup): Promise<AppId> {
  const userName = { type: "BUILT_IN" as const, template: `\${source.email}` };
  const app = await createApp(act, { label: "Simulated app", dialect: setup.dialect, userName });
  const { baseUrl, userName: username, password } = setup;
  const saved = await saveConnection(act, app.id, { baseUrl, authScheme: "BASIC", username, password });
  if (!saved.saved) throw new Error(`The connection was refused: ${JSON.stringify(saved.report.steps)}`);
  const { features, passwordSeed, passwordChange } = setup;
  await updateToApp(act, app.id, { ...features, passwordSeed, passwordChange });
  await replaceMappings(act, app.id, setup.mappings);
  await updateDriftSettings(act, app.id, { foreignMembers: setup.foreignMembers });
  return app.id;
}

/** A worker's lane for sweeps, shortened: what was asked for is compared. */
export async function sweep(act: Act): Promise<void> {
  for (;;) {
    const claim = await claimSweep(act, "simulation");
    if (claim === undefined) return;
    await sweepApp(act, claim, new AbortController().signal);
  }
}

/** The functions, each followed by a notice. */
function notifying<Functions extends object>(functions: Functions, notify: () => void): Functions {
  const entries = Object.entries(functions).map(([name, work]) => [
    name,
    async (...args: unknown[]) => {
      const result: unknown = await (work as (...args: unknown[]) => Promise<unknown>)(...args);
      notify();
      return result;
    },
  ]);
  return Object.fromEntries(entries) as Functions;
}

/** Everything that the world has made goes. */
async function clear(database: Database<DirectoryTables>): Promise<void> {
  for (const table of ["app", "person", "system_log"]) await database.pool.query(`delete from ${table}`);
  await database.pool.query("delete from person_group where type <> 'BUILT_IN'");
}
