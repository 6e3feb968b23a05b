/** The customer's hook of an app's imports: an HTTPS endpoint that is asked about each account, and the secret that signs the questions. */
import type { AppId } from "@lockstep/ports";
import { checkTargetUrl } from "@lockstep/scim-client";
import type { Kysely } from "kysely";
import type { ImportHook, ImportHookInput } from "../contract.ts";
import { type Act, eventOf, type Trx } from "./act.ts";
import { appTarget, lockApp } from "./apps.ts";
import { invalidField, notFound } from "./error.ts";
import { openSecret, sealSecret } from "./seal.ts";
import { writeEvent } from "./system-log.ts";
import type { DirectoryTables } from "./tables.ts";

/** Prefix and length of secrets, as Standard Webhooks has them. */
const SECRET_PREFIX = "whsec_";
const SECRET_BYTES = 32;

const context = (appId: AppId) => `app/${appId}/import-hook-secret`;

/** A hook with its secret, opened. Never logged or shown. */
export interface OpenHook {
  readonly url: string;
  readonly secret: string;
}

/** The app's hook as the API shows it, without the secret; undefined when there is none. */
export async function findImportHook(db: Kysely<DirectoryTables>, appId: AppId): Promise<ImportHook | undefined> {
  const row = await db.selectFrom("import_hook").selectAll().where("app_id", "=", appId).executeTakeFirst();
  return row === undefined ? undefined : render(row, null);
}

/** The hook that imports ask; undefined when there is none or it is switched off. */
export async function openImportHook(
  db: Kysely<DirectoryTables>,
  masterKey: Uint8Array,
  appId: AppId,
): Promise<OpenHook | undefined> {
  const row = await db
    .selectFrom("import_hook")
    .select(["url", "secret_sealed"])
    .where("app_id", "=", appId)
    .where("enabled", "=", true)
    .executeTakeFirst();
  return row === undefined
    ? undefined
    : { url: row.url, secret: openSecret(masterKey, context(appId), row.secret_sealed) };
}

/** Sets the hook. The first time it makes the secret, which this answer alone shows. E0000001 for an address that must not be asked. */
export async function putImportHook(act: Act, appId: AppId, input: ImportHookInput): Promise<ImportHook> {
  const url = requireHookUrl(act, input.url);
  return await act.database.transaction(async (trx) => {
    await lockApp(trx, appId);
    const before = await findImportHook(trx, appId);
    const secret = before === undefined ? newSecret(act) : null;
    if (secret === null) {
      const changes = { url, enabled: input.enabled, last_updated_at: new Date(act.clock.now()) };
      await trx.updateTable("import_hook").set(changes).where("app_id", "=", appId).execute();
    } else {
      const secret_sealed = sealSecret(act, context(appId), secret);
      await trx
        .insertInto("import_hook")
        .values({ app_id: appId, url, enabled: input.enabled, secret_sealed })
        .execute();
    }
    await tell(trx, act, appId, before === undefined ? "Add import inline hook" : "Update import inline hook");
    return await requireHook(trx, appId, secret);
  });
}

/** Makes another secret; the old one ends. */
export async function renewHookSecret(act: Act, appId: AppId): Promise<ImportHook> {
  return await act.database.transaction(async (trx) => {
    await lockApp(trx, appId);
    const secret = newSecret(act);
    await trx
      .updateTable("import_hook")
      .set({ secret_sealed: sealSecret(act, context(appId), secret), last_updated_at: new Date(act.clock.now()) })
      .where("app_id", "=", appId)
      .execute();
    const hook = await requireHook(trx, appId, secret);
    await tell(trx, act, appId, "Make another secret of import inline hook");
    return hook;
  });
}

/** Removes the hook; 404 when there is none. */
export async function deleteImportHook(act: Act, appId: AppId): Promise<void> {
  await act.database.transaction(async (trx) => {
    await requireHook(trx, appId, null);
    await trx.deleteFrom("import_hook").where("app_id", "=", appId).execute();
    await tell(trx, act, appId, "Remove import inline hook");
  });
}

/** The address as it is called. E0000001 says what is wrong with it and what to do. */
export function requireHookUrl({ targetReach: reach }: Pick<Act, "targetReach">, text: string): string {
  const checked = checkTargetUrl(text, { reach, isWhole: true });
  if (!checked.ok) throw invalidField("url", `${checked.message} ${checked.remedy}`);
  return checked.url.href;
}

/** A fresh secret, as the receiver enters it. */
export function newSecret({ random }: Pick<Act, "random">): string {
  return `${SECRET_PREFIX}${Buffer.from(random.bytes(SECRET_BYTES)).toString("base64")}`;
}

async function requireHook(trx: Trx, appId: AppId, secret: string | null): Promise<ImportHook> {
  const hook = await findImportHook(trx, appId);
  if (hook === undefined) throw notFound(appId, "ImportHook");
  return { ...hook, secret };
}

async function tell(trx: Trx, act: Act, appId: AppId, displayMessage: string): Promise<void> {
  const targets = [appTarget(await lockApp(trx, appId))];
  await writeEvent(trx, eventOf(act, { eventType: "application.lifecycle.update", displayMessage, targets }));
}

function render(
  row: { readonly url: string; readonly enabled: boolean; readonly created_at: Date; readonly last_updated_at: Date },
  secret: string | null,
): ImportHook {
  return {
    url: row.url,
    enabled: row.enabled,
    secret,
    created: row.created_at.toISOString(),
    lastUpdated: row.last_updated_at.toISOString(),
  };
}
