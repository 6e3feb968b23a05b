/** How the engine works an app: switches of its target, its rate, and what suspended, vanished and new accounts mean. */
import { type PasswordRule, problemOfPasswordRule, readSwitches, type TargetSwitches } from "@lockstep/engine";
import type { AppId } from "@lockstep/ports";
import type { Json } from "@lockstep/scim";
import { sql } from "kysely";
import type { EngineSettings } from "../contract.ts";
import { type Act, eventOf } from "./act.ts";
import { type AppRow, appTarget, lockApp, requireApp } from "./apps.ts";
import { markAppDirty, notifyWork } from "./dirty.ts";
import { invalid } from "./error.ts";
import { writeEvent } from "./system-log.ts";

/** What can be set; what is absent stays. `null` takes a limit away. */
export interface EngineChange {
  readonly suspendedPeople?: "IGNORE" | "DEACTIVATE" | undefined;
  readonly goneAccounts?: "RECREATE" | "ASK" | undefined;
  readonly rate?: { readonly requests: number; readonly per: "SECOND" | "MINUTE" | "HOUR" } | null | undefined;
  readonly concurrencyMax?: number | null | undefined;
  readonly password?: { readonly length?: number | undefined; readonly alphabet?: string | undefined } | undefined;
}

/** The settings of an app. */
export function engineSettings(app: AppRow): EngineSettings {
  return {
    suspendedPeople: app.suspended_people,
    goneAccounts: app.gone_accounts,
    rate:
      app.rate_requests === null || app.rate_per === null ? null : { requests: app.rate_requests, per: app.rate_per },
    concurrencyMax: app.concurrency_max,
    password: { length: app.password_length, alphabet: app.password_alphabet },
  };
}

/** Runs wait for their next request while they hold a lease: slower than this they would wait for hours. */
const REQUESTS_PER_HOUR_MIN = 60;

/** Stores the settings. Another meaning of a suspension reaches the suspended people's accounts at once. */
export async function updateEngine(act: Act, appId: AppId, change: EngineChange): Promise<AppRow> {
  return await act.database.transaction(async (trx) => {
    const before = await lockApp(trx, appId);
    const password = {
      length: change.password?.length ?? before.password_length,
      alphabet: change.password?.alphabet ?? before.password_alphabet,
    };
    assertEngine(change, password);
    const rate = change.rate === undefined ? { requests: before.rate_requests, per: before.rate_per } : change.rate;
    await sql`
      update app set suspended_people = ${change.suspendedPeople ?? before.suspended_people},
        gone_accounts = ${change.goneAccounts ?? before.gone_accounts},
        rate_requests = ${rate?.requests ?? null}, rate_per = ${rate?.per ?? null},
        concurrency_max = ${change.concurrencyMax === undefined ? before.concurrency_max : change.concurrencyMax},
        password_length = ${password.length}, password_alphabet = ${password.alphabet}, last_updated_at = now()
      where id = ${appId}`.execute(trx);
    if (change.rate !== undefined) await sql`delete from app_pace where app_id = ${appId}`.execute(trx);
    if (change.suspendedPeople !== undefined && change.suspendedPeople !== before.suspended_people) {
      await markAppDirty(trx, appId, new Date(act.clock.now()));
    }
    await notifyWork(trx);
    const after = await requireApp(trx, appId);
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "application.lifecycle.update",
        displayMessage: "Update application: provisioning engine",
        targets: [appTarget(after)],
        debug: { changed: Object.keys(change).join(",") },
      }),
    );
    return after;
  });
}

function assertEngine({ rate }: EngineChange, password: PasswordRule): void {
  const problem = problemOfPasswordRule(password);
  if (problem !== undefined) throw invalid("password", [`password.${problem}`]);
  if (rate?.per === "HOUR" && rate.requests < REQUESTS_PER_HOUR_MIN) {
    throw invalid("rate", [`rate.requests: Must be at least ${REQUESTS_PER_HOUR_MIN} an hour`]);
  }
}

/** Stores switches as a whole. Everything is compared anew: another form of the same may be needed. */
export async function replaceSwitches(act: Act, appId: AppId, given: Json): Promise<TargetSwitches> {
  const read = readSwitches(given);
  if (!read.ok) {
    throw invalid(
      read.problems[0]?.place ?? "switches",
      read.problems.map(({ place, message }) => `${place}: ${message}`),
    );
  }
  return await act.database.transaction(async (trx) => {
    const before = await lockApp(trx, appId);
    if (JSON.stringify(before.target_switches) === JSON.stringify(read.switches)) return read.switches;
    await sql`
      update app set target_switches = ${JSON.stringify(read.switches)}::jsonb, last_updated_at = now() where id = ${appId}`.execute(
      trx,
    );
    // What was sent in another form is no ground for "nothing has changed".
    await sql`update app_user set seen = coalesce(known, seen), known = null where app_id = ${appId} and assigned and external_id is not null`.execute(
      trx,
    );
    await markAppDirty(trx, appId, new Date(act.clock.now()));
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "application.lifecycle.update",
        displayMessage: "Update application: target switches",
        targets: [appTarget(before)],
        debug: { switches: Object.keys(read.switches).join(",") },
      }),
    );
    return read.switches;
  });
}
