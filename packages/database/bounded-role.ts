import { Client } from "pg";
import { connectionConfig, requireIdentifier } from "./connection.ts";
import { describeConnectionError } from "./connection-error.ts";
import { PROBE_ACCOUNT, PROBE_TABLE } from "./role.ts";
import { StartupError } from "./types.ts";

/** An account that nobody has: whatever is visible under it is visible to everybody. */
const FOREIGN_ACCOUNT = "00000000-0000-4000-8000-0000000000ff";

/**
 * Proves over a connection of the application's own kind that its role is bounded: no superuser, no BYPASSRLS, owner of nothing in
 * the schema; that each table with an `account_id` has row-level security; and that neither the probe's row nor a row of any such table
 * can be seen from another account or without one. Throws StartupError otherwise, and the program must not start.
 */
export async function assertRoleIsBounded(options: {
  readonly url: string;
  readonly schema: string;
  readonly role: string;
}): Promise<void> {
  const client = new Client(connectionConfig({ ...options, applicationName: "lockstep-proof" }));
  client.on("error", () => undefined);
  try {
    await client.connect().catch((error: unknown) => {
      throw describeConnectionError(error, options.url);
    });
    await assertRights(client, options);
    const tables = await readAccountTables(client, options);
    await assertProbe(client, options);
    for (const account of ["", FOREIGN_ACCOUNT]) await assertNothingVisible(client, tables, account, options);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function assertRights(client: Client, options: { schema: string; role: string }): Promise<void> {
  const result = await client.query<{ role: string; bypasses: boolean; owned: string | null }>(
    `select current_user as role, r.rolsuper or r.rolbypassrls as bypasses,
            (select string_agg(c.relname, ', ') from pg_class c
              where c.relnamespace = to_regnamespace($1) and pg_has_role(c.relowner, 'USAGE')) as owned
       from pg_roles r where r.rolname = current_user`,
    [options.schema],
  );
  const facts = result.rows[0];
  if (facts === undefined || facts.role !== options.role) {
    throw refusal(options, `the connection runs as "${facts?.role ?? "nobody"}"`);
  }
  if (facts.bypasses) throw refusal(options, "it may bypass row-level security");
  if (facts.owned !== null) throw refusal(options, `it owns tables (${facts.owned})`);
}

async function readAccountTables(
  client: Client,
  options: { schema: string; role: string },
): Promise<readonly string[]> {
  const result = await client.query<{ name: string; secured: boolean; readable: boolean }>(
    `select c.relname as name, c.relrowsecurity as secured, has_table_privilege(c.oid, 'select') as readable
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped
      where c.relnamespace = to_regnamespace($1) and c.relkind in ('r', 'p') order by c.relname`,
    [options.schema],
  );
  const open = result.rows.filter((row) => !row.secured);
  if (open.length > 0) {
    throw refusal(options, `row-level security is off on ${open.map((row) => row.name).join(", ")}`);
  }
  return result.rows.filter((row) => row.readable).map((row) => row.name);
}

async function assertProbe(client: Client, options: { schema: string; role: string }): Promise<void> {
  const table = `${requireIdentifier(options.schema)}.${PROBE_TABLE}`;
  const seen = async (account: string) => {
    await client.query("select set_config('lockstep.account_id', $1, false)", [account]);
    const result = await client.query<{ count: number }>(`select count(*)::int as count from ${table}`);
    return result.rows[0]?.count;
  };
  if ((await seen(FOREIGN_ACCOUNT)) !== 0) throw refusal(options, "it sees a row of a foreign account");
  if ((await seen("")) !== 0) throw refusal(options, "it sees a row without any account");
  if ((await seen(PROBE_ACCOUNT)) !== 1) throw refusal(options, "it does not see a row of its own account");
}

async function assertNothingVisible(
  client: Client,
  tables: readonly string[],
  account: string,
  options: { schema: string; role: string },
): Promise<void> {
  if (tables.length === 0) return;
  await client.query("select set_config('lockstep.account_id', $1, false)", [account]);
  const schema = requireIdentifier(options.schema);
  const parts = tables.map(
    (table) =>
      `select '${requireIdentifier(table)}' as name where exists (select from ${schema}.${requireIdentifier(table)})`,
  );
  const result = await client.query<{ name: string }>(parts.join(" union all "));
  if (result.rows.length > 0) {
    throw refusal(options, `it sees rows of foreign accounts in ${result.rows.map((row) => row.name).join(", ")}`);
  }
}

function refusal(options: { schema: string; role: string }, reason: string): StartupError {
  return new StartupError(
    `The database role "${options.role}" does not keep the accounts of schema "${options.schema}" apart: ${reason}; ` +
      `run "ALTER ROLE ${options.role} NOSUPERUSER NOBYPASSRLS" and make the user of DATABASE_URL the owner of the tables.`,
  );
}
