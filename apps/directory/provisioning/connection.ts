/** *Test API Credentials* and saving the connection: what is saved has passed its test, and what failed meanwhile is sent again by itself. */
import type { AppId } from "@lockstep/ports";
import { type ConnectionCredential, type DoctorReport, runDoctor } from "@lockstep/scim-client";
import { sql } from "kysely";
import type { ConnectionInput } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { type Act, eventOf, type Trx } from "../domain/act.ts";
import { type AppRow, appTarget, lockApp, requireApp } from "../domain/apps.ts";
import { invalid } from "../domain/error.ts";
import { connectionSecretContext, sealSecret } from "../domain/seal.ts";
import { writeEvent } from "../domain/system-log.ts";
import { openCredential } from "./open-client.ts";
import { replayApp } from "./replay.ts";

/** Whether a connection was stored, and what its test found. Not stored when the test failed. */
export interface SavedConnection {
  readonly saved: boolean;
  readonly report: DoctorReport;
}

/** The doctor's report of the given connection, or (without `input`) of the saved one. What `input` leaves out is taken from the saved one. */
export async function testConnection(deps: Deps, appId: AppId, input?: ConnectionInput): Promise<DoctorReport> {
  const app = await requireApp(deps.database.kysely, appId);
  const { baseUrl, credential } = requireConnection(deps, app, input);
  return await examine(deps, app, { baseUrl, credential });
}

/**
 * Tests the connection and, only when all steps pass, stores it: the secret sealed, the status ENABLED. Then the pause
 * for a refused credential ends, its task is resolved, and all that waits is due. `enabled: false` switches provisioning off
 * without a test.
 */
export async function saveConnection(act: Act, appId: AppId, input: ConnectionInput): Promise<SavedConnection> {
  const app = await requireApp(act.database.kysely, appId);
  if (input.enabled === false && isEmpty(input)) return await disable(act, appId);
  const { baseUrl, credential } = requireConnection(act, app, input);
  const report = await examine(act, app, { baseUrl, credential });
  if (!report.ok) {
    await act.database.transaction((trx) => writeEvent(trx, refusedEvent(act, app, report)));
    return { saved: false, report };
  }
  await act.database.transaction((trx) =>
    storeConnection(trx, act, { appId, baseUrl, credential, enabled: input.enabled ?? true }),
  );
  return { saved: true, report };
}

async function examine(
  deps: Deps,
  app: AppRow,
  connection: { readonly baseUrl: string; readonly credential: ConnectionCredential },
): Promise<DoctorReport> {
  return await runDoctor({
    ...connection,
    listsInstead: app.target_switches.lookupBy === "LIST",
    fetch: deps.fetch,
    clock: deps.clock,
    random: deps.random,
    timeout: deps.timers.timeout,
    reach: deps.targetReach,
    ...(deps.resolve === undefined ? {} : { resolve: deps.resolve }),
  });
}

interface NewConnection {
  readonly appId: AppId;
  readonly baseUrl: string;
  readonly credential: ConnectionCredential;
  readonly enabled: boolean;
}

async function storeConnection(trx: Trx, act: Act, connection: NewConnection): Promise<void> {
  const { appId, baseUrl, credential, enabled } = connection;
  const app = await lockApp(trx, appId);
  const now = new Date(act.clock.now());
  const secret = credential.scheme === "BASIC" ? credential.password : credential.token;
  const sealed = sealSecret(act, connectionSecretContext(appId), secret);
  await sql`
    update app set base_url = ${baseUrl}, auth_scheme = ${credential.scheme},
        auth_username = ${credential.scheme === "BASIC" ? credential.username : null}, auth_secret_sealed = ${sealed},
        connection_status = ${enabled ? "ENABLED" : "DISABLED"}, connection_tested_at = ${now}, provisioning_enabled = ${enabled},
        last_updated_at = ${now}
     where id = ${appId}`.execute(trx);
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: "application.configuration.update",
      displayMessage: "Save API credentials of application",
      targets: [appTarget(app)],
      debug: { baseUrl, authScheme: credential.scheme, enabled },
    }),
  );
  if (enabled) await replayApp(trx, appId, now);
}

async function disable(act: Act, appId: AppId): Promise<SavedConnection> {
  await act.database.transaction(async (trx) => {
    const app = await lockApp(trx, appId);
    await sql`
      update app set provisioning_enabled = false, connection_status = 'DISABLED', last_updated_at = ${new Date(act.clock.now())}
       where id = ${appId}`.execute(trx);
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "application.configuration.update",
        displayMessage: "Disable API integration of application",
        targets: [appTarget(app)],
      }),
    );
  });
  return { saved: true, report: { ok: true, steps: [] } };
}

/** The connection that is meant: a secret or name that is left out is the saved one, unless the scheme or the address's host changes. */
function requireConnection(
  deps: Deps,
  app: AppRow,
  input: ConnectionInput | undefined,
): { readonly baseUrl: string; readonly credential: ConnectionCredential } {
  const baseUrl = (input?.baseUrl ?? app.base_url ?? "").trim();
  if (baseUrl === "") throw invalid("baseUrl", ["baseUrl: Enter the SCIM base URL of the application"]);
  const scheme = input?.authScheme ?? app.auth_scheme ?? "BASIC";
  // A saved secret never travels to another host than the one it was entered for.
  const mayReuse = app.auth_scheme === scheme && isSameOrigin(app.base_url, baseUrl);
  const saved = mayReuse ? openSaved(deps, app) : undefined;
  if (scheme === "TOKEN") {
    const token = given(input?.token) ?? (saved?.scheme === "TOKEN" ? saved.token : undefined);
    if (token === undefined) throw invalid("token", ["token: Enter the API token"]);
    return { baseUrl, credential: { scheme: "TOKEN", token } };
  }
  const username = given(input?.username) ?? app.auth_username ?? undefined;
  if (username === undefined) throw invalid("username", ["username: Enter the user name of the provisioning account"]);
  const sameUser = username === app.auth_username && saved?.scheme === "BASIC" ? saved.password : undefined;
  const password = given(input?.password) ?? sameUser;
  if (password === undefined) throw invalid("password", ["password: Enter the password of the provisioning account"]);
  return { baseUrl, credential: { scheme: "BASIC", username, password } };
}

function openSaved(deps: Deps, app: AppRow): ConnectionCredential | undefined {
  return openCredential(deps, {
    id: app.id,
    baseUrl: app.base_url,
    authScheme: app.auth_scheme,
    authUsername: app.auth_username,
    authSecretSealed: app.auth_secret_sealed,
  });
}

function isSameOrigin(saved: string | null, baseUrl: string): boolean {
  if (saved === null || !URL.canParse(saved) || !URL.canParse(baseUrl)) return false;
  return new URL(saved).origin === new URL(baseUrl).origin;
}

function given(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : text;
}

/** Nothing but the switch was sent, or a form whose fields are empty. */
function isEmpty(input: ConnectionInput): boolean {
  return given(input.password) === undefined && given(input.token) === undefined;
}

function refusedEvent(act: Act, app: AppRow, report: DoctorReport) {
  const failed = report.steps.find((step) => step.status === "failed");
  return eventOf(act, {
    eventType: "application.configuration.update",
    displayMessage: "Couldn't verify API credentials of application",
    severity: "WARN",
    outcome: { result: "FAILURE", reason: failed?.message },
    targets: [appTarget(app)],
    debug: { step: failed?.name ?? null },
  });
}
