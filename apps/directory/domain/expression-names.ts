/** The names that expressions of an app may read, with their types: what is checked before anything is saved. */
import type { KnownAttributes, ValueType } from "@lockstep/expression";
import type { Kysely } from "kysely";
import { attributesOfApp } from "./app-schema.ts";
import type { AppRow } from "./apps.ts";
import { attributeTypes, loadProfileSchema } from "./profile-schema/load-schema.ts";
import type { DirectoryTables } from "./tables.ts";

/** Apps that an expression may name at most; beyond that the oldest ones count. */
const APPS_MAX = 1_000;

/** Of one app: `user`, `source`, `appuser`, `app`, `instance`, and the other apps by their names. */
export async function expressionNames(db: Kysely<DirectoryTables>, app: AppRow): Promise<KnownAttributes> {
  const apps = await db.selectFrom("app").select("name").distinct().orderBy("name").limit(APPS_MAX).execute();
  const user = attributeTypes(await loadProfileSchema(db));
  const own = attributesOfApp(app.custom_attributes).map(({ name, type }): [string, ValueType] => [
    name,
    type === "reference" ? "string" : type,
  ]);
  const appSettings = { label: "string", name: "string" } as const;
  return {
    user,
    appuser: Object.fromEntries([["userName", "string"], ...own]),
    app: appSettings,
    instance: { userSuffix: "string" },
    ...Object.fromEntries(apps.map(({ name }) => [`${name}_app`, appSettings])),
    // What a person's account in another app holds is not declared anywhere: any name is fine there.
    ...Object.fromEntries(apps.map(({ name }) => [name, "any"])),
  };
}
