/** The order of the apps that source people: the first that maps an attribute has the last word on it, and the first decides who is active. */
import type { AppId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import type { ProfileSource } from "../contract.ts";
import { type Act, eventOf } from "./act.ts";
import { sweepAppUsers } from "./dirty.ts";
import { invalidField } from "./error.ts";
import { writeEvent } from "./system-log.ts";
import type { DirectoryTables } from "./tables.ts";

/** The apps that source people, the first counts most. */
export async function listProfileSources(db: Kysely<DirectoryTables>): Promise<readonly ProfileSource[]> {
  return await db
    .selectFrom("app")
    .select(["id", "label"])
    .where("profile_sourcing", "=", true)
    .orderBy("source_priority")
    .orderBy("id")
    .execute();
}

/** Puts them in another order; each is named once. E0000001 when one is missing, named twice or no source. */
export async function orderProfileSources(act: Act, appIds: readonly AppId[]): Promise<readonly ProfileSource[]> {
  return await act.database.transaction(async (trx) => {
    const before = await listProfileSources(trx);
    const missing = before.filter(({ id }) => !appIds.includes(id as AppId));
    const strange = appIds.filter((id) => !before.some((source) => source.id === id));
    if (new Set(appIds).size < appIds.length) throw invalidField("appIds", "Each app is named once");
    if (strange.length > 0)
      throw invalidField("appIds", `${strange[0]} sources nobody: allow it in the app's To Directory settings first`);
    if (missing.length > 0)
      throw invalidField("appIds", `${missing[0]?.label} is missing: name every app that sources people`);
    if (before.every(({ id }, index) => id === appIds[index])) return before;
    await sql`
      update app set source_priority = ordered.place, last_updated_at = now()
      from unnest(${appIds}::text[]) with ordinality as ordered (id, place) where app.id = ordered.id`.execute(trx);
    for (const id of appIds) await sweepAppUsers(trx, id, new Date(act.clock.now()));
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "application.lifecycle.update",
        displayMessage: "Change the order of profile sources",
        targets: before.map(({ id, label }) => ({ id, type: "AppInstance", displayName: label, alternateId: label })),
        debug: { appIds: appIds.join(",") },
      }),
    );
    return await listProfileSources(trx);
  });
}
