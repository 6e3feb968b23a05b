import { Client } from "pg";
import { connectionConfig, requireIdentifier } from "./connection.ts";
import { describeConnectionError } from "./connection-error.ts";
import { type MigrationFile, readMigrations } from "./migration-files.ts";
import { createProbe, ensureRole, grantSchema } from "./role.ts";
import { type MigrateOptions, StartupError } from "./types.ts";

const SERVER_VERSION_MIN = 150_000;
const LEDGER = "migration";

interface LedgerRow {
  readonly component: string;
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

/**
 * Brings the schema to what the program's migrations say and returns the names of those applied now. Any number of processes may
 * call it at once. Throws StartupError, with nothing changed, when the ledger knows a migration that the program does not (the data are newer),
 * when a landed migration was edited, and when the user of the URL may not do what is needed.
 */
export async function migrate(options: MigrateOptions): Promise<{ applied: readonly string[] }> {
  const files = await readMigrations(options.sets);
  const client = new Client(connectionConfig({ url: options.ownerUrl, applicationName: "lockstep-migrate" }));
  client.on("error", (error) => options.logger.warn({ error: error.message }, "The migrating connection was lost"));
  try {
    await client.connect().catch((error: unknown) => {
      throw describeConnectionError(error, options.ownerUrl);
    });
    return await migrateOver(client, files, options);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function migrateOver(
  client: Client,
  files: readonly MigrationFile[],
  options: MigrateOptions,
): Promise<{ applied: readonly string[] }> {
  const version = await readServerVersion(client);
  assertServerVersion(version);
  // A session lock, given back when the connection ends: of several processes that start at once, one migrates and the others wait.
  await client.query("select pg_advisory_lock(hashtextextended($1, 0))", [`lockstep migrate ${options.schema}`]);
  await ensureRole(client, options.role, version.number);
  await ensureSchema(client, options.schema);
  const ledger = await readLedger(client, options.schema);
  assertLedger(ledger, files, options.schema);
  await grantSchema(client, options.schema, options.role);
  await createLedger(client, options);
  await createProbe(client, options.schema);
  const known = new Set(ledger.map((row) => key(row)));
  const applied: string[] = [];
  for (const file of files) {
    if (known.has(key(file))) continue;
    await applyMigration(client, options.schema, file);
    applied.push(`${file.component}/${file.name}`);
    options.logger.info({ schema: options.schema, migration: `${file.component}/${file.name}` }, "Migration applied");
  }
  return { applied };
}

async function readServerVersion(client: Client): Promise<{ readonly number: number; readonly text: string }> {
  const result = await client.query<{ number: number; text: string }>(
    "select current_setting('server_version_num')::int as number, current_setting('server_version') as text",
  );
  return result.rows[0] ?? { number: 0, text: "unknown" };
}

/** Throws StartupError for a server older than PostgreSQL 15; `number` is `server_version_num`. */
export function assertServerVersion(version: { readonly number: number; readonly text: string }): void {
  if (version.number >= SERVER_VERSION_MIN) return;
  throw new StartupError(
    `The database server is PostgreSQL ${version.text}, and Lockstep needs 15 or newer: upgrade it, or unset DATABASE_URL to use the embedded one.`,
  );
}

async function ensureSchema(client: Client, schema: string): Promise<void> {
  const name = requireIdentifier(schema);
  const found = await client.query("select from pg_namespace where nspname = $1", [name]);
  if (found.rowCount !== 0) return;
  try {
    await client.query(`create schema ${name}`);
  } catch (cause) {
    const who = await client.query<{ user: string; database: string }>(
      `select current_user as "user", current_database() as database`,
    );
    throw new StartupError(
      `The database user "${who.rows[0]?.user}" may not create the schema "${name}" in database "${who.rows[0]?.database}": ` +
        `grant it with GRANT CREATE ON DATABASE "${who.rows[0]?.database}" TO "${who.rows[0]?.user}", or name another user in DATABASE_URL.`,
      { cause },
    );
  }
}

async function readLedger(client: Client, schema: string): Promise<readonly LedgerRow[]> {
  const table = `${requireIdentifier(schema)}.${LEDGER}`;
  const found = await client.query<{ found: boolean }>("select to_regclass($1) is not null as found", [table]);
  if (found.rows[0]?.found !== true) return [];
  const rows = await client.query<LedgerRow>(
    `select component, number, name, checksum from ${table} order by component, number`,
  );
  return rows.rows;
}

function assertLedger(ledger: readonly LedgerRow[], files: readonly MigrationFile[], schema: string): void {
  const byKey = new Map(files.map((file) => [key(file), file]));
  for (const row of ledger) {
    const file = byKey.get(key(row));
    if (file === undefined) {
      throw new StartupError(
        `The database was used by a newer Lockstep (schema "${schema}" holds migration ${row.component}/${row.name}, unknown here): start that version, or use another database.`,
      );
    }
    if (file.checksum !== row.checksum) {
      throw new StartupError(
        `The migration ${row.component}/${row.name} was changed after it had been applied to schema "${schema}": restore the file as it was, or use an empty database.`,
      );
    }
  }
}

async function createLedger(client: Client, options: MigrateOptions): Promise<void> {
  const table = `${requireIdentifier(options.schema)}.${LEDGER}`;
  const role = requireIdentifier(options.role);
  await client.query(`
    create table if not exists ${table} (
      component text not null,
      number integer not null,
      name text not null,
      checksum text not null,
      applied_at timestamptz not null default now(),
      primary key (component, number)
    );
    revoke insert, update, delete on ${table} from ${role}`);
}

async function applyMigration(client: Client, schema: string, file: MigrationFile): Promise<void> {
  await client.query(`begin; set local search_path = ${requireIdentifier(schema)}`);
  try {
    await client.query(file.sql);
    await client.query(
      `insert into ${requireIdentifier(schema)}.${LEDGER} (component, number, name, checksum) values ($1, $2, $3, $4)`,
      [file.component, file.number, file.name, file.checksum],
    );
    await client.query("commit");
  } catch (cause) {
    await client.query("rollback");
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartupError(
      `The migration ${file.component}/${file.name} failed and changed nothing (${reason}): report it, and start the version used before meanwhile.`,
      { cause },
    );
  }
}

function key(migration: { readonly component: string; readonly number: number }): string {
  return `${migration.component}/${migration.number}`;
}
