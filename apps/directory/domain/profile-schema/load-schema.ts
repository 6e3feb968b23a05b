/** The profile schema of the directory: the base attributes, what was changed of them, and the custom attributes. */
import type { ValueType } from "@lockstep/expression";
import { type Kysely, sql } from "kysely";
import type { DirectoryTables } from "../tables.ts";
import type { AttributeDefinition, ProfileAttribute, ProfileSchema } from "./attribute.ts";
import { BASE_ATTRIBUTES } from "./base-attributes.ts";

/** A row of `profile_attribute`. */
interface StoredAttribute {
  readonly name: string;
  readonly kind: "base" | "custom";
  readonly definition: AttributeDefinition;
}

/** A schema of these attributes. */
export function schemaOf(attributes: readonly ProfileAttribute[]): ProfileSchema {
  return { attributes, byName: new Map(attributes.map((attribute) => [attribute.name, attribute])) };
}

/** The schema as it is stored. Inside a transaction that writes people, call `lockForPeopleChange` first. */
export async function loadProfileSchema(db: Kysely<DirectoryTables>): Promise<ProfileSchema> {
  const { rows } = await sql<StoredAttribute>`
    select name, kind, definition from profile_attribute order by position`.execute(db);
  const changes = new Map(rows.flatMap((row) => (row.kind === "base" ? [[row.name, row.definition] as const] : [])));
  const base = BASE_ATTRIBUTES.map((attribute) => withoutNull({ ...attribute, ...changes.get(attribute.name) }));
  const custom = rows.flatMap(({ name, kind, definition }) =>
    kind === "custom" ? [{ name, kind, ...definition }] : [],
  );
  return schemaOf([...base, ...custom]);
}

/** Names of all attributes. */
export function attributeNames(schema: ProfileSchema): readonly string[] {
  return schema.attributes.map((attribute) => attribute.name);
}

/** What `user.` may be followed by in an expression, with the types of the values. */
export function attributeTypes(schema: ProfileSchema): Readonly<Record<string, ValueType>> {
  return Object.fromEntries(schema.attributes.map(({ name, type }) => [name, type]));
}

/** A property that was taken away is stored as null. */
function withoutNull(attribute: ProfileAttribute): ProfileAttribute {
  return Object.fromEntries(
    Object.entries(attribute).filter(([, value]) => value !== null),
  ) as unknown as ProfileAttribute;
}
