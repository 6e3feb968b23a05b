/** *Test API Credentials* and saving the connection: what is saved has passed its test, and what failed meanwhile is sent again by itself. */
import type { AppId } from "@lockstep/ports";
import { type DoctorReport, type DoctorStep, runDoctor } from "@lockstep/scim-client";
import { sql } from "kysely";
import type { ConnectionInput } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { type Act, eventOf, type Trx } from "../domain/act.ts";
import { type AppRow, appTarget, lockApp, requireApp } from "../domain/apps.ts";
import { connectionSecretContext, sealSecret } from "../domain/seal.ts";
import { writeEvent } from "../domain/system-log.ts";
import { type ConnectionDraft, credentialOf, draftConnection } from "./connection-draft.ts";
import { replayApp } from "./replay.ts";

/** Whether a connection was stored, and what its test found. Not stored when the test failed. */
export interface SavedConnection {
  readonly saved: boolean;
  readonly report: DoctorReport;
}

/** Who follows a test while it runs. */
export interface TestFollower {
  readonly onStep?: (step: DoctorStep) => void;
  readonly signal?: AbortSignal;
}

/** The doctor's report of the given connection, or (without `input`) of the saved one. What `input` leaves out is taken from the saved one. */
export async function testConnection(
  deps: Deps,
  appId: AppId,
  input?: ConnectionInput,
  follower: TestFollower = {},
): Promise<DoctorReport> {
  const app = await requireApp(deps.database.kysely, appId);
  return await examine(deps, app, draftConnection(deps, app, input), follower);
}

/**
 * Tests the connection and, only when all steps pass, stores it: the secret sealed, the status ENABLED. Then the pause
 * for a refused credential ends, its task is resolved, and all that waits is due. `enabled: false` switches provisioning off
 * without a test.
 */
export async function saveConnection(act: Act, appId: AppId, input: ConnectionInput): Promise<SavedConnection> {
  const app = await requireApp(act.database.kysely, appId);
  if (input.enabled === false && isEmpty(input)) return await disable(act, appId);
  const draft = draftConnection(act, app, input);
  const report = await examine(act, app, draft);
  if (!report.ok) {
    await act.database.transaction((trx) => writeEvent(trx, refusedEvent(act, app, report)));
    return { saved: false, report };
  }
  await act.database.transaction((trx) => storeConnection(trx, act, { appId, draft, enabled: input.enabled ?? true }));
  return { saved: true, report };
}

async function examine(
  deps: Deps,
  app: AppRow,
  draft: ConnectionDraft,
  follower: TestFollower = {},
): Promise<DoctorReport> {
  return await runDoctor({
    baseUrl: draft.baseUrl,
    credential: credentialOf(deps, draft),
    ...follower,
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
  readonly draft: ConnectionDraft;
  readonly enabled: boolean;
}

async function storeConnection(trx: Trx, act: Act, connection: NewConnection): Promise<void> {
  const { appId, draft, enabled } = connection;
  const { baseUrl, scheme, username, settings, secret } = draft;
  const app = await lockApp(trx, appId);
  const now = new Date(act.clock.now());
  const sealed = sealSecret(act, connectionSecretContext(appId), secret);
  await sql`
    update app set base_url = ${baseUrl}, auth_scheme = ${scheme}, auth_username = ${username},
        auth_settings = ${JSON.stringify(settings)}::jsonb, auth_secret_sealed = ${sealed},
        connection_status = ${enabled ? "ENABLED" : "DISABLED"}, connection_tested_at = ${now}, provisioning_enabled = ${enabled},
        last_updated_at = ${now}
     where id = ${appId}`.execute(trx);
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: "application.configuration.update",
      displayMessage: "Save API credentials of application",
      targets: [appTarget(app)],
      debug: { baseUrl, authScheme: scheme, enabled },
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

/** Nothing but the switch was sent, or a form whose secrets are empty. */
function isEmpty(input: ConnectionInput): boolean {
  return [input.password, input.token, input.headerValue, input.oauth?.clientSecret].every((secret) => !secret);
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
