/** Looks for secrets in everything that a directory leaves behind: tables, statements, log lines, files of the database. */
import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LogFields, Logger } from "@lockstep/ports";
import { Client } from "pg";
import { connectionConfig } from "../../../../packages/database/connection.ts";

/** Something that was left behind, with the name of the place. */
export interface Trace {
  readonly place: string;
  readonly content: Buffer;
}

/** A secret that was found. */
export interface Finding {
  readonly place: string;
  readonly form: string;
}

/** How a secret may be written. Made here anew and not taken from the code under test. */
export function waysToWrite(secret: string): Readonly<Record<string, string>> {
  const bytes = Buffer.from(secret, "utf8");
  const escaped = JSON.stringify(secret).slice(1, -1);
  return {
    clear: secret,
    "JSON-escaped": escaped,
    "JSON-escaped twice": JSON.stringify(escaped).slice(1, -1),
    base64: bytes.toString("base64").replace(/=+$/, ""),
    base64url: bytes.toString("base64url"),
    hex: bytes.toString("hex"),
    "hex in capitals": bytes.toString("hex").toUpperCase(),
    "percent-encoded": encodeURIComponent(secret),
    // The beginning alone would help whoever guesses.
    "first ten characters": secret.slice(0, 10),
  };
}

/** Every place where one of the secrets stands. */
export function findSecrets(traces: readonly Trace[], secrets: Iterable<string>): readonly Finding[] {
  const forms = [...secrets].flatMap((secret) => Object.entries(waysToWrite(secret)));
  return traces.flatMap(({ place, content }) =>
    forms.flatMap(([form, text]) => (content.includes(text) ? [{ place, form }] : [])),
  );
}

/** A logger that keeps every line, errors with their stacks. */
export function keepingLogger(lines: string[]): Logger {
  const keep = (fields: LogFields, message: string) => {
    lines.push(
      `${message} ${JSON.stringify(fields, (_, value) => (value instanceof Error ? `${value.stack}` : value))}`,
    );
  };
  const logger: Logger = { debug: keep, info: keep, warn: keep, error: keep, child: () => logger };
  return logger;
}

/** All rows of all tables of all schemas, one trace per table, and the statements of all sessions. */
export async function readDatabase(ownerUrl: string): Promise<readonly Trace[]> {
  return await asOwner(ownerUrl, async (client) => {
    const tables = await client.query<{ schema: string; name: string }>(
      `select table_schema as schema, table_name as name from information_schema.tables
        where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    const traces: Trace[] = [];
    for (const { schema, name } of tables.rows) {
      const { rows } = await client.query<{ row: string }>(
        `select to_jsonb(t)::text as row from "${schema}"."${name}" t`,
      );
      traces.push({ place: `${schema}.${name}`, content: Buffer.from(rows.map(({ row }) => row).join("\n")) });
    }
    return [...traces, await readStatements(client)];
  });
}

/** What `pg_stat_activity` shows of all sessions. */
export async function readActivity(ownerUrl: string): Promise<Trace> {
  return await asOwner(ownerUrl, readStatements);
}

async function readStatements(client: Client): Promise<Trace> {
  const { rows } = await client.query<{ query: string }>("select coalesce(query, '') as query from pg_stat_activity");
  return { place: "pg_stat_activity", content: Buffer.from(rows.map(({ query }) => query).join("\n")) };
}

/** A diagnostic report of this process, written to a file as at a crash: stacks, handles, environment and command line, and no heap. */
export async function readReport(): Promise<Trace> {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-report-"));
  const { report } = process;
  const before = report.directory;
  try {
    report.directory = folder;
    const name = report.writeReport(new Error("The process would end here."));
    return { place: "diagnostic report", content: await readFile(join(folder, name)) };
  } finally {
    report.directory = before;
    await rm(folder, { recursive: true, force: true });
  }
}

/** The files of this database and of the write-ahead log, and the server's own log: what a stolen disk would show. */
export async function readFiles(ownerUrl: string): Promise<readonly Trace[]> {
  return await asOwner(ownerUrl, async (client) => {
    await client.query("checkpoint");
    const shown = await client.query<{ directory: string; oid: string }>(
      `select current_setting('data_directory') as directory, oid::text as oid from pg_database where datname = current_database()`,
    );
    const { directory = "", oid = "" } = shown.rows[0] ?? {};
    const folders = [join(directory, "base", oid), join(directory, "pg_wal"), join(directory, "..", "..", "logs")];
    return folders.flatMap((folder) => filesOf(folder));
  });
}

function filesOf(folder: string): readonly Trace[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ place: path, content: readWhole(path) }));
}

function readWhole(path: string): Buffer {
  const file = openSync(path, "r");
  try {
    const content = Buffer.alloc(statSync(path).size);
    return content.subarray(0, readSync(file, content));
  } finally {
    closeSync(file);
  }
}

async function asOwner<Result>(ownerUrl: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client(connectionConfig({ url: ownerUrl, applicationName: "lockstep-test" }));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
