import { createHash, randomUUID } from "node:crypto";
import { silentLogger } from "@lockstep/ports";
import { Client } from "pg";
import { inject } from "vitest";
import { connectionConfig, withDatabase } from "../connection.ts";
import { migrate } from "../migrate.ts";
import { readMigrations } from "../migration-files.ts";
import { openDatabase } from "../open-database.ts";
import type { Database, MigrationSet } from "../types.ts";

export interface TestDatabaseOptions {
  /** Empty: a database without schemas, for tests of migrations. */
  readonly sets: readonly MigrationSet[];
  readonly schema: string;
  readonly role: string;
}

/** A database of one test file, thrown away afterwards. */
export interface TestDatabase {
  /** URL of the owner: a superuser on the embedded server. */
  readonly ownerUrl: string;
  /** Opens a pool under the application's role and schema; closed by `drop`. */
  open<Tables>(poolSize?: number): Database<Tables>;
  /** Runs one statement as the owner, past row-level security. */
  asOwner(sql: string, parameters?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  drop(): Promise<void>;
}

/** Clones a database from a template that holds the migrated schema; the template is built once for a set of migrations. Call in `beforeAll`, `drop` in `afterAll`. */
export async function createTestDatabase(options: TestDatabaseOptions): Promise<TestDatabase> {
  const serverUrl = inject("databaseUrl");
  const name = `lockstep_test_${randomUUID().replaceAll("-", "")}`;
  const template = await requireTemplate(serverUrl, options);
  await run(serverUrl, `create database ${name} template ${template}`);
  const ownerUrl = withDatabase(serverUrl, name);
  const opened: Database<unknown>[] = [];
  return {
    ownerUrl,
    open: <Tables>(poolSize = 5) => {
      const database = openDatabase<Tables>({
        url: ownerUrl,
        schema: options.schema,
        role: options.role,
        poolSize,
        applicationName: "lockstep-test",
        logger: silentLogger,
      });
      opened.push(database as Database<unknown>);
      return database;
    },
    asOwner: (sql, parameters) => run(ownerUrl, sql, { parameters, schema: options.schema }),
    drop: async () => {
      await Promise.all(opened.map((database) => database.close()));
      await run(serverUrl, `drop database if exists ${name} with (force)`);
    },
  };
}

async function requireTemplate(serverUrl: string, options: TestDatabaseOptions): Promise<string> {
  if (options.sets.length === 0) return "template0";
  const files = await readMigrations(options.sets);
  const facts = [
    options.schema,
    options.role,
    ...files.map((file) => `${file.component}/${file.name}/${file.checksum}`),
  ];
  const name = `lockstep_template_${createHash("sha256").update(facts.join("\n")).digest("hex").slice(0, 24)}`;
  const client = new Client(connectionConfig({ url: serverUrl, applicationName: "lockstep-test" }));
  await client.connect();
  try {
    // Test files run side by side: one builds, the others wait.
    await client.query("select pg_advisory_lock(hashtextextended($1, 0))", [name]);
    const found = await client.query("select from pg_database where datname = $1", [name]);
    if (found.rowCount === 0) await buildTemplate(client, { serverUrl, name, options });
    return name;
  } finally {
    await client.end();
  }
}

async function buildTemplate(
  client: Client,
  template: { readonly serverUrl: string; readonly name: string; readonly options: TestDatabaseOptions },
): Promise<void> {
  const draft = `${template.name}_draft`;
  await client.query(`drop database if exists ${draft} with (force)`);
  await client.query(`create database ${draft} template template0`);
  await migrate({ ...template.options, ownerUrl: withDatabase(template.serverUrl, draft), logger: silentLogger });
  await client.query(`alter database ${draft} rename to ${template.name}`);
}

async function run(
  url: string,
  sql: string,
  options: { readonly parameters?: readonly unknown[] | undefined; readonly schema?: string } = {},
): Promise<readonly Record<string, unknown>[]> {
  const schema = options.schema === undefined ? {} : { schema: options.schema };
  const client = new Client(connectionConfig({ url, applicationName: "lockstep-test", ...schema }));
  await client.connect();
  try {
    const result = await client.query<Record<string, unknown>>(sql, [...(options.parameters ?? [])]);
    return result.rows;
  } finally {
    await client.end();
  }
}
