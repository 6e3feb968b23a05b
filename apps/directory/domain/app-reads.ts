/** What the expressions of apps read beyond the profile of the person whom they are about. */
import { DIALECTS, findDialectName, type TargetSwitches } from "@lockstep/engine";
import { type Kysely, sql } from "kysely";
import { factsAsked } from "./facts-asked.ts";
import { isReferenceAttribute } from "./reference-attributes.ts";
import type { DirectoryTables } from "./tables.ts";

/** One app's. */
export interface AppReads {
  readonly appId: string;
  /** The groups that the person is in. */
  readonly groups: boolean;
  /** Profile attributes that name somebody whose profile is read. */
  readonly profilesBy: readonly string[];
  /** Profile attributes that name somebody whose account is read or referred to: only who that is matters, not the profile. */
  readonly accountsBy: readonly string[];
}

/** Perf: most texts ask for nothing more, and are not even read. A function's name in a text constant is looked at in vain. */
const ASKS_FOR_MORE = "Group|isMemberOf|getManager|getAssistant|getLinkedObject";

interface TextRow {
  readonly appId: string;
  readonly dialect: string;
  readonly switches: TargetSwitches;
  /** Null for the user name's template. */
  readonly attribute: string | null;
  readonly text: string;
}

/** Of every app that reads anything of the kind. */
export async function readsOfApps(db: Kysely<DirectoryTables>): Promise<readonly AppReads[]> {
  const { rows } = await sql<TextRow>`
    select a.id as "appId", a.dialect, a.target_switches as switches, t.attribute, t.text
      from app a cross join lateral (
        select m.attribute, m.expression as text from app_mapping m
         where m.app_id = a.id and m.source = 'EXPRESSION'
           and (m.expression ~ ${ASKS_FOR_MORE} or m.attribute like '%:manager.value' or a.target_switches ? 'referenceAttributes')
        union all
        select null, a.user_name_template where a.user_name_type <> 'NONE' and a.user_name_template ~ ${ASKS_FOR_MORE}) as t`.execute(
    db,
  );
  return [...Map.groupBy(rows, ({ appId }) => appId)].map(([appId, texts]) => ({ appId, ...readsOf(texts) }));
}

function readsOf(texts: readonly TextRow[]): Omit<AppReads, "appId"> {
  const template = texts.find(({ attribute }) => attribute === null)?.text;
  const mappings = texts.filter(({ attribute }) => attribute !== null);
  const { groups, related } = factsAsked({ mappings: mappings.map(({ text }) => text), userName: template });
  const naming = (isAccount: boolean) =>
    related.filter(({ app }) => (app !== undefined) === isAccount).map(({ relation }) => `${relation}Id`);
  const references = mappings.filter(isReference).map(({ text }) => text);
  const { attributes } = factsAsked({ mappings: references, userName: undefined });
  return { groups, profilesBy: naming(false), accountsBy: [...new Set([...naming(true), ...attributes])] };
}

function isReference({ dialect, switches, attribute }: TextRow): boolean {
  const own = DIALECTS[findDialectName(dialect) ?? "rfc"];
  return attribute !== null && isReferenceAttribute({ ...own, ...switches }, attribute);
}
