import type { Client } from "pg";
import { requireIdentifier } from "./connection.ts";
import { StartupError } from "./types.ts";

/** Name of the table with one row that the bounded role must not see; made by `migrate` in each schema. */
export const PROBE_TABLE = "row_security_probe";
/** Account of the row in the probe table. */
export const PROBE_ACCOUNT = "00000000-0000-4000-8000-000000000001";

/** Since PostgreSQL 16 a member may administer a role without being allowed to take it. */
const SEPARATE_SET_RIGHT = 160_000;

interface RoleFacts {
  readonly owner: string;
  readonly exists: boolean;
  readonly isMember: boolean;
}

/** Makes sure that the application role exists and that the owner may take it. Throws StartupError when the owner may not create it. */
export async function ensureRole(client: Client, role: string, serverVersion: number): Promise<void> {
  const name = requireIdentifier(role);
  const facts = await readRoleFacts(client, name, serverVersion);
  try {
    if (!facts.exists) await createRole(client, name);
    if (!facts.isMember) await client.query(`grant ${name} to current_user`);
  } catch (cause) {
    throw new StartupError(
      `The database user "${facts.owner}" may not create the role "${name}" that Lockstep runs under: ` +
        `run "CREATE ROLE ${name} NOLOGIN; GRANT ${name} TO \\"${facts.owner}\\"" as a superuser, or name a user with CREATEROLE in DATABASE_URL.`.replaceAll(
          '\\"',
          '"',
        ),
      { cause },
    );
  }
}

/** Lets the role use the schema and everything that later migrations make in it, without owning any of it. */
export async function grantSchema(client: Client, schema: string, role: string): Promise<void> {
  const [s, r] = [requireIdentifier(schema), requireIdentifier(role)];
  const before = await client.query<{ usage: boolean }>("select has_schema_privilege($1, $2, 'usage') as usage", [
    r,
    s,
  ]);
  const rights = [
    `alter default privileges in schema ${s} grant select, insert, update, delete on tables to ${r}`,
    `alter default privileges in schema ${s} grant usage, select on sequences to ${r}`,
    `alter default privileges in schema ${s} grant execute on functions to ${r}`,
  ];
  // A role that is new to a filled schema (restored elsewhere, say) gets its rights now; otherwise a migration's own REVOKE stands.
  if (before.rows[0]?.usage !== true) {
    rights.push(
      `grant usage on schema ${s} to ${r}`,
      `grant select, insert, update, delete on all tables in schema ${s} to ${r}`,
      `grant usage, select on all sequences in schema ${s} to ${r}`,
      `grant execute on all functions in schema ${s} to ${r}`,
    );
  }
  await client.query(rights.join(";\n"));
}

/** A table with one row of an account that nobody has: what the bounded role must never see is proved on it at each start. */
export async function createProbe(client: Client, schema: string): Promise<void> {
  const table = `${requireIdentifier(schema)}.${PROBE_TABLE}`;
  const found = await client.query<{ found: boolean }>("select to_regclass($1) is not null as found", [table]);
  if (found.rows[0]?.found === true) return;
  await client.query(`
    begin;
    create table ${table} (account_id uuid primary key);
    alter table ${table} enable row level security;
    create policy own_account on ${table}
      using (account_id = nullif(current_setting('lockstep.account_id', true), '')::uuid);
    insert into ${table} values ('${PROBE_ACCOUNT}');
    commit`);
}

async function readRoleFacts(client: Client, role: string, serverVersion: number): Promise<RoleFacts> {
  const result = await client.query<RoleFacts>(
    `select current_user as owner,
            exists (select from pg_roles where rolname = $1) as exists,
            coalesce((select pg_has_role(current_user, oid, case when $2 then 'SET' else 'MEMBER' end)
                        from pg_roles where rolname = $1), false) as "isMember"`,
    [role, serverVersion >= SEPARATE_SET_RIGHT],
  );
  const facts = result.rows[0];
  if (facts === undefined) throw new Error("The catalogue answered no row");
  return facts;
}

/** Another process may create the same role of the cluster for another database at this very moment: then it exists, which is all we want. */
async function createRole(client: Client, role: string): Promise<void> {
  await client.query(`
    do $$ begin
      create role ${role} nologin nosuperuser nocreatedb nocreaterole noinherit nobypassrls;
    exception when duplicate_object or unique_violation then null;
    end $$`);
}
