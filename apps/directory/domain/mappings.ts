/** Attribute mappings of an app (To App): stored as a whole, in order. */
import type { AppId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import type { Mapping } from "../contract.ts";
import { type Act, eventOf } from "./act.ts";
import { appTarget, lockApp } from "./apps.ts";
import { sweepAppUsers } from "./dirty.ts";
import { writeEvent } from "./system-log.ts";
import type { DirectoryTables } from "./tables.ts";

/** The app's mappings in their order. */
export async function listMappings(db: Kysely<DirectoryTables>, appId: AppId): Promise<readonly Mapping[]> {
  const rows = await db
    .selectFrom("app_mapping")
    .select(["attribute", "expression", "push_status", "source"])
    .where("app_id", "=", appId)
    .orderBy("position")
    .orderBy("attribute")
    .execute();
  return rows.map((row) => ({
    attribute: row.attribute,
    expression: row.expression,
    pushStatus: row.push_status,
    ...(row.source === "EXPRESSION" ? {} : { source: row.source }),
  }));
}

/** Replaces the app's mappings. They are checked by the caller. App users are compared with them at once. */
export async function replaceMappings(act: Act, appId: AppId, mappings: readonly Mapping[]): Promise<void> {
  await act.database.transaction(async (trx) => {
    const app = await lockApp(trx, appId);
    const before = await listMappings(trx, appId);
    if (changedNames(before, mappings).length === 0 && isSameOrder(before, mappings)) return;
    await trx.deleteFrom("app_mapping").where("app_id", "=", appId).execute();
    const rows = mappings.map((mapping, position) => ({
      app_id: appId,
      attribute: mapping.attribute,
      expression: mapping.expression,
      push_status: mapping.pushStatus,
      source: mapping.source ?? ("EXPRESSION" as const),
      position,
    }));
    if (rows.length > 0) await trx.insertInto("app_mapping").values(rows).execute();
    await sql`update app set last_updated_at = now() where id = ${appId}`.execute(trx);
    await sweepAppUsers(trx, appId, new Date(act.clock.now()));
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "application.provision.field_mapping_rule.change",
        displayMessage: "Update user attribute mappings of application",
        targets: [appTarget(app)],
        debug: { changed: changedNames(before, mappings).join(",") },
      }),
    );
  });
}

function isSameOrder(before: readonly Mapping[], after: readonly Mapping[]): boolean {
  return before.every(({ attribute }, index) => after[index]?.attribute === attribute);
}

/** Attributes whose mapping was added, changed or removed. */
export function changedNames(before: readonly Mapping[], after: readonly Mapping[]): readonly string[] {
  const text = (mappings: readonly Mapping[]) =>
    new Map(
      mappings.map(({ attribute, expression, pushStatus, source = "EXPRESSION" }) => [
        attribute,
        JSON.stringify([expression, pushStatus, source]),
      ]),
    );
  const [old, current] = [text(before), text(after)];
  return [...new Set([...old.keys(), ...current.keys()])].filter((name) => old.get(name) !== current.get(name));
}
