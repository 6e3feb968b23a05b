/** Attribute mappings of an app (To Directory): a profile attribute, and the expression over the app's user that gives its value. */
import { checkExpression, type KnownAttributes, parseExpression, type ValueType } from "@lockstep/expression";
import type { AppId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import type { ImportMapping } from "../contract.ts";
import { type Act, eventOf, type Trx } from "./act.ts";
import { attributesOfApp } from "./app-schema.ts";
import { type AppRow, appTarget, lockApp } from "./apps.ts";
import { SOURCE_ALIASES } from "./default-import-mappings.ts";
import { sweepAppUsers } from "./dirty.ts";
import { refuseFaults } from "./mapping-rules.ts";
import type { ProfileSchema } from "./profile-schema/attribute.ts";
import { attributeTypes, loadProfileSchema } from "./profile-schema/load-schema.ts";
import { writeEvent } from "./system-log.ts";
import type { DirectoryTables } from "./tables.ts";

/** The app's mappings in their order. */
export async function listImportMappings(db: Kysely<DirectoryTables>, appId: AppId): Promise<readonly ImportMapping[]> {
  return await db
    .selectFrom("import_mapping")
    .select(["attribute", "expression"])
    .where("app_id", "=", appId)
    .orderBy("position")
    .orderBy("attribute")
    .execute();
}

/** Replaces the app's mappings; E0000001 with a cause for each fault. What is mapped decides what the app masters, so its people are compared anew. */
export async function replaceImportMappings(
  act: Act,
  appId: AppId,
  mappings: readonly ImportMapping[],
): Promise<readonly ImportMapping[]> {
  return await act.database.transaction(async (trx) => {
    const app = await lockApp(trx, appId);
    const schema = await loadProfileSchema(trx);
    refuseFaults(faultsOf(mappings, schema, importNames(app, schema)));
    const before = await listImportMappings(trx, appId);
    if (JSON.stringify(before) === JSON.stringify(mappings)) return before;
    await storeImportMappings(trx, appId, mappings);
    await sql`update app set last_updated_at = now() where id = ${appId}`.execute(trx);
    if (app.profile_sourcing) await sweepAppUsers(trx, appId, new Date(act.clock.now()));
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "application.provision.field_mapping_rule.change",
        displayMessage: "Update attribute mappings from application to directory",
        targets: [appTarget(app)],
        debug: { direction: "toDirectory" },
      }),
    );
    return mappings;
  });
}

/** Stores checked mappings in place of the app's. */
export async function storeImportMappings(trx: Trx, appId: AppId, mappings: readonly ImportMapping[]): Promise<void> {
  await trx.deleteFrom("import_mapping").where("app_id", "=", appId).execute();
  const rows = mappings.map((mapping, position) => ({ app_id: appId, ...mapping, position }));
  if (rows.length > 0) await trx.insertInto("import_mapping").values(rows).execute();
}

/** What expressions over the app's users may name. */
export function importNames(app: AppRow, schema: ProfileSchema): KnownAttributes {
  const own: Readonly<Record<string, ValueType>> = {
    id: "string",
    externalId: "string",
    userName: "string",
    active: "boolean",
    ...Object.fromEntries(
      attributesOfApp(app.custom_attributes).map(({ name, type }) => [name, type === "reference" ? "string" : type]),
    ),
  };
  const aliases = Object.keys(SOURCE_ALIASES).map((name): [string, ValueType] => [name, "string"]);
  return {
    appuser: own,
    source: { ...Object.fromEntries(aliases), ...own },
    user: attributeTypes(schema),
    app: { label: "string", name: "string" },
    instance: { userSuffix: "string" },
  };
}

interface Fault {
  readonly attribute: string;
  readonly message: string;
  readonly position?: number;
  readonly end?: number;
}

function faultsOf(mappings: readonly ImportMapping[], schema: ProfileSchema, names: KnownAttributes): readonly Fault[] {
  const seen = new Set<string>();
  return mappings.flatMap(({ attribute, expression }): readonly Fault[] => {
    const isTwice = seen.has(attribute);
    seen.add(attribute);
    if (isTwice) return [{ attribute, message: "The attribute is mapped twice" }];
    if (attribute === "login") {
      const message = "The login comes from the user name format of imported people (To Directory, General)";
      return [{ attribute, message }];
    }
    const definition = schema.byName.get(attribute);
    if (definition === undefined)
      return [{ attribute, message: "Not an attribute of people: add it to the profile schema first" }];
    const parsed = parseExpression(expression);
    if (!parsed.ok) return [{ attribute, message: parsed.message, position: parsed.position, end: parsed.end }];
    const result = { name: definition.title, type: definition.type };
    return checkExpression(parsed.expression, names, { result }).map((problem) => ({ attribute, ...problem }));
  });
}
