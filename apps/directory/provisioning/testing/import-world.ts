/** The world of an import test: the HTTP API, a worker, and an app whose target misbehaves as the test says. */
import type { AppId, PersonId } from "@lockstep/ports";
import type { JsonObject } from "@lockstep/scim";
import { sql } from "kysely";
import { Client } from "pg";
import { vi } from "vitest";
import type { ImportRemoval, ImportRun } from "../../contract.ts";
import { createApp } from "../../domain/apps.ts";
import { saveConnection } from "../index.ts";
import { type Api, openApi } from "./api.ts";
import { startUnrulyTarget, type UnrulyTarget } from "./unruly-target.ts";
import { createWorld, type World } from "./world.ts";

/** What an import test works with. */
export interface ImportWorld {
  readonly world: World;
  readonly api: Api;
  readonly app: UnrulyTarget;
  readonly appId: AppId;
  /** Path of the app in the API. */
  readonly path: string;
  /** Starts a run without waiting for it. */
  start(mode?: ImportRun["mode"]): Promise<ImportRun>;
  /** Starts a run and waits until it is over or held. */
  run(mode?: ImportRun["mode"]): Promise<ImportRun>;
  /** Waits until the run is over or held. */
  ended(runId: string): Promise<ImportRun>;
  removals(runId: string, state?: ImportRemoval["state"]): Promise<readonly ImportRemoval[]>;
  /** Accounts of the app that people are linked to. */
  linked(): Promise<readonly string[]>;
  /** A connection of the database's owner, which ends with the world. */
  owner(): Promise<Client>;
  end(): Promise<void>;
}

/** Creates it. `now`: the system's timers, but nobody waits longer than a moment. */
export async function createImportWorld(): Promise<ImportWorld> {
  const world = await createWorld();
  const api = await openApi(world);
  const app = await startUnrulyTarget();
  const { id: appId } = await createApp(world.act, {
    label: "Unruly",
    userName: { type: "BUILT_IN", template: `\${source.email}` },
  });
  await saveConnection(world.act, appId, { baseUrl: app.baseUrl, authScheme: "TOKEN", token: "secret" });
  app.forget();
  const path = `/api/lockstep/v1/apps/${appId}`;
  const ended = (runId: string) =>
    vi.waitFor(
      async () => {
        const run = await api.ok<ImportRun>("GET", `${path}/imports/${runId}`);
        if (run.state === "QUEUED" || run.state === "RUNNING") throw new Error(`${run.state} ${run.phase}`);
        return run;
      },
      { timeout: 25_000, interval: 20 },
    );
  const owners: Client[] = [];
  const start = (mode: ImportRun["mode"] = "FULL") => api.ok<ImportRun>("POST", `${path}/imports`, { mode });
  return {
    world,
    api,
    app,
    appId,
    path,
    start,
    ended,
    run: async (mode) => await ended((await start(mode)).id),
    removals: async (runId, state) => {
      const query = state === undefined ? "" : `?state=${state}`;
      const { items } = await api.ok<{ items: readonly ImportRemoval[] }>(
        "GET",
        `${path}/imports/${runId}/removals${query}`,
      );
      return items;
    },
    linked: async () => {
      const { rows } = await sql<{ id: string }>`
        select external_id as id from app_user where app_id = ${appId} and assigned and external_id is not null order by external_id`.execute(
        world.database.kysely,
      );
      return rows.map(({ id }) => id);
    },
    owner: async () => {
      const owner = new Client({ connectionString: world.ownerUrl });
      await owner.connect();
      owners.push(owner);
      return owner;
    },
    async end() {
      await Promise.all(owners.map((owner) => owner.end()));
      await world.end();
      await app.close();
    },
  };
}

/** An account as a target shows it. */
export function account(nr: number, more: JsonObject = {}): JsonObject & { readonly id: string } {
  const userName = `person${nr}@example.com`;
  return {
    id: accountId(nr),
    userName,
    active: true,
    name: { givenName: "Person", familyName: `Number${nr}` },
    emails: [{ value: userName, type: "work", primary: true }],
    meta: { resourceType: "User", lastModified: "2026-01-01T00:00:00Z" },
    ...more,
  };
}

/** Its id. */
export const accountId = (nr: number) => `a${String(nr).padStart(6, "0")}`;

/** Puts accounts 1 to `count` into the app, each linked to a person. */
export async function linkAccounts({ world, app, appId }: ImportWorld, count: number): Promise<readonly PersonId[]> {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  app.put("Users", ...numbers.map((nr) => account(nr)));
  const people = numbers.map((nr) => ({
    id: `00u${String(nr).padStart(17, "0")}`,
    mail: `person${nr}@example.com`,
    account: accountId(nr),
    last: `Number${nr}`,
  }));
  const given = sql`jsonb_to_recordset(${JSON.stringify(people)}::jsonb) as given (id text, mail text, account text, last text)`;
  await sql`
    insert into person (id, status, source, profile)
    select id, 'ACTIVE', 'api', jsonb_build_object('login', mail, 'email', mail, 'firstName', 'Person', 'lastName', last) from ${given}`.execute(
    world.database.kysely,
  );
  await sql`
    insert into app_user (id, app_id, person_id, assigned, scope, external_id, origin, known_active, user_name, sync_state, clean_version)
    select '0ua' || right(id, 17), ${appId}, id, true, 'USER', account, 'linked', true, mail, 'SYNCHRONIZED', 1 from ${given}`.execute(
    world.database.kysely,
  );
  return people.map(({ id }) => id as PersonId);
}
