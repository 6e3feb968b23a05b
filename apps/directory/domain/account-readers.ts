/**
 * Whoever reads a person's account in another app (ADR 38): app users whose apps' expressions name that app, or ask for the account of somebody
 * whom the profile names. What is learnt of an account marks them in its own transaction.
 */
import type { AppId, PersonId } from "@lockstep/ports";
import { type RawBuilder, sql } from "kysely";
import type { Trx } from "./act.ts";
import { findNaming } from "./dependants.ts";
import { markAppUsers } from "./dirty.ts";
import { factsAsked } from "./facts-asked.ts";

/** Accounts of one app of which something else is known than before. */
export interface ChangedAccounts {
  readonly appId: AppId;
  readonly personIds: readonly PersonId[];
  readonly now: Date;
}

/** Marks who reads these accounts. Returns how many. */
export async function markAccountReaders(trx: Trx, changed: ChangedAccounts): Promise<number> {
  const reading = await findAccountReaders(trx, changed);
  return reading === undefined ? 0 : await markAppUsers(trx, reading, changed.now);
}

/** A condition on `app_user`: who reads these accounts; undefined = nobody. Perf: one statement over the texts of all apps, while none names this app. */
export async function findAccountReaders(
  trx: Trx,
  { appId, personIds }: Omit<ChangedAccounts, "now">,
): Promise<RawBuilder<unknown> | undefined> {
  if (personIds.length === 0) return undefined;
  const readers = await readersOf(trx, appId);
  const own: string[] = [];
  const related = new Map<string, string[]>();
  for (const reader of readers) {
    if (await isReadBy(trx, { appId, name: reader.name })) continue;
    if (reader.readsOwn) own.push(reader.appId);
    for (const relation of reader.relations)
      related.set(`${relation}Id`, [...(related.get(`${relation}Id`) ?? []), reader.appId]);
  }
  const isOwn = sql`(assigned and person_id = any(${personIds}::text[]) and app_id = any(${own}::text[]))`;
  const naming = await findNaming(trx, { personIds }, related);
  if (naming !== undefined) return own.length === 0 ? naming : sql`(${isOwn} or ${naming})`;
  return own.length === 0 ? undefined : isOwn;
}

interface TextRow {
  readonly appId: string;
  readonly name: string;
  /** Of the app that is read. */
  readonly readName: string;
  /** Null for the user name's template. */
  readonly attribute: string | null;
  readonly text: string;
}

interface Reader {
  readonly appId: string;
  readonly name: string;
  readonly readsOwn: boolean;
  /** Whose accounts are read: `manager`. */
  readonly relations: readonly string[];
}

/** Apps whose texts read accounts of the app. Of several of one name the oldest is meant: the others are read by nobody. */
async function readersOf(trx: Trx, appId: string): Promise<readonly Reader[]> {
  const { rows } = await sql<TextRow>`
    select a.id as "appId", a.name, read.name as "readName", t.attribute, t.text
      from app read join app a on a.id <> read.id cross join lateral (
        select m.attribute, m.expression as text from app_mapping m
         where m.app_id = a.id and m.source = 'EXPRESSION' and position(read.name in m.expression) > 0
        union all
        select null, a.user_name_template where a.user_name_type <> 'NONE' and position(read.name in a.user_name_template) > 0) as t
     where read.id = ${appId}
       and not exists (select from app o where o.name = read.name and (o.created_at, o.id) < (read.created_at, read.id))`.execute(
    trx,
  );
  return [...Map.groupBy(rows, (row) => row.appId).values()].flatMap((texts) => {
    const { apps, related } = factsOf(texts);
    const [{ appId: reader, name, readName } = { appId: "", name: "", readName: "" }] = texts;
    const relations = related.flatMap(({ relation, app }) => (app === readName ? [relation] : []));
    const readsOwn = apps.includes(readName);
    return readsOwn || relations.length > 0 ? [{ appId: reader, name, readsOwn, relations }] : [];
  });
}

function factsOf(texts: readonly Pick<TextRow, "attribute" | "text">[]) {
  return factsAsked({
    mappings: texts.flatMap(({ attribute, text }) => (attribute === null ? [] : [text])),
    userName: texts.find(({ attribute }) => attribute === null)?.text,
  });
}

/** Apps that are looked at for one circle. */
const APPS_MAX = 100;

/**
 * Whether the app itself reads accounts of an app of this name, over any number of others. Apps that read each other would follow each other
 * for ever: they are looked at with the person's next change.
 */
async function isReadBy(
  trx: Trx,
  { appId, name }: { readonly appId: string; readonly name: string },
): Promise<boolean> {
  const seen = new Set<string>();
  const open: string[] = [appId];
  for (let next = open.pop(); next !== undefined && seen.size < APPS_MAX; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const { rows } = await sql<Pick<TextRow, "attribute" | "text">>`
      select m.attribute, m.expression as text from app_mapping m where m.app_id = ${next} and m.source = 'EXPRESSION'
      union all
      select null, a.user_name_template from app a where a.id = ${next} and a.user_name_type <> 'NONE'`.execute(trx);
    const { apps, related } = factsOf(rows);
    const names = [...apps, ...related.flatMap(({ app }) => app ?? [])];
    if (names.includes(name)) return true;
    if (names.length === 0) continue;
    const { rows: read } = await sql<{ id: string }>`select id from app where name = any(${names}::text[])`.execute(
      trx,
    );
    open.push(...read.map(({ id }) => id));
  }
  return false;
}
