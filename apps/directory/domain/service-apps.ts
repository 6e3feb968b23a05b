/** OAuth service apps: programs that act by themselves, with public keys (private_key_jwt) or a secret, and the scopes granted to them. */
import { violationOf } from "@lockstep/database";
import { type Kysely, sql } from "kysely";
import { type Act, eventOf, type Trx } from "./act.ts";
import { DirectoryError, invalidField, notFound } from "./error.ts";
import { createId, randomText } from "./ids.ts";
import { tokenDigest } from "./password.ts";
import { type PublicKey, readPublicKey } from "./public-key.ts";
import { isServiceAppScope } from "./service-app-scopes.ts";
import { writeEvent } from "./system-log.ts";
import type { DirectoryTables, LogParty } from "./tables.ts";

/** 40 characters of 62: 238 bits. */
const SECRET_LENGTH = 40;
/** Enough for every rotation; each is tried by its key id only. */
const KEYS_MAX = 10;

/** A service app as the API shows it. */
export interface ServiceAppRow {
  readonly id: string;
  readonly name: string;
  readonly status: "ACTIVE" | "INACTIVE";
  readonly scopes: readonly string[];
  readonly keys: readonly PublicKey[];
  readonly has_secret: boolean;
  readonly administrator_id: string;
  readonly created_at: Date;
  readonly last_updated_at: Date;
  readonly last_used_at: Date | null;
}

/** Columns of `service_app` that make a `ServiceAppRow`. */
export const SERVICE_APP_COLUMNS = sql<ServiceAppRow>`
  service_app.id, service_app.name, service_app.status, service_app.scopes, service_app.keys,
  service_app.secret_sha256 is not null as has_secret, service_app.administrator_id, service_app.created_at,
  service_app.last_updated_at, service_app.last_used_at`;

/** What can be set; what is absent stays. */
export interface ServiceAppSettings {
  readonly name?: string | undefined;
  readonly status?: "ACTIVE" | "INACTIVE" | undefined;
  readonly scopes?: readonly string[] | undefined;
  /** Public keys as JWKs: all of them. */
  readonly keys?: readonly unknown[] | undefined;
}

/** Registers a service app. With `withSecret` it gets a client secret, which is shown this once. */
export async function createServiceApp(
  act: Act,
  administratorId: string,
  input: ServiceAppSettings & { readonly name: string; readonly withSecret: boolean },
): Promise<{ readonly row: ServiceAppRow; readonly secret: string | undefined }> {
  const id = createId(act.random, "serviceApp");
  const secret = input.withSecret ? randomText(act.random, SECRET_LENGTH) : undefined;
  const keys = readKeys(input.keys ?? []);
  const scopes = readScopes(input.scopes ?? []);
  if (secret === undefined && keys.length === 0) {
    throw invalidField("jwks", "Register a public key, or ask for a secret with withSecret");
  }
  const row = await refusingTakenName(() =>
    act.database.transaction(async (trx) => {
      await sql`
        insert into service_app (id, name, scopes, keys, secret_sha256, administrator_id)
        values (${id}, ${input.name}, ${scopes}::text[], ${JSON.stringify(keys)}::jsonb,
          ${secret === undefined ? null : tokenDigest(secret)}, ${administratorId})`.execute(trx);
      await logServiceApp(trx, act, { id, name: input.name, verb: "create" });
      return await requireServiceApp(trx, id);
    }),
  );
  return { row, secret };
}

/** Changes a service app. Tokens that it holds end when it is switched off, or loses a scope. */
export async function updateServiceApp(act: Act, id: string, settings: ServiceAppSettings): Promise<ServiceAppRow> {
  const keys = settings.keys === undefined ? undefined : readKeys(settings.keys);
  const scopes = settings.scopes === undefined ? undefined : readScopes(settings.scopes);
  return await refusingTakenName(() =>
    act.database.transaction(async (trx) => {
      const before = await lockServiceApp(trx, id);
      const status = settings.status ?? before.status;
      if (keys?.length === 0 && !before.has_secret) {
        throw invalidField("jwks", "The app has no secret: it could not sign in without a key");
      }
      await sql`
        update service_app set name = ${settings.name ?? before.name}, status = ${status},
          scopes = ${scopes ?? before.scopes}::text[], keys = ${JSON.stringify(keys ?? before.keys)}::jsonb, last_updated_at = now()
        where id = ${id}`.execute(trx);
      const loses = scopes !== undefined && before.scopes.some((scope) => !scopes.includes(scope));
      if (status === "INACTIVE" || loses) await endTokens(trx, id);
      await logServiceApp(trx, act, { id, name: settings.name ?? before.name, verb: "update" });
      return await requireServiceApp(trx, id);
    }),
  );
}

/** A new secret in place of the old one, which stops working at once, and so do its tokens. */
export async function renewSecret(act: Act, id: string): Promise<string> {
  const secret = randomText(act.random, SECRET_LENGTH);
  await act.database.transaction(async (trx) => {
    const app = await lockServiceApp(trx, id);
    await sql`
      update service_app set secret_sha256 = ${tokenDigest(secret)}, last_updated_at = now() where id = ${id}`.execute(
      trx,
    );
    await endTokens(trx, id);
    await logServiceApp(trx, act, { id, name: app.name, verb: "update" });
  });
  return secret;
}

/** Removes a service app: its tokens stop working at once. */
export async function deleteServiceApp(act: Act, id: string): Promise<void> {
  await act.database.transaction(async (trx) => {
    const app = await lockServiceApp(trx, id);
    await sql`delete from service_app where id = ${id}`.execute(trx);
    await sql`delete from request_pace where holder = ${id}`.execute(trx);
    await logServiceApp(trx, act, { id, name: app.name, verb: "delete" });
  });
}

async function endTokens(trx: Trx, id: string): Promise<void> {
  await sql`delete from service_app_token where service_app_id = ${id}`.execute(trx);
}

/** All of them, the newest first. */
export async function listServiceApps(db: Kysely<DirectoryTables>): Promise<readonly ServiceAppRow[]> {
  const { rows } = await sql<ServiceAppRow>`
    select ${SERVICE_APP_COLUMNS} from service_app order by created_at desc, id limit 1000`.execute(db);
  return rows;
}

/** The service app, or 404. */
export async function requireServiceApp(db: Kysely<DirectoryTables>, id: string): Promise<ServiceAppRow> {
  const { rows } = await sql<ServiceAppRow>`select ${SERVICE_APP_COLUMNS} from service_app where id = ${id}`.execute(
    db,
  );
  if (rows[0] === undefined) throw notFound(id, "ServiceApp");
  return rows[0];
}

async function lockServiceApp(trx: Trx, id: string): Promise<ServiceAppRow> {
  const { rows } = await sql<ServiceAppRow>`
    select ${SERVICE_APP_COLUMNS} from service_app where id = ${id} for no key update`.execute(trx);
  if (rows[0] === undefined) throw notFound(id, "ServiceApp");
  return rows[0];
}

function readScopes(names: readonly string[]): readonly string[] {
  const unknown = names.filter((name) => !isServiceAppScope(name));
  if (unknown.length > 0) throw invalidField("scopes", `${unknown.join(", ")}: not a scope of this directory`);
  if (names.length === 0) throw invalidField("scopes", "Grant at least one scope");
  return [...new Set(names)].sort();
}

function readKeys(keys: readonly unknown[]): readonly PublicKey[] {
  if (keys.length > KEYS_MAX) throw invalidField("jwks", `At most ${KEYS_MAX} keys can be registered`);
  const read = keys.map((key, index) => {
    const result = readPublicKey(key);
    if (!result.ok) throw invalidField(`jwks.keys.${index}`, result.problem);
    return result.key;
  });
  if (new Set(read.map((key) => key.kid)).size < read.length) throw invalidField("jwks", "Two keys have the same kid");
  return read;
}

async function refusingTakenName<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (violationOf(error)?.constraint !== "service_app_name_unique") throw error;
    throw new DirectoryError("E0000001", {
      summary: "Api validation failed: name",
      causes: ["name: Another service app has this name"],
      cause: error,
    });
  }
}

/** A service app as a party of events. */
export function serviceAppParty(app: { readonly id: string; readonly name: string }): LogParty {
  return { id: app.id, type: "PublicClientApp", alternateId: app.id, displayName: app.name };
}

async function logServiceApp(
  trx: Trx,
  act: Act,
  step: { readonly id: string; readonly name: string; readonly verb: "create" | "update" | "delete" },
): Promise<void> {
  const messages = { create: "Create OAuth client", update: "Update OAuth client", delete: "Delete OAuth client" };
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: `app.oauth2.client.lifecycle.${step.verb}`,
      displayMessage: messages[step.verb],
      targets: [serviceAppParty(step)],
    }),
  );
}
