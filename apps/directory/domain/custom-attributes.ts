/** Attributes that an administrator adds to an app's user schema: checked as a whole, stored in order, and gone with their mappings and values. */
import type { AppId } from "@lockstep/ports";
import { sql } from "kysely";
import { type Act, eventOf, type Trx } from "./act.ts";
import { BASE_ATTRIBUTES, buildShape, pathOfExternal, valueProblem } from "./app-schema.ts";
import { type AppRow, appTarget, lockApp, requireApp } from "./apps.ts";
import { sweepAppUsers } from "./dirty.ts";
import { invalid } from "./error.ts";
import { writeEvent } from "./system-log.ts";
import type { CustomAttribute } from "./tables.ts";

const ATTRIBUTES_MAX = 100;
/** Filled by the directory itself; Okta reserves `groups` as well. */
const RESERVED = ["userName", "active", "password", "id", "externalId", "groups", "meta", "schemas"];
const NAME = /^[A-Za-z]\w{0,49}$/;
const URN = /^urn:[a-z0-9][a-z0-9-]{0,31}:[^\s"']+$/i;

/** Adds, changes and (with null) removes attributes by name. E0000001 names each fault; nothing is stored then. */
export async function changeAppSchema(
  act: Act,
  appId: AppId,
  changes: Readonly<Record<string, CustomAttribute | null>>,
): Promise<AppRow> {
  return await act.database.transaction(async (trx) => {
    const app = await lockApp(trx, appId);
    const attributes = merged(app.custom_attributes, changes);
    requireCustomAttributes(attributes, app.custom_attributes);
    await storeCustomAttributes(trx, act, { app, attributes });
    return await requireApp(trx, appId);
  });
}

function merged(
  before: readonly CustomAttribute[],
  changes: Readonly<Record<string, CustomAttribute | null>>,
): readonly CustomAttribute[] {
  const kept = before.flatMap((attribute) => {
    const change = Object.hasOwn(changes, attribute.name) ? changes[attribute.name] : attribute;
    return change === null || change === undefined ? [] : [change];
  });
  const known = new Set(before.map(({ name }) => name));
  const added = Object.values(changes).flatMap((change) => (change === null || known.has(change.name) ? [] : [change]));
  return [...kept, ...added];
}

/** Throws E0000001 with every fault: names, external names, rules that contradict each other, a type that changed. */
export function requireCustomAttributes(
  attributes: readonly CustomAttribute[],
  before: readonly CustomAttribute[],
): void {
  const causes = [...attributes.flatMap((attribute) => faultsOf(attribute, attributes, before))];
  if (attributes.length > ATTRIBUTES_MAX)
    causes.push(`properties: An app has at most ${ATTRIBUTES_MAX} attributes of its own`);
  if (causes.length === 0) {
    try {
      buildShape(attributes);
    } catch (error) {
      causes.push(`properties: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (causes.length > 0) throw invalid(causes[0]?.split(":")[0] ?? "properties", causes);
}

function faultsOf(
  attribute: CustomAttribute,
  all: readonly CustomAttribute[],
  before: readonly CustomAttribute[],
): readonly string[] {
  const { name, externalName, externalNamespace } = attribute;
  const faults: string[] = [];
  const folded = name.toLowerCase();
  if (!NAME.test(name)) faults.push("Must begin with a letter and hold letters, digits and underscores, at most 50");
  const reserved = [...BASE_ATTRIBUTES.map((base) => base.name), ...RESERVED];
  if (reserved.some((known) => known.toLowerCase() === folded))
    faults.push("The name belongs to an attribute that every app has");
  if (all.filter((other) => other.name.toLowerCase() === folded).length > 1) faults.push("The name is used twice");
  if (!URN.test(externalNamespace))
    faults.push("externalNamespace: Must be a schema URN, such as urn:example:scim:schemas:extension:2.0:User");
  const path = pathOfExternal(externalName, externalNamespace);
  if (path === undefined)
    faults.push("externalName: Must be the name of a SCIM attribute, such as costCode or address.building");
  if (path !== undefined && RESERVED.some((known) => known.toLowerCase() === path.toLowerCase())) {
    faults.push("externalName: The directory itself fills this attribute");
  }
  const twin = [...BASE_ATTRIBUTES, ...all].find((other) => {
    return (
      other.name !== name &&
      pathOfExternal(other.externalName, other.externalNamespace)?.toLowerCase() === path?.toLowerCase()
    );
  });
  if (twin !== undefined) faults.push(`externalName: The attribute ${twin.name} has this external name already`);
  const earlier = before.find((other) => other.name === name);
  if (earlier !== undefined && (earlier.type !== attribute.type || earlier.items !== attribute.items)) {
    faults.push("type: Cannot be changed; remove the attribute and add it anew");
  }
  faults.push(...ruleFaults(attribute));
  return faults.map((fault) => `${name}: ${fault}`);
}

function ruleFaults(attribute: CustomAttribute): readonly string[] {
  const { enum: allowed, minLength, maxLength, minimum, maximum, union, type } = attribute;
  const faults: string[] = [];
  if (minLength !== null && maxLength !== null && minLength > maxLength)
    faults.push("minLength: Must not be above maxLength");
  if (minimum !== null && maximum !== null && minimum > maximum) faults.push("minimum: Must not be above maximum");
  if (union && type !== "array") faults.push("union: Only lists of several groups can be joined");
  const probe = {
    ...attribute,
    enum: null,
    type: type === "array" ? (attribute.items ?? "string") : type,
  } as CustomAttribute;
  const wrong = allowed?.find((value) => valueProblem(probe, value) !== undefined);
  if (wrong !== undefined) faults.push(`enum: ${JSON.stringify(wrong)} is not a value of this attribute`);
  return faults;
}

/** Stores attributes that were checked. Mappings, overrides and group values of attributes that went go with them. */
export async function storeCustomAttributes(
  trx: Trx,
  act: Act,
  { app, attributes }: { readonly app: AppRow; readonly attributes: readonly CustomAttribute[] },
): Promise<void> {
  if (JSON.stringify(app.custom_attributes) === JSON.stringify(attributes)) return;
  const pathOf = ({ externalName, externalNamespace }: CustomAttribute) =>
    pathOfExternal(externalName, externalNamespace) ?? externalName;
  const kept = new Set(attributes.map(pathOf));
  const gone = app.custom_attributes.map(pathOf).filter((path) => !kept.has(path));
  await sql`
    update app set custom_attributes = ${JSON.stringify(attributes)}::jsonb, last_updated_at = now() where id = ${app.id}`.execute(
    trx,
  );
  if (gone.length > 0) {
    await sql`delete from app_mapping where app_id = ${app.id} and attribute = any(${gone}::text[])`.execute(trx);
    await sql`
      update app_user set profile_override = profile_override - ${gone}::text[] where app_id = ${app.id} and profile_override ?| ${gone}::text[]`.execute(
      trx,
    );
    await sql`
      update app_group_assignment set profile = profile - ${gone}::text[] where app_id = ${app.id} and profile ?| ${gone}::text[]`.execute(
      trx,
    );
  }
  await sweepAppUsers(trx, app.id, new Date(act.clock.now()));
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: "application.user_schema.update",
      displayMessage: "Update user schema of application",
      targets: [appTarget(app)],
      debug: { attributes: attributes.map(({ name }) => name).join(","), removed: gone.join(",") },
    }),
  );
}
