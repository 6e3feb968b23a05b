/** What the benches run against: one embedded database, durable as in use, with the service and the raw limit over it. */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate, startEmbeddedDatabase } from "@lockstep/database";
import { silentLogger } from "@lockstep/ports";
import { serviceMigrations } from "@lockstep/service-app";
import { Client } from "pg";
import { startProcess, stopProcess } from "./processes.ts";

/** Both targets, running. */
export interface Targets {
  readonly ownerUrl: string;
  /** Base URL of the raw handler. */
  readonly rawUrl: string;
  /** Base URI of SCIM at the service. */
  readonly scimUrl: string;
  /** `Authorization` headers for the accounts "Small" and "Large". */
  readonly small: string;
  readonly large: string;
  /** Process ids: of the raw handler, the service, the database server. */
  readonly pids: { readonly raw: number; readonly ours: number; readonly database: number };
  /** Runs one statement as the owner. */
  asOwner(sql: string, parameters?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  stop(): Promise<void>;
}

const RAW_TABLE = "create table raw_user (id uuid primary key, user_name text not null unique, doc jsonb not null)";

/** Starts everything in processes of its own, on a temporary data directory. */
export async function startTargets(profile?: string): Promise<Targets> {
  const home = mkdtempSync(join(tmpdir(), "lockstep-bench-"));
  // As root, the database's own user has to pass through it.
  chmodSync(home, 0o711);
  const server = await startEmbeddedDatabase({ home, logger: silentLogger });
  const { ownerUrl } = server;
  await migrate({
    ownerUrl,
    schema: "service",
    role: "lockstep_service",
    sets: serviceMigrations,
    logger: silentLogger,
  });
  const owner = new Client({ connectionString: ownerUrl, options: "-c search_path=service,public" });
  await owner.connect();
  await owner.query(RAW_TABLE.replace("raw_user", "public.raw_user"));
  const raw = await startProcess("raw-target.ts", [ownerUrl]);
  const ours = await startProcess(
    "service-target.ts",
    [ownerUrl],
    profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`],
  );
  return {
    ownerUrl,
    rawUrl: `http://127.0.0.1:${raw.told["port"]}`,
    scimUrl: `http://127.0.0.1:${ours.told["port"]}/SCIM/v2`,
    pids: { raw: raw.pid, ours: ours.pid, database: server.pid },
    small: `Bearer ${ours.told["small"]}`,
    large: `Bearer ${ours.told["large"]}`,
    asOwner: async (sql, parameters = []) => (await owner.query<Record<string, unknown>>(sql, [...parameters])).rows,
    stop: async () => {
      await Promise.all([stopProcess(raw), stopProcess(ours), owner.end()]);
      // The database's process does not keep this one alive, and nothing else is left that does.
      const alive = setInterval(() => undefined, 1_000);
      await server.stop();
      clearInterval(alive);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
