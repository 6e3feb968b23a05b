/** Values that are given by hand for an app's attributes: overrides of a person, and values of a group assignment. Stored by SCIM path. */
import type { Kysely } from "kysely";
import { attributesOfApp, findAppAttribute, shapeOfApp, typeAt, valueProblem } from "./app-schema.ts";
import type { AppRow } from "./apps.ts";
import { invalid } from "./error.ts";
import type { DirectoryTables } from "./tables.ts";

type Values = Readonly<Record<string, unknown>>;

/**
 * The values by path, laid over `before`; `null` drops one. Names are those of the app's user schema or SCIM paths. `profile: …` names what
 * is no attribute, of the wrong type, or (with `forGroup`) personal.
 */
export async function requireAppValues(
  db: Kysely<DirectoryTables>,
  app: AppRow,
  given: Values,
  before: Values = {},
  options: { readonly forGroup?: boolean } = {},
): Promise<Values> {
  const values = new Map(Object.entries(before));
  const causes: string[] = [];
  const mapped = Object.keys(given).length === 0 ? [] : await mappedPaths(db, app);
  for (const [name, value] of Object.entries(given)) {
    const attribute = findAppAttribute(app.custom_attributes, name);
    const path = attribute?.path ?? mapped.find((known) => known.toLowerCase() === name.toLowerCase());
    if (path === undefined)
      causes.push(
        `${name}: Not an attribute of this app; its attributes are those of its user schema and mapping table`,
      );
    else if (value === null || value === undefined) values.delete(path);
    else if (options.forGroup === true && attribute?.scope === "SELF")
      causes.push(`${name}: The attribute is personal; a group gives no value for it`);
    else {
      const problem =
        attribute === undefined || attribute.isBase ? plainProblem(app, path, value) : valueProblem(attribute, value);
      if (problem === undefined) values.set(path, value);
      else causes.push(`${name}: ${problem}`);
    }
  }
  if (causes.length > 0) throw invalid("profile", causes);
  return Object.fromEntries(values);
}

async function mappedPaths(db: Kysely<DirectoryTables>, app: AppRow): Promise<readonly string[]> {
  const rows = await db.selectFrom("app_mapping").select("attribute").where("app_id", "=", app.id).execute();
  return rows.map(({ attribute }) => attribute);
}

/** Base attributes and other paths of SCIM: the type at the path decides. */
function plainProblem(app: AppRow, path: string, value: unknown): string | undefined {
  const type = typeAt(shapeOfApp(app.custom_attributes), path);
  if (Array.isArray(value)) return type === "array" ? undefined : "Must be a single value";
  return ["string", "number", "boolean"].includes(typeof value)
    ? undefined
    : "Must be a string, a number or true or false";
}

/** Values under the names of the app's user schema where they have one, else under their paths. */
export function namedValues(app: Pick<AppRow, "custom_attributes">, values: Values): Values {
  const names = new Map(attributesOfApp(app.custom_attributes).map(({ path, name }) => [path, name]));
  return Object.fromEntries(Object.entries(values).map(([path, value]) => [names.get(path) ?? path, value]));
}
