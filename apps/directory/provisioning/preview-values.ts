/** The live preview of mappings: every value of one person, where it comes from, and where an expression fails. Nothing is read from the app. */
import type { PersonId } from "@lockstep/ports";
import type { JsonObject } from "@lockstep/scim";
import { sql } from "kysely";
import type { Mapping, MappingPreview } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { shapeOfApp } from "../domain/app-schema.ts";
import type { AppRow } from "../domain/apps.ts";
import { factsAsked } from "../domain/facts-asked.ts";
import { listMappings } from "../domain/mappings.ts";
import { type PersonRow, requirePerson } from "../domain/person-row.ts";
import { sourcedValues } from "./app-values.ts";
import { type MappedValue, mappedValue, valueGiven } from "./attribute-mapping.ts";
import { flat, loadFacts } from "./expression-facts.ts";
import { scopeOf } from "./expression-scope.ts";
import { GROUP_VALUES } from "./user-subject.ts";

interface Held {
  readonly profileOverride: JsonObject;
  readonly groupValues: readonly JsonObject[];
  readonly known: JsonObject | null;
  readonly externalId: string | null;
}

const NOTHING_HELD: Held = { profileOverride: {}, groupValues: [], known: null, externalId: null };

/** All values by the given table, or by the saved one. A person who does not have the app is shown as a new one. */
export async function previewMappings(
  deps: Deps,
  app: AppRow,
  input: { readonly personId: PersonId; readonly mappings: readonly Mapping[] | undefined },
): Promise<MappingPreview> {
  const db = deps.database.kysely;
  const person = await requirePerson(db, input.personId);
  const mappings = input.mappings ?? (await listMappings(db, app.id));
  const held = await heldOf(deps, app, person);
  const texts = mappings.flatMap(({ expression, source }) =>
    source === undefined || source === "EXPRESSION" ? [expression] : [],
  );
  const values = sourcedValues({
    mappings,
    customAttributes: app.custom_attributes,
    profileOverride: held.profileOverride,
    groupValues: held.groupValues,
    scope: await scopeFor(deps, app, { person, held, texts }),
    isNew: () => held.externalId === null,
    given: (path) => valueGiven(held.known, path, shapeOfApp(app.custom_attributes)),
  });
  return {
    items: values.map(({ path, source, value }) => {
      if (value.ok) return { attribute: path, source, value: value.value, problem: null };
      const { message, position, end } = value.problem;
      const place = { ...(position === undefined ? {} : { position }), ...(end === undefined ? {} : { end }) };
      return { attribute: path, source, value: null, problem: { message, ...place } };
    }),
  };
}

/** One expression for one person. */
export async function previewExpression(
  deps: Deps,
  app: AppRow,
  input: { readonly personId: PersonId; readonly expression: string },
): Promise<MappedValue> {
  const person = await requirePerson(deps.database.kysely, input.personId);
  const held = await heldOf(deps, app, person);
  const scope = await scopeFor(deps, app, { person, held, texts: [input.expression] });
  return mappedValue({ attribute: "value", expression: input.expression }, scope);
}

async function scopeFor(
  deps: Deps,
  app: AppRow,
  { person, held, texts }: { readonly person: PersonRow; readonly held: Held; readonly texts: readonly string[] },
) {
  const facts = await loadFacts(deps.database.kysely, person, factsAsked({ mappings: texts, userName: undefined }));
  const named = { label: app.label, name: app.name, userNameSuffix: app.user_name_suffix };
  return scopeOf({ person, app: named, facts, appuser: flat(held.known), now: deps.clock.now() });
}

async function heldOf(deps: Deps, app: AppRow, person: PersonRow): Promise<Held> {
  const { rows } = await sql<Held>`
    select u.profile_override as "profileOverride", u.known, u.external_id as "externalId", ${GROUP_VALUES} as "groupValues"
    from app_user u where u.app_id = ${app.id} and u.person_id = ${person.id} and u.assigned`.execute(
    deps.database.kysely,
  );
  return rows[0] ?? NOTHING_HELD;
}
