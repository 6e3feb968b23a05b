/** Causes of work that nobody's request made due: beside the traces of requests they stand in `app_user.causes` (ADR 41). */
import { type Kysely, sql } from "kysely";
import type { RunCause } from "../contract-people.ts";
import type { CauseWords } from "../words/causes.ts";
import { displayNameOf } from "./profile.ts";
import { type AppLimit, systemLogWithin } from "./roles/app-limit.ts";
import type { DirectoryTables, LogParty, Profile } from "./tables.ts";

/** An import of an app; a pass of a group rule; the account of another person, which this one refers to. */
export type OwnCause = "import" | "rule" | "account";

/** As it is noted. */
export function ownCause(kind: OwnCause, id: string): string {
  return `${kind}:${id}`;
}

interface Asked {
  readonly causes: readonly string[];
  /** The only apps that are told of. */
  readonly appLimit: AppLimit;
  readonly words: CauseWords;
}

/** Tells of each cause what it was, where that is known and may be told; causes of the same text once. */
export async function tellCauses(db: Kysely<DirectoryTables>, asked: Asked): Promise<readonly RunCause[]> {
  const causes = [...new Set(asked.causes)];
  if (causes.length === 0) return [];
  const ids = (kind: OwnCause) =>
    causes.flatMap((cause) => (cause.startsWith(ownCause(kind, "")) ? [cause.slice(ownCause(kind, "").length)] : []));
  const [changes, imports, rules, accounts] = await Promise.all([
    tellChanges(db, asked, causes),
    tellImports(db, asked, ids("import")),
    tellRules(db, asked, ids("rule")),
    tellAccounts(db, asked, ids("account")),
  ]);
  return [...changes, ...imports, ...rules, ...accounts];
}

/** Requests of somebody: the first event of their trace. */
async function tellChanges(
  db: Kysely<DirectoryTables>,
  { appLimit }: Asked,
  traceIds: readonly string[],
): Promise<readonly RunCause[]> {
  const { rows } = await sql<{ traceId: string; at: Date; message: string; actor: LogParty }>`
    select distinct on (trace_id) trace_id as "traceId", published as at, display_message as message, actor
      from ${systemLogWithin(appLimit)} where trace_id = any(${traceIds}::text[]) order by trace_id, seq`.execute(db);
  return rows.map(({ traceId, at, message, actor }) => ({
    cause: traceId,
    kind: "change",
    at: at.toISOString(),
    message,
    by: actor.displayName ?? actor.id,
  }));
}

async function tellImports(
  db: Kysely<DirectoryTables>,
  { appLimit, words }: Asked,
  runIds: readonly string[],
): Promise<readonly RunCause[]> {
  if (runIds.length === 0) return [];
  const { rows } = await sql<{ id: string; at: Date; trigger: string; appId: string; label: string }>`
    select run.id, run.created_at as at, run.trigger, app.id as "appId", app.label
      from import_run run join app on app.id = run.app_id where run.id = any(${runIds}::text[])`.execute(db);
  return rows.map(({ id, at, trigger, appId, label }) => {
    const shown = appLimit === null || appLimit.includes(appId) ? label : null;
    const message = trigger === "SCHEDULE" ? words.scheduledImport(shown) : words.importByHand(shown);
    return { cause: ownCause("import", id), kind: "import", at: at.toISOString(), message, by: null };
  });
}

async function tellRules(
  db: Kysely<DirectoryTables>,
  { words }: Asked,
  ruleIds: readonly string[],
): Promise<readonly RunCause[]> {
  if (ruleIds.length === 0) return [];
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from group_rule where id = any(${ruleIds}::text[])`.execute(db);
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return ruleIds.map((id) => ({
    cause: ownCause("rule", id),
    kind: "rule",
    at: null,
    message: words.rule(names.get(id) ?? null),
    by: null,
  }));
}

async function tellAccounts(
  db: Kysely<DirectoryTables>,
  { words }: Asked,
  personIds: readonly string[],
): Promise<readonly RunCause[]> {
  if (personIds.length === 0) return [];
  const { rows } = await sql<{ id: string; profile: Profile }>`
    select id, profile from person where id = any(${personIds}::text[])`.execute(db);
  return rows.map(({ id, profile }) => ({
    cause: ownCause("account", id),
    kind: "account",
    at: null,
    message: words.account(displayNameOf(profile)),
    by: null,
  }));
}
