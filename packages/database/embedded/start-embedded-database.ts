import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { connectionConfig } from "../connection.ts";
import { connectionErrorCode } from "../connection-error.ts";
import { type EmbeddedDatabase, type EmbeddedOptions, StartupError } from "../types.ts";
import { locateBinaries } from "./binaries.ts";
import { createCluster, hasCluster, OWNER, readOwnerPassword } from "./cluster.ts";
import { type HomeLock, lockHome } from "./home-lock.ts";
import { choosePlace, type Place, prepareHome } from "./place.ts";
import { findRunningPostmaster, stopPostmaster } from "./postmaster.ts";
import { commandLine } from "./process-facts.ts";
import { launchServer, type RunningServer } from "./server.ts";
import { serverArguments } from "./settings.ts";
import { supervise } from "./supervise.ts";

const DATABASE = "lockstep";
const ADOPT_WITHIN_MS = 10_000;
const ADOPT_POLL_MS = 50;

/**
 * Starts PostgreSQL on the data directory and resolves when the owner can connect. Creates the cluster on an empty directory;
 * takes over a server that a killed process left behind, or stops it when it cannot be used. Throws StartupError for everything a
 * person can mend, among it a data directory that another Lockstep uses.
 */
export async function startEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const home = prepareHome(options.home);
  const lock = lockHome(home);
  try {
    return await startLocked(home, lock, options);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function startLocked(home: string, lock: HomeLock, options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const place = await choosePlace(home, await locateBinaries(), options);
  if (!hasCluster(place.cluster)) {
    options.onProgress?.("Creating the database …");
    await createCluster(place);
  }
  lock.assertHeld();
  const launch = {
    place,
    logFile: join(home, "logs", "postgres.log"),
    settings: options.settings,
    onProgress: options.onProgress,
  };
  const server = (await adopt(place, options)) ?? (await launchServer(launch));
  const password = readOwnerPassword(place.cluster);
  const urlOf = (database: string) => `postgres://${OWNER}:${password}@127.0.0.1:${server.port}/${database}`;
  try {
    await ensureDatabase(urlOf);
    lock.assertHeld();
  } catch (error) {
    await stopPostmaster(server.pid);
    throw error;
  }
  const supervised = supervise(server, {
    launch: { ...launch, port: server.port },
    logger: options.logger,
    onLost: options.onLost,
  });
  let stopping: Promise<void> | undefined;
  return {
    ownerUrl: urlOf(DATABASE),
    get pid() {
      return supervised.pid();
    },
    stop: () => {
      stopping ??= supervised.stop().finally(() => lock.release());
      return stopping;
    },
  };
}

/** The server left behind by a killed process, when it runs with our settings and lets us in; otherwise it is stopped. */
async function adopt(place: Place, options: EmbeddedOptions): Promise<RunningServer | undefined> {
  const found = findRunningPostmaster(place.cluster);
  if (found === undefined) return undefined;
  options.logger.warn({ pid: found.pid }, "A database server of this data directory is still running; taking it over");
  const expected = [place.binaries.postgres, ...serverArguments(place.cluster, found.port, options.settings)].join(" ");
  if (commandLine(found.pid).join(" ") === expected && (await isReachable(place, found.port))) {
    return { pid: found.pid, port: found.port, exited: undefined };
  }
  options.logger.warn({ pid: found.pid }, "It cannot be used as it is; it is stopped and started anew");
  await stopPostmaster(found.pid);
  return undefined;
}

/** Whether the owner can sign in within a bound. What the killed process had open is closed, so that no old transaction holds a lock. */
async function isReachable(place: Place, port: number): Promise<boolean> {
  const url = `postgres://${OWNER}:${readOwnerPassword(place.cluster)}@127.0.0.1:${port}/postgres`;
  const end = performance.now() + ADOPT_WITHIN_MS;
  while (performance.now() < end) {
    const code = await withClient(url, (client) =>
      client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where backend_type = 'client backend' and pid <> pg_backend_pid() and application_name like 'lockstep%'`,
      ),
    );
    if (code === undefined) return true;
    if (code !== "57P03") return false;
    await delay(ADOPT_POLL_MS);
  }
  return false;
}

async function ensureDatabase(urlOf: (database: string) => string): Promise<void> {
  const code = await withClient(urlOf(DATABASE), async () => undefined);
  if (code === undefined) return;
  if (code === "3D000") {
    const created = await withClient(urlOf("postgres"), (client) => client.query(`create database ${DATABASE}`));
    if (created === undefined) return;
  }
  throw new StartupError(
    `The embedded database does not let its owner in (${code}): start again, or restore the data directory from a backup.`,
  );
}

/** Runs `work` on a connection; returns undefined, or the code of the fault. */
async function withClient(url: string, work: (client: Client) => Promise<unknown>): Promise<string | undefined> {
  const client = new Client(connectionConfig({ url, applicationName: "lockstep-start" }));
  client.on("error", () => undefined);
  try {
    await client.connect();
    await work(client);
    return undefined;
  } catch (error) {
    return connectionErrorCode(error) || String(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
