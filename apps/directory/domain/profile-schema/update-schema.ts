/** Changes of the profile schema: custom attributes come, change and go; of base ones a few properties change (okta-management-api §7.1). */
import type { AppId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import { type Act, eventOf, type Trx } from "../act.ts";
import { sweepAppUsers } from "../dirty.ts";
import { invalid } from "../error.ts";
import { invalidateRules } from "../group-rules/invalidate-rules.ts";
import { lockPeopleRules } from "../people-lock.ts";
import { listProfileSources } from "../profile-sources.ts";
import { writeEvent } from "../system-log.ts";
import type { DirectoryTables } from "../tables.ts";
import type { AttributeDefinition, ProfileSchema } from "./attribute.ts";
import { findUsers } from "./attribute-users.ts";
import { attributeNames, loadProfileSchema } from "./load-schema.ts";
import { readBaseChange } from "./read-base-change.ts";
import { type PropertyInput, readDefinition } from "./read-definition.ts";
import { beginUniqueness, endUniqueness } from "./unique-values.ts";

/** Properties by name; null takes an attribute away. What is not named stays. */
export interface SchemaChange {
  readonly base: Readonly<Record<string, PropertyInput | null>>;
  readonly custom: Readonly<Record<string, PropertyInput | null>>;
}

/** Custom attributes at most. */
const CUSTOM_MAX = 200;
/** Okta: attributes with unique values of one user type at most. */
const UNIQUE_MAX = 5;
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,49}$/;
/** Names of other columns of a CSV file, and of what expressions read besides attributes. */
const RESERVED = ["groups", "password", "id", "status", "constructor", "prototype"];

/** One attribute that is written, or (definition undefined) taken away. */
interface Step {
  readonly name: string;
  readonly kind: "base" | "custom";
  readonly definition: AttributeDefinition | Partial<AttributeDefinition> | undefined;
}

/** Applies a change as a whole; E0000001 with a cause per fault otherwise, and nothing is stored. */
export async function updateProfileSchema(act: Act, change: SchemaChange): Promise<ProfileSchema> {
  return await act.database.transaction(async (trx) => {
    await lockPeopleRules(trx);
    const before = await loadProfileSchema(trx);
    const causes: string[] = [];
    const steps = [...baseSteps(before, change, causes), ...customSteps(before, change, causes)];
    causes.push(...limitProblems(before, steps));
    for (const step of steps) {
      if (step.definition === undefined) causes.push(...(await removalProblems(trx, before, step.name)));
    }
    refuse(causes);
    for (const step of steps) causes.push(...(await store(trx, before, step)));
    refuse(causes);
    const after = await loadProfileSchema(trx);
    if (steps.length > 0) await tell(trx, act, steps);
    if (steps.some(({ name }) => isOtherSource(before, after, name))) await sweepSources(trx, act);
    if (steps.some((step) => step.definition === undefined)) await invalidateRules(trx, act, { schema: after });
    return after;
  });
}

function isOtherSource(before: ProfileSchema, after: ProfileSchema, name: string): boolean {
  const masterIn = (schema: ProfileSchema) => JSON.stringify(schema.byName.get(name)?.master);
  return masterIn(before) !== masterIn(after);
}

/** What an app masters is not sent to it: its people are compared anew when that changes. */
async function sweepSources(trx: Trx, act: Act): Promise<void> {
  for (const { id } of await listProfileSources(trx)) await sweepAppUsers(trx, id as AppId, new Date(act.clock.now()));
}

function refuse(causes: readonly string[]): void {
  const [first] = causes;
  if (first !== undefined) throw invalid(first.split(": ")[0] ?? "definitions", causes);
}

function baseSteps(before: ProfileSchema, change: SchemaChange, causes: string[]): readonly Step[] {
  return Object.entries(change.base).flatMap(([name, input]): readonly Step[] => {
    const attribute = before.byName.get(name);
    if (attribute?.kind !== "base") causes.push(`${name}: There is no base attribute of this name`);
    else if (input === null) causes.push(`${name}: A base attribute cannot be removed`);
    else {
      const result = readBaseChange(attribute, input);
      if (!result.ok) causes.push(...result.problems.map((problem) => `${name}.${problem}`));
      else if (Object.keys(result.changed).length > 0) return [{ name, kind: "base", definition: result.changed }];
    }
    return [];
  });
}

function customSteps(before: ProfileSchema, change: SchemaChange, causes: string[]): readonly Step[] {
  return Object.entries(change.custom).flatMap(([name, input]): readonly Step[] => {
    const known = before.byName.get(name);
    if (input === null) {
      if (known?.kind === "custom") return [{ name, kind: "custom", definition: undefined }];
      causes.push(`${name}: There is no custom attribute of this name`);
      return [];
    }
    const nameProblem = known?.kind === "custom" ? undefined : newNameProblem(before, change, name);
    if (nameProblem !== undefined) {
      causes.push(`${name}: ${nameProblem}`);
      return [];
    }
    const current = known === undefined ? undefined : withoutName(known);
    const result = readDefinition(name, input, current);
    if (result.ok) return [{ name, kind: "custom", definition: result.definition }];
    causes.push(...result.problems.map((problem) => `${name}.${problem}`));
    return [];
  });
}

function withoutName({
  name: _name,
  kind: _kind,
  ...definition
}: AttributeDefinition & { name: string; kind: string }) {
  return definition;
}

function newNameProblem(before: ProfileSchema, change: SchemaChange, name: string): string | undefined {
  if (!NAME.test(name)) return "A name begins with a letter and has at most 50 letters, digits and underscores";
  const isSame = (other: string) => other.toLowerCase() === name.toLowerCase();
  if (RESERVED.some(isSame)) return "The name is reserved";
  const others = [...attributeNames(before), ...Object.keys(change.custom).filter((other) => other !== name)];
  const taken = others.find(isSame);
  return taken === undefined ? undefined : `The name differs from the attribute ${taken} by letter case only`;
}

function limitProblems(before: ProfileSchema, steps: readonly Step[]): readonly string[] {
  const after = new Map<string, Partial<AttributeDefinition>>(
    before.attributes.flatMap((attribute) => (attribute.kind === "custom" ? [[attribute.name, attribute]] : [])),
  );
  for (const { name, kind, definition } of steps) {
    if (kind === "custom" && definition !== undefined) after.set(name, definition);
    if (definition === undefined) after.delete(name);
  }
  const unique = [...after.values()].filter((definition) => definition.unique === true).length;
  return [
    ...(after.size > CUSTOM_MAX ? [`custom: There can be at most ${CUSTOM_MAX} custom attributes`] : []),
    ...(unique > UNIQUE_MAX ? [`custom: At most ${UNIQUE_MAX} attributes can be unique`] : []),
  ];
}

async function removalProblems(trx: Trx, before: ProfileSchema, name: string): Promise<readonly string[]> {
  const users = await findUsers(trx, before, name);
  return users.map((place) => `${name}: Used by ${place}; remove it there first`);
}

/** What stands in the way, or nothing when the step is stored. */
async function store(trx: Trx, before: ProfileSchema, { name, kind, definition }: Step): Promise<readonly string[]> {
  if (definition === undefined) {
    await trx.deleteFrom("profile_attribute").where("name", "=", name).execute();
    await sql`
      update person set profile = profile - ${name}::text, last_updated_at = now() where profile ? ${name}::text`.execute(
      trx,
    );
    return [];
  }
  await sql`
    insert into profile_attribute (name, kind, definition) values (${name}, ${kind}, ${JSON.stringify(definition)}::jsonb)
    on conflict (name) do update set last_updated_at = now(),
      definition = case when excluded.kind = 'base' then profile_attribute.definition || excluded.definition else excluded.definition end`.execute(
    trx,
  );
  const wasUnique = before.byName.get(name)?.unique === true;
  if (wasUnique && definition.unique !== true && kind === "custom") await endUniqueness(trx, name);
  const shared = !wasUnique && definition.unique === true ? await beginUniqueness(trx, name) : undefined;
  return shared === undefined ? [] : [`${name}.unique: ${shared}`];
}

async function tell(trx: Trx, act: Act, steps: readonly Step[]): Promise<void> {
  await sql`
    update instance_fact set value = value || jsonb_build_object('lastUpdated', now()) where key = 'profileSchema'`.execute(
    trx,
  );
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: "system.user_schema.update",
      displayMessage: "Update user profile schema",
      debug: {
        changed: steps.flatMap(({ name, definition }) => (definition === undefined ? [] : [name])).join(","),
        removed: steps.flatMap(({ name, definition }) => (definition === undefined ? [name] : [])).join(","),
      },
    }),
  );
}

/** When the schema was made and last changed, as ISO text. */
export async function schemaDates(
  db: Kysely<DirectoryTables>,
): Promise<{ readonly created: string; readonly lastUpdated: string }> {
  const fact = await db
    .selectFrom("instance_fact")
    .select("value")
    .where("key", "=", "profileSchema")
    .executeTakeFirst();
  const { created, lastUpdated } = (fact?.value ?? {}) as { readonly created?: string; readonly lastUpdated?: string };
  const iso = (text: string | undefined) => new Date(text ?? 0).toISOString();
  return { created: iso(created), lastUpdated: iso(lastUpdated) };
}
