/** What the benches of the engine run against: an embedded database, durable as in use, the directory with its worker in this process, a lean target in another. */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { migrate, openDatabase, startEmbeddedDatabase } from "@lockstep/database";
import { createDirectory, type DirectoryTables, directoryMigrations } from "@lockstep/directory-app";
import { silentLogger } from "@lockstep/ports";
import { createPinnedFetch } from "@lockstep/scim-client/node";
import { Client } from "pg";

/** A directory under measurement. */
export interface BenchDirectory {
  readonly appId: string;
  readonly databasePid: number;
  call<Answer>(method: string, path: string, body?: unknown): Promise<Answer>;
  sql<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Opens its port. */
  listen(): Promise<{ readonly url: string; readonly authorization: string }>;
  /** Requests that reached the target. */
  requests(): Promise<number>;
  stop(): Promise<void>;
}

/** Who signs in to the console. */
export const ADMINISTRATOR = { login: "bench@example.com", password: "Only-for-benches-1" };

/** Starts it with one connected app; with a console when its folder is given. */
export async function startDirectory(consoleDirectory?: URL): Promise<BenchDirectory> {
  const home = mkdtempSync(join(tmpdir(), "lockstep-bench-"));
  // As root, the database's own user has to pass through it.
  chmodSync(home, 0o711);
  const server = await startEmbeddedDatabase({ home, logger: silentLogger });
  const { ownerUrl } = server;
  const owned = { schema: "directory", role: "lockstep_directory" };
  await migrate({ ...owned, ownerUrl, sets: directoryMigrations, logger: silentLogger });
  const database = openDatabase<DirectoryTables>({
    ...owned,
    url: ownerUrl,
    poolSize: 16,
    applicationName: "bench",
    logger: silentLogger,
  });
  const directory = await createDirectory({
    host: "127.0.0.1",
    port: 0,
    // A console is opened where the directory listens.
    publicUrl: consoleDirectory === undefined ? "http://directory.bench" : undefined,
    database,
    masterKey: createHash("sha256").update("bench").digest(),
    clock: { now: () => Date.now() },
    random: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
    logger: silentLogger,
    supportUrl: "http://directory.bench",
    pricingUrl: "http://directory.bench",
    guideUrl: "http://directory.bench",
    targetReach: "loopback",
    fetch: createPinnedFetch({ reach: "loopback" }),
    consoleDirectory,
  });
  await directory.seed.administrator({ ...ADMINISTRATOR, name: "Bench" });
  const token = await directory.seed.apiToken({ name: "bench" });
  const target = await startTarget();
  const owner = new Client({ connectionString: ownerUrl, options: "-c search_path=directory" });
  await owner.connect();
  const call = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const headers = { authorization: `SSWS ${token}`, "content-type": "application/json" };
    const request = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const answer = await directory.fetch(new Request(`http://directory.bench${path}`, request));
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  };
  const appId = await connectApp(call, target.baseUrl);
  await directory.startWorker();
  return {
    appId,
    databasePid: server.pid,
    call,
    sql: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
      (await owner.query(text, [...values])).rows as readonly Row[],
    listen: async () => ({
      url: `http://127.0.0.1:${(await directory.listen()).port}`,
      authorization: `SSWS ${token}`,
    }),
    requests: async () => ((await (await fetch(`${target.baseUrl}/../count`)).json()) as { requests: number }).requests,
    async stop() {
      await directory.stop();
      await owner.end();
      await database.close();
      target.child.kill();
      // The database's process does not keep this one alive, and nothing else is left that does.
      const alive = setInterval(() => undefined, 1_000);
      await server.stop();
      clearInterval(alive);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function connectApp(
  call: <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>,
  baseUrl: string,
): Promise<string> {
  const { id } = await call<{ id: string }>("POST", "/api/v1/apps", { label: "Bench", signOnMode: "AUTO_LOGIN" });
  const connection = { enabled: true, baseUrl, authScheme: "BASIC", username: "bench", password: "bench" };
  await call("PUT", `/api/lockstep/v1/apps/${id}/connection`, connection);
  const on = { status: "ENABLED" };
  await call("PUT", `/api/v1/apps/${id}/features/USER_PROVISIONING`, {
    create: { lifecycleCreate: on },
    update: { profile: on, lifecycleDeactivate: on },
  });
  return id;
}

async function startTarget(): Promise<{ readonly child: ChildProcess; readonly baseUrl: string }> {
  const path = fileURLToPath(new URL("../engine-target.ts", import.meta.url));
  const child = spawn(process.execPath, [path], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return { child, baseUrl: `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}/scim` };
}
