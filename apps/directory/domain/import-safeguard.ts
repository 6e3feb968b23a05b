/**
 * The import safeguard (okta-client §3.5): a run that would take away more than a share of an app's accounts, or of those of the whole
 * directory, stops before the first of them and asks a person. Limits are kept per app, and for the directory.
 */
import type { AppId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import type { ImportSafeguard, ImportSafeguardChange, SafeguardLimit } from "../contract.ts";
import { type Act, eventOf } from "./act.ts";
import { appTarget, lockApp } from "./apps.ts";
import type { ImportHold } from "./import-run-tables.ts";
import { writeEvent } from "./system-log.ts";
import type { DirectoryTables } from "./tables.ts";

const KEY = "importSafeguard";
const DEFAULT: SafeguardLimit = { status: "ENABLED", percent: 20, from: 100 };
/** Departures of imports count for the directory's limit so long. */
export const DIRECTORY_WINDOW_HOURS = 24;

/** What the directory stores of its own. */
type Stored = { readonly [scope in "app" | "directory"]?: Partial<SafeguardLimit> | null };

/** What holds for the app; without one, what apps have by default. */
export async function readSafeguard(db: Kysely<DirectoryTables>, appId?: AppId): Promise<ImportSafeguard> {
  const { rows } = await sql<{ own: Partial<SafeguardLimit> | null; general: Stored | null }>`
    select (select import_safeguard from app where id = ${appId ?? ""}) as own,
      (select value from instance_fact where key = ${KEY}) as general`.execute(db);
  const { own = null, general = null } = rows[0] ?? {};
  return {
    app: { ...DEFAULT, ...general?.app, ...own },
    directory: { ...DEFAULT, ...general?.directory },
    inherited: own === null,
  };
}

/** Changes an app's own limit; null = as the directory says. A run that is held stays held until a person decides. */
export async function writeAppSafeguard(
  act: Act,
  appId: AppId,
  change: ImportSafeguardChange["app"],
): Promise<ImportSafeguard> {
  return await act.database.transaction(async (trx) => {
    const app = await lockApp(trx, appId);
    const before = (app.import_safeguard as Partial<SafeguardLimit> | null) ?? {};
    const after = change === undefined ? app.import_safeguard : change === null ? null : { ...before, ...change };
    await sql`
      update app set import_safeguard = ${after === null ? null : JSON.stringify(after)}::jsonb where id = ${appId}`.execute(
      trx,
    );
    await writeEvent(trx, eventOf(act, { ...EVENT, targets: [appTarget(app)], debug: { safeguard: after } }));
    return await readSafeguard(trx, appId);
  });
}

/** Changes the directory's limits: what apps have by default, and the one over all apps together. */
export async function writeSafeguard(act: Act, change: ImportSafeguardChange): Promise<ImportSafeguard> {
  return await act.database.transaction(async (trx) => {
    const before = await readSafeguard(trx);
    const after = { app: { ...before.app, ...change.app }, directory: { ...before.directory, ...change.directory } };
    await sql`
      insert into instance_fact (key, value) values (${KEY}, ${JSON.stringify(after)}::jsonb)
      on conflict (key) do update set value = excluded.value`.execute(trx);
    await writeEvent(trx, eventOf(act, { ...EVENT, debug: { safeguard: after } }));
    return await readSafeguard(trx);
  });
}

const EVENT = { eventType: "system.import.safeguard.update", displayMessage: "Update import safeguard" } as const;

/** What a limit is compared with. */
export interface SafeguardCount {
  readonly affected: number;
  readonly population: number;
}

/** Which limit the numbers exceed; the app's comes first. Undefined: the run may go on. Pure. */
export function judgeSafeguard(
  safeguard: Pick<ImportSafeguard, "app" | "directory">,
  counts: { readonly app: SafeguardCount; readonly directory: SafeguardCount },
): ImportHold | undefined {
  if (exceeds(safeguard.app, counts.app)) return { scope: "APP", ...counts.app, percent: safeguard.app.percent };
  if (exceeds(safeguard.directory, counts.directory))
    return { scope: "DIRECTORY", ...counts.directory, percent: safeguard.directory.percent };
  return undefined;
}

function exceeds(limit: SafeguardLimit, { affected, population }: SafeguardCount): boolean {
  return limit.status === "ENABLED" && population >= limit.from && affected * 100 > limit.percent * population;
}

/** Why the run is held, in one sentence. */
export function wordsOfHold(hold: ImportHold, label: string): string {
  const whose = hold.scope === "APP" ? `accounts of ${label}` : "accounts of all apps";
  const share = Math.floor((hold.affected * 1000) / Math.max(1, hold.population)) / 10;
  return `${hold.affected} of ${hold.population} ${whose} (${share} %) would be taken away; the safeguard allows ${hold.percent} %.`;
}
