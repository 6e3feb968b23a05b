/** An app administrator who is limited to some apps, over every route: nothing of another app is read or changed. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Timeline } from "../contract.ts";
import { httpDepsOf } from "../inbound/testing/inbound-world.ts";
import { createPassportOffice } from "../provisioning/passport/passport-office.ts";
import { createApi } from "./create-http.ts";
import { addAdministrator } from "./testing/administrators.ts";
import { addApp, addGroup, addPerson, startTestDirectory, type TestDirectory } from "./testing/test-directory.ts";

const OWN = "Own ledger";
/** Stands in no answer that the limited administrator gets. */
const OTHER = "Secret payroll";

interface World {
  readonly directory: TestDirectory;
  readonly token: string;
  readonly own: string;
  readonly other: string;
  readonly person: string;
  readonly group: string;
}

let world: World;
let routes: readonly string[];
beforeAll(async () => {
  const directory = await startTestDirectory({ rateFactor: 100_000 });
  const deps = httpDepsOf(directory);
  const registered = createApi(deps, createPassportOffice(deps)).routes;
  routes = [...new Set(registered.flatMap(({ method, path }) => (method === "ALL" ? [] : [`${method} ${path}`])))];
  const [own, other] = [await addApp(directory, OWN, true), await addApp(directory, OTHER, true)];
  const [person, group] = [await addPerson(directory), await addGroup(directory, "Everybody here")];
  await directory.ok("PUT", `/api/v1/groups/${group}/users/${person}`);
  for (const app of [own, other]) await fillApp(directory, { app, person, group });
  // Both source the person: the other app everything but the title.
  await directory.ok("PUT", "/api/lockstep/v1/profile-sources", { appIds: [other, own] });
  await directory.rows("delete from import_mapping where app_id = $1 and attribute = 'title'", [other]);
  const { token } = await addAdministrator(directory, "APP_ADMIN", [own]);
  // Events that name the other app in their details alone: somebody else's limit, and an account that is left active.
  await addAdministrator(directory, "APP_ADMIN", [other]);
  const leaver = await addPerson(directory);
  await directory.ok("POST", `/api/v1/apps/${other}/users`, { id: leaver });
  await directory.rows(
    "update app_user set external_id = 'kept' || person_id, origin = 'created', known_active = true where app_id = $1",
    [other],
  );
  await directory.rows("update app set deactivate_users = false where id = $1", [other]);
  await directory.ok("POST", `/api/v1/users/${leaver}/lifecycle/deactivate`);
  await directory.ok("DELETE", `/api/v1/users/${leaver}`);
  await directory.ok("POST", `/api/lockstep/v1/apps/${own}/pause`);
  world = { directory, token, own, other, person, group };
});
afterAll(() => world.directory.close());

/** Gives an app one of everything that lists show: a person, a group, a pushed group, a task, a hold, mastered attributes. */
async function fillApp(
  directory: TestDirectory,
  { app, person, group }: { readonly app: string; readonly person: string; readonly group: string },
): Promise<void> {
  await directory.ok("POST", `/api/v1/apps/${app}/users`, { id: person });
  await directory.ok("PUT", `/api/v1/apps/${app}/groups/${group}`, {});
  await directory.ok("POST", `/api/v1/apps/${app}/group-push/mappings`, { sourceGroupId: group });
  await directory.rows("update app set profile_sourcing = true where id = $1", [app]);
  await directory.rows("update app_user set external_id = 'scim-1', origin = 'linked' where app_id = $1", [app]);
  await directory.rows(
    `insert into task (id, app_id, app_user_id, cause, summary, detail, remedy)
     select 'tsk' || $1, $1, id, 'rejected', 'refused', 'no', 'none' from app_user where app_id = $1`,
    [app],
  );
  await directory.rows(
    `insert into budget_hold (id, app_id, direction, affected, done, population, allowance, created_at)
     values ('hld' || $1, $1, 'deactivations', 5, 0, 9, 1, now())`,
    [app],
  );
}

async function send(route: string, fill: (name: string, path: string) => string, token: string) {
  const [method = "", path = ""] = route.split(" ");
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => fill(name, path));
  const response = await world.directory.directory.fetch(
    new Request(`http://directory.test${filled}${QUERIES[path] ?? ""}`, {
      method,
      headers: { authorization: `SSWS ${token}`, "content-type": "application/json" },
      ...(method === "GET" ? {} : { body: "{}" }),
    }),
  );
  return { status: response.status, text: await response.text() };
}

/** What makes a list tell all it can. */
const QUERIES: Readonly<Record<string, string>> = {
  "/api/v1/logs": "?limit=1000",
  "/api/v1/groups": "?expand=stats",
  "/api/lockstep/v1/people/:id/consequences": "?operation=deactivate",
  "/api/lockstep/v1/people/:id/timeline": "?reads=true",
};

/** The parts of a path, with the one app or the other where it names one. */
const fillWith = (app: string) => (name: string, path: string) => {
  if (name === "appId") return app;
  if (path.includes("/tasks/")) return `tsk${app}`;
  if (name === "holdId") return `hld${app}`;
  if (path.includes("/groups/")) return world.group;
  return path.includes("/users/") || path.includes("/people/") ? world.person : "nobody";
};
const tells = (text: string) => text.includes(world.other) || text.includes(OTHER);
const namesAnApp = (route: string) => route.includes(":appId") || /lockstep\/v1\/(tasks|budget\/holds)\/:/.test(route);
const isRefused = ({ status, text }: { readonly status: number; readonly text: string }) =>
  status === 403 && text.includes("Your role");

describe("routes that name an app", () => {
  it("are refused for an app outside the limit, read or write", async () => {
    const named = routes.filter(namesAnApp);
    expect(named.length).toBeGreaterThan(100);
    const open: string[] = [];
    for (const route of named) {
      const answer = await send(route, fillWith(world.other), world.token);
      if (!isRefused(answer) || tells(answer.text)) open.push(`${route}: ${answer.status} ${answer.text}`);
    }
    expect(open).toEqual([]);
  });

  it("are read for an app within it, and tell nothing of the others", async () => {
    const shut: string[] = [];
    for (const route of routes.filter((known) => known.startsWith("GET ") && namesAnApp(known))) {
      const answer = await send(route, fillWith(world.own), world.token);
      if (isRefused(answer) || tells(answer.text)) shut.push(`${route}: ${answer.status} ${answer.text}`);
    }
    expect(shut).toEqual([]);
  });
});

describe("routes that name no app", () => {
  /** Where super administrators read the other app, so that leaving it out is seen to happen. */
  const LISTS = [
    "GET /api/v1/users/:id/appLinks",
    "GET /api/v1/groups/:id/apps",
    "GET /api/v1/apps",
    "GET /api/v1/logs",
    "GET /api/lockstep/v1/administrators",
    "GET /api/lockstep/v1/overview",
    "GET /api/lockstep/v1/overview/trends",
    "GET /api/lockstep/v1/people/:id/timeline",
    "GET /api/lockstep/v1/people/:id/consequences",
    "GET /api/lockstep/v1/tasks",
    "GET /api/lockstep/v1/tasks/export",
    "GET /api/lockstep/v1/logs/export",
    "GET /api/lockstep/v1/profile-sources",
    "GET /api/lockstep/v1/people/:personId/sources",
    "GET /api/lockstep/v1/budget/holds",
  ];
  const reads = () => routes.filter((route) => route.startsWith("GET /api/") && !namesAnApp(route));

  it("the lists that can tell of an app are these", async () => {
    const telling: string[] = [];
    for (const route of reads()) {
      if (tells((await send(route, fillWith(world.other), world.directory.token)).text)) telling.push(route);
    }
    expect(telling.sort()).toEqual([...LISTS].sort());
  });

  it("tell nothing of an app outside the limit, and what there is of those within", async () => {
    const leaks: string[] = [];
    const silent: string[] = [];
    for (const route of reads()) {
      const answer = await send(route, fillWith(world.other), world.token);
      if (tells(answer.text)) leaks.push(`${route}: ${answer.text}`);
      const isOwnTold = answer.text.includes(world.own) || answer.text.includes(OWN);
      if (LISTS.includes(route) && !isOwnTold && !isRefused(answer)) silent.push(`${route}: ${answer.text}`);
    }
    expect(leaks).toEqual([]);
    expect(silent).toEqual([]);
  });

  it("counts are of the apps within it; who administers is for those without a limit", async () => {
    const asked = async (path: string) => JSON.parse((await send(`GET ${path}`, String, world.token)).text);
    expect(await asked("/api/lockstep/v1/overview")).toMatchObject({ apps: 1, openTasks: 1 });
    expect(await asked("/api/lockstep/v1/tasks")).toMatchObject({
      total: 1,
      causes: [{ cause: "rejected", count: 1 }],
    });
    expect(await asked(`/api/v1/groups/${world.group}?expand=stats`)).toMatchObject({
      _embedded: { stats: { appsCount: 1, groupPushMappingsCount: 1 } },
    });
    expect(isRefused(await send("GET /api/lockstep/v1/administrators", String, world.token))).toBe(true);
  });

  it("what another app's import made due is told without that app", async () => {
    const { directory, other, own, person } = world;
    await directory.rows(
      "insert into import_run (id, app_id, trigger, state) values ('impHidden', $1, 'SCHEDULE', 'DONE')",
      [other],
    );
    await directory.rows(
      `insert into system_log (uuid, event_type, severity, display_message, outcome_result, actor, targets, debug)
       values ('uuidHidden', 'application.provision.user.push_profile', 'INFO', 'Push', 'SUCCESS', '{"id":"system","type":"SystemPrincipal"}',
         $1::jsonb, '{"request":"PATCH /Users/1","causes":["import:impHidden"]}')`,
      [
        JSON.stringify([
          { id: person, type: "User" },
          { id: own, type: "AppInstance", displayName: OWN },
        ]),
      ],
    );
    const told = async (token: string, language: string) => {
      const headers = { authorization: `SSWS ${token}`, "accept-language": language };
      const url = `http://directory.test/api/lockstep/v1/people/${person}/timeline`;
      const answer = await directory.directory.fetch(new Request(url, { headers }));
      const { causes } = (await answer.json()) as Timeline;
      return causes.filter(({ kind }) => kind === "import").map(({ message }) => message);
    };
    expect(await told(directory.token, "en")).toEqual([`The scheduled import of ${OTHER}`]);
    expect(await told(world.token, "en")).toEqual(["The scheduled import of another app"]);
    expect(await told(world.token, "nl")).toEqual(["De geplande import van een andere toepassing"]);
  });

  it("a search of the log finds nothing in what is not shown", async () => {
    const found = async (query: string, token: string) =>
      JSON.parse((await send(`GET /api/v1/logs?limit=1000&${query}`, String, token)).text).length as number;
    const byApp = `filter=${encodeURIComponent(`target.id eq "${world.other}"`)}`;
    for (const query of [byApp, `q=${world.other}`, `q=${encodeURIComponent("payroll")}`]) {
      expect(await found(query, world.directory.token), query).toBeGreaterThan(0);
      expect(await found(query, world.token), query).toBe(0);
    }
    expect(await found(`q=${world.own}`, world.token)).toBeGreaterThan(0);
  });
});
