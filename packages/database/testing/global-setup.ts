import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "@lockstep/ports";
import type { TestProject } from "vitest/node";
import { findRunningPostmaster, stopPostmaster } from "../embedded/postmaster.ts";
import { isAlive } from "../embedded/process-facts.ts";
import { startEmbeddedDatabase } from "../embedded/start-embedded-database.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** URL of a role that may create databases and roles; each test file clones its own database on that server. */
    databaseUrl: string;
  }
}

// Types only from other packages: a global set-up is loaded without the `source` condition that the tests have.
const logger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => logger,
};
const PREFIX = "lockstep-test-server-";
/** A test run needs no durability: the server is thrown away. */
const SETTINGS = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300" };

/** Vitest global set-up: one server for the whole run, ours in a temporary folder or the one that LOCKSTEP_TEST_DATABASE_URL names. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const external = process.env.LOCKSTEP_TEST_DATABASE_URL;
  if (external !== undefined && external !== "") {
    project.provide("databaseUrl", external);
    return async () => undefined;
  }
  await removeLeftovers();
  const home = mkdtempSync(join(tmpdir(), PREFIX));
  // mkdtemp makes the folder for us alone; as root, the server's own user has to pass through it.
  chmodSync(home, 0o711);
  const server = await startEmbeddedDatabase({ home, logger, settings: SETTINGS });
  project.provide("databaseUrl", server.ownerUrl);
  return async () => {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  };
}

/** Servers of test runs that were killed go on running; the next run stops them. */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const home = join(tmpdir(), name);
    // Another run may be taking its own folder away at this moment.
    const found = statSync(home, { throwIfNoEntry: false });
    if (found === undefined || found.uid !== process.getuid?.() || isAlive(holderOf(home))) continue;
    const server = findRunningPostmaster(join(home, "postgres", "data"));
    if (server !== undefined) await stopPostmaster(server.pid, 2_000);
    rmSync(home, { recursive: true, force: true });
  }
}

/** The process that started the server of a test run: without a readable claim, the run is just beginning and is left alone. */
function holderOf(home: string): number {
  try {
    return Number((JSON.parse(readFileSync(join(home, "lockstep.lock"), "utf8")) as { pid: number }).pid);
  } catch {
    return process.pid;
  }
}
