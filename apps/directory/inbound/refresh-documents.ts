/** Documents of people who were changed in the directory are made anew before they are read (`scim_stale`). */
import type { PersonId } from "@lockstep/ports";
import type { JsonObject } from "@lockstep/scim";
import { type Kysely, sql } from "kysely";
import type { PersonStatus } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { loadProfileSchema } from "../domain/profile-schema/load-schema.ts";
import type { DirectoryTables, Profile } from "../domain/tables.ts";
import { documentOf } from "./user-document.ts";

const BATCH_SIZE = 1000;
/** Ten million people. */
const BATCHES_MAX = 10_000;

interface StaleRow {
  readonly id: PersonId;
  readonly profile: Profile;
  readonly status: PersonStatus;
  readonly scim_doc: JsonObject | null;
}

/** Brings all documents up to date. The first time it does so for everybody; later for those who changed. */
export async function refreshDocuments(deps: Pick<Deps, "database">): Promise<void> {
  for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
    if (!(await isAnyStale(deps.database.kysely))) return;
    await deps.database.transaction((trx) => refresh(trx, sql`true`));
  }
}

/** Brings one person's document up to date, under a row lock. */
export async function refreshDocument(trx: Kysely<DirectoryTables>, id: string): Promise<void> {
  await refresh(trx, sql`scim_id = ${id}::uuid`);
}

async function isAnyStale(db: Kysely<DirectoryTables>): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select exists (select from person where scim_stale) as found`.execute(
    db,
  );
  return rows[0]?.found === true;
}

async function refresh(trx: Kysely<DirectoryTables>, condition: ReturnType<typeof sql>): Promise<void> {
  const { rows } = await sql<StaleRow>`
    select id, profile, status, scim_doc from person where scim_stale and ${condition}
    order by id limit ${BATCH_SIZE} for no key update`.execute(trx);
  if (rows.length === 0) return;
  const schema = await loadProfileSchema(trx);
  const documents = rows.map((row) => ({ id: row.id, doc: documentOf(schema, row, row.scim_doc) }));
  await sql`
    update person set scim_doc = made.doc, scim_stale = false
    from jsonb_to_recordset(${JSON.stringify(documents)}::jsonb) as made(id text, doc jsonb)
    where person.id = made.id`.execute(trx);
}
