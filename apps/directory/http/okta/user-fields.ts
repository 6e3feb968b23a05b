/** What the names in a user expression stand for: the person's own columns and every attribute of the schema (okta-management-api §5). */
import { type RawBuilder, sql } from "kysely";
import type { ProfileAttribute, ProfileSchema } from "../../domain/profile-schema/attribute.ts";
import type { Field } from "../query/compile-query.ts";
import { USER_TYPE_ID } from "../render/user.ts";

const DATES: Readonly<Record<string, string>> = {
  created: "person.created_at",
  activated: "person.activated_at",
  statusChanged: "person.status_changed_at",
  lastUpdated: "person.last_updated_at",
  passwordChanged: "person.password_changed_at",
};

/** The field of a path; undefined when there is none. */
export function userField(schema: ProfileSchema, path: string): Field | undefined {
  if (path === "id" || path === "status") return { kind: "text", sql: sql.ref(`person.${path}`) };
  if (path === "type.id") return { kind: "text", sql: sql`${sql.lit(USER_TYPE_ID)}::text` };
  if (Object.hasOwn(DATES, path)) return { kind: "date", sql: sql.ref(DATES[path] ?? "") };
  const name = path.startsWith("profile.") ? path.slice("profile.".length) : "";
  const attribute = schema.byName.get(name);
  return attribute === undefined ? undefined : attributeField(attribute);
}

/** The attribute is a literal, so that the planner recognises the index expressions. It is one of the schema's names. */
export function profileValue(attribute: string): RawBuilder<unknown> {
  return sql`(person.profile->>${sql.lit(attribute)})`;
}

function attributeField(attribute: ProfileAttribute): Field {
  const value = profileValue(attribute.name);
  if (attribute.type === "string") return { kind: "text", sql: value };
  if (attribute.type !== "array") {
    return attribute.type === "boolean"
      ? { kind: "boolean", sql: sql`${value}::boolean` }
      : { kind: "number", sql: sql`${value}::numeric` };
  }
  const items = attribute.items?.type ?? "string";
  const of = items === "string" ? "text" : items === "boolean" ? "boolean" : "number";
  const item = { text: sql`item`, number: sql`item::numeric`, boolean: sql`item::boolean` }[of];
  return {
    kind: "texts",
    of,
    any: (condition) =>
      sql`exists (select from jsonb_array_elements_text(person.profile->${sql.lit(attribute.name)}) as item where ${condition(item)})`,
  };
}
