/**
 * What the benches of the engine's work run against: an embedded database, durable as in use, the directory's API in this process, and
 * workers and targets in processes of their own, as an installation of several processes has them.
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate, openDatabase, startEmbeddedDatabase } from "@lockstep/database";
import { createDirectory, type DirectoryTables, directoryMigrations } from "@lockstep/directory-app";
import { silentLogger } from "@lockstep/ports";
import { createPinnedFetch } from "@lockstep/scim-client/node";
import { serviceMigrations } from "@lockstep/service-app";
import { Client } from "pg";
import { BENCH_MASTER_KEY, DIRECTORY_SCHEMA } from "./directory-parts.ts";
import { type BenchProcess, flagsOfStart, startProcess, stopProcess } from "./processes.ts";

/** An app that is connected to a target. */
export interface BenchApp {
  readonly id: string;
  readonly pid: number;
  /** Origin of the target's server, base path of SCIM there, and the token that it takes. */
  readonly origin: string;
  readonly basePath: string;
  readonly token: string;
}

/** The world of a measurement. */
export interface EngineWorld {
  readonly databasePid: number;
  readonly ownerUrl: string;
  call<Answer>(method: string, path: string, body?: unknown): Promise<Answer>;
  sql<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** An app whose target is the counting one; each answer takes `latencyMs`. */
  countingApp(label: string, latencyMs: number): Promise<BenchApp>;
  /** An app whose target is the true service. */
  serviceApp(label: string): Promise<BenchApp>;
  /** One more app of the same target. */
  anotherApp(label: string, of: BenchApp): Promise<BenchApp>;
  startWorker(profile?: string): Promise<BenchProcess>;
  stopWorker(worker: BenchProcess): Promise<void>;
  stop(): Promise<void>;
}

type Call = EngineWorld["call"];

/** Starts it, without app, target or worker. */
export async function startEngineWorld(): Promise<EngineWorld> {
  const home = mkdtempSync(join(tmpdir(), "lockstep-bench-"));
  // As root, the database's own user has to pass through it.
  chmodSync(home, 0o711);
  const server = await startEmbeddedDatabase({ home, logger: silentLogger });
  const { ownerUrl } = server;
  const service = { schema: "service", role: "lockstep_service", sets: serviceMigrations };
  for (const owner of [{ ...DIRECTORY_SCHEMA, sets: directoryMigrations }, service])
    await migrate({ ...owner, ownerUrl, logger: silentLogger });
  const { directory, database } = await openDirectory(ownerUrl);
  await directory.seed.administrator({ login: "bench@example.com", name: "Bench", password: "Only-for-benches-1" });
  const call = callerOf(directory.fetch, await directory.seed.apiToken({ name: "bench" }));
  const owner = new Client({ connectionString: ownerUrl, options: "-c search_path=directory" });
  await owner.connect();
  const processes = new Set<BenchProcess>();
  const start = async (file: string, args: readonly string[], flags: readonly string[] = []) => {
    const started = await startProcess(file, args, flags);
    processes.add(started);
    return started;
  };
  const stop = async (process: BenchProcess) => {
    processes.delete(process);
    await stopProcess(process);
  };
  return {
    databasePid: server.pid,
    ownerUrl,
    call,
    sql: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
      (await owner.query(text, [...values])).rows as readonly Row[],
    async countingApp(label, latencyMs) {
      const { told, pid } = await start("counting-target.ts", [String(latencyMs)]);
      const origin = `http://127.0.0.1:${told["port"]}`;
      return await connectApp(call, label, { origin, pid, basePath: "/scim", token: "bench" });
    },
    async serviceApp(label) {
      const { told, pid } = await start("service-target.ts", [ownerUrl]);
      const origin = `http://127.0.0.1:${told["port"]}`;
      const token = String(told["small"]).replace("Bearer ", "");
      return await connectApp(call, label, { origin, pid, basePath: "/SCIM/v2", token });
    },
    anotherApp: (label, of) => connectApp(call, label, of),
    startWorker: (profile) =>
      start(
        "worker-target.ts",
        [ownerUrl],
        [...flagsOfStart(), ...(profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`])],
      ),
    stopWorker: stop,
    async stop() {
      for (const process of [...processes].reverse()) await stop(process);
      await directory.stop();
      await Promise.all([owner.end(), database.close()]);
      // The database's process does not keep this one alive, and nothing else is left that does.
      const alive = setInterval(() => undefined, 1_000);
      await server.stop();
      clearInterval(alive);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function openDirectory(ownerUrl: string) {
  const database = openDatabase<DirectoryTables>({
    ...DIRECTORY_SCHEMA,
    url: ownerUrl,
    applicationName: "lockstep-bench",
    logger: silentLogger,
  });
  const url = "http://directory.bench";
  const directory = await createDirectory({
    host: "127.0.0.1",
    port: 0,
    publicUrl: url,
    database,
    masterKey: BENCH_MASTER_KEY,
    clock: { now: () => Date.now() },
    random: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
    logger: silentLogger,
    supportUrl: url,
    pricingUrl: url,
    guideUrl: url,
    targetReach: "loopback",
    fetch: createPinnedFetch({ reach: "loopback" }),
    consoleDirectory: undefined,
  });
  return { directory, database };
}

function callerOf(answer: (request: Request) => Response | Promise<Response>, token: string): Call {
  return async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const headers = { authorization: `SSWS ${token}`, "content-type": "application/json" };
    const request = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await answer(new Request(`http://directory.bench${path}`, request));
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  };
}

async function connectApp(call: Call, label: string, target: Omit<BenchApp, "id">): Promise<BenchApp> {
  const { id } = await call<{ id: string }>("POST", "/api/v1/apps", { label, signOnMode: "AUTO_LOGIN" });
  const baseUrl = `${target.origin}${target.basePath}`;
  const connection = { enabled: true, baseUrl, authScheme: "TOKEN", token: target.token };
  await call("PUT", `/api/lockstep/v1/apps/${id}/connection`, connection);
  const on = { status: "ENABLED" };
  await call("PUT", `/api/v1/apps/${id}/features/USER_PROVISIONING`, {
    create: { lifecycleCreate: on },
    update: { profile: on, lifecycleDeactivate: on },
  });
  return { ...target, id };
}
