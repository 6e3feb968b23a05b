/** Where a profile attribute is used in apps. */
import { checkExpression, parseExpression, parseTemplate } from "@lockstep/expression";
import { sql } from "kysely";
import type { Trx } from "../act.ts";
import type { ProfileSchema } from "./attribute.ts";
import { attributeNames } from "./load-schema.ts";

interface AppExpression {
  readonly label: string;
  readonly attribute: string | null;
  readonly text: string;
}

/** Places such as `the mapping of "title" in the app "Declaree"`. Group rules are not among them: they become invalid instead. */
export async function findUsers(trx: Trx, schema: ProfileSchema, name: string): Promise<readonly string[]> {
  const { rows } = await sql<AppExpression>`
    select app.label, app_mapping.attribute, app_mapping.expression as text from app_mapping join app on app.id = app_mapping.app_id
    where app_mapping.source = 'EXPRESSION'
    union all
    select label, null, user_name_template from app
    order by label, attribute`.execute(trx);
  const rest = attributeNames(schema).filter((other) => other !== name);
  const inbound = await sql<{ label: string }>`
    select app.label from import_mapping join app on app.id = import_mapping.app_id
    where import_mapping.attribute = ${name} order by app.label`.execute(trx);
  return [
    ...rows.filter((row) => reads(row, rest, name)).map((row) => placeOf(row)),
    ...inbound.rows.map(({ label }) => `the To Directory mappings of the app ${label}`),
  ];
}

function placeOf({ label, attribute }: AppExpression): string {
  const what = attribute === null ? "the application username format" : `the mapping of ${attribute}`;
  return `${what} in the app ${label}`;
}

/** An expression reads the attribute when it has more faults without it. */
function reads({ attribute, text }: AppExpression, rest: readonly string[], name: string): boolean {
  const parsed = attribute === null ? parseTemplate(text) : parseExpression(text);
  if (!parsed.ok) return false;
  const faults = (names: readonly string[]) =>
    checkExpression(parsed.expression, { user: names, source: names }).length;
  return faults(rest) > faults([...rest, name]);
}
