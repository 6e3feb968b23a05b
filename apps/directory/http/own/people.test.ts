/** The console's list of people, their timelines, and what a change of status would do. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  AppSide,
  Consequence,
  PeoplePage,
  RulePreview,
  SavedView,
  Timeline,
  Trends,
  Why,
} from "../../contract.ts";
import { addAdministrator } from "../testing/administrators.ts";
import {
  addApp,
  addGroup,
  addPerson,
  newProfile,
  settle,
  startTestDirectory,
  type TestDirectory,
} from "../testing/test-directory.ts";

const PATH = "/api/lockstep/v1/people";
let directory: TestDirectory;
let targetAnswers: () => Response = () => new Response("no", { status: 404 });
beforeAll(async () => {
  directory = await startTestDirectory({ target: () => targetAnswers() });
});
afterAll(() => directory.close());

/** People 1 to `count`: everybody of one domain, a given name for one of a hundred, one of ten suspended. */
async function addBulk(count: number): Promise<void> {
  await directory.rows(
    `insert into person (id, status, profile, source) select '00ubulk' || n, case when n % 10 = 0 then 'SUSPENDED' else 'ACTIVE' end,
       jsonb_build_object('login', 'bulk' || n || '@bulk.example', 'email', 'bulk' || n || '@bulk.example', 'firstName', 'Given' || n % 100,
         'lastName', 'Row' || lpad(n::text, 6, '0')), 'api' from generate_series(1, ${count}) n`,
  );
  await directory.rows("analyze person");
}

const list = (query: string) => directory.ok<PeoplePage>("GET", `${PATH}?${query}`);
const names = async (query: string) => (await list(query)).items.map(({ profile }) => profile["lastName"]);

describe("the list", () => {
  beforeAll(async () => {
    for (const profile of [
      { firstName: "Zoë Anna", lastName: "Search-Alder", login: "zalder@find.example", department: "Sales" },
      { firstName: "Brita", lastName: "Search-Birk", login: "bbirk@find.example", department: "Legal" },
      { firstName: "Carl", lastName: "search-O'Neil", login: "c_oneil@find.example", employeeNumber: "7781" },
    ]) {
      await addPerson(directory, { profile });
    }
    const gone = await addPerson(directory, { profile: { firstName: "Dora", lastName: "Search-Gone" } });
    await directory.ok("POST", `/api/v1/users/${gone}/lifecycle/deactivate`);
  });

  it.each([
    ["the beginning of a first name", "q=zo%C3%AB", ["Search-Alder"]],
    ["of a second first name, in any letter case", "q=ANNA", ["Search-Alder"]],
    ["of a part of a last name", "q=birk", ["Search-Birk"]],
    ["of a login", "q=c_oneil%40find", ["search-O'Neil"]],
    ["with a quote in it", "q=search-o'n", ["search-O'Neil"]],
    ["of an employee number", "q=778", ["search-O'Neil"]],
    ["of two words, in any order", "q=alder+zo", ["Search-Alder"]],
    ["together with a department", "q=search&department=legal", ["Search-Birk"]],
    ["nothing, within a word", "q=lder", []],
    ["characters of a query language", `q=${encodeURIComponent("\\':* & |!()<->")}`, []],
    ["who is deactivated, when asked for", "q=search&status=DEPROVISIONED", ["Search-Gone"]],
  ])("finds %s", async (_case, query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  it("is in the order of last names, or of another attribute, page after page, with the number of all", async () => {
    expect(await names("q=search&status=ALL")).toEqual(["Search-Alder", "Search-Birk", "Search-Gone", "search-O'Neil"]);
    expect(await names("q=search&sortBy=profile.firstName&sortOrder=desc")).toEqual([
      "Search-Alder",
      "search-O'Neil",
      "Search-Birk",
    ]);
    const seen: unknown[] = [];
    let after = "";
    do {
      const page = await list(`q=search&limit=2&after=${after}`);
      expect([page.total, page.isTotalCapped]).toEqual([3, false]);
      seen.push(...page.items.map(({ profile }) => profile["lastName"]));
      after = page.next ?? "";
    } while (after !== "");
    expect(seen).toEqual(["Search-Alder", "Search-Birk", "search-O'Neil"]);
    await directory.refused("GET", `${PATH}?after=x`, { status: 400, code: "E0000029" });
    await directory.refused("GET", `${PATH}?status=GONE`, { status: 400, code: "E0000001" });
  });

  it("reads an unfiltered page in the order of an index", async () => {
    const order = `lower(coalesce(profile->>'lastName', '')) collate "C"`;
    await addBulk(5_000);
    const plan = await directory.rows<{ "QUERY PLAN": string }>(
      `explain select id from person where status <> 'DEPROVISIONED' order by ${order}, id limit 101`,
    );
    const page = plan.map((row) => row["QUERY PLAN"]).join("\n");
    expect(page).toContain("person_by_last_name");
    expect(page).not.toContain("Sort");
    await directory.rows("delete from person where id like '00ubulk%'");
  });
});

describe("a search of many", () => {
  const PEOPLE = 3_000;
  beforeAll(() => addBulk(PEOPLE));
  afterAll(() => directory.rows("delete from person where id like '00ubulk%'"));

  it.each([
    ["a word that everybody has", "q=bulk", PEOPLE],
    ["a word that everybody has, of one status", "q=bulk&status=SUSPENDED", PEOPLE / 10],
    ["a word that everybody has, of a status that nobody has", "q=bulk&status=LOCKED_OUT", 0],
    ["a word that one of a hundred has", "q=given42", PEOPLE / 100],
    ["a word whose people all stand at the end", "q=row0029", 100],
    ["two words, of which one is rare", "q=bulk+given42", PEOPLE / 100],
    ["a word in another order", "q=bulk&sortBy=profile.firstName&sortOrder=desc", PEOPLE],
    ["a rare word in another order", "q=given42&sortBy=profile.email", PEOPLE / 100],
  ])("finds everybody once, page after page, by %s", async (_case, query, count) => {
    const seen = new Set<string>();
    let [after, rows] = ["", 0];
    do {
      const page = await list(`${query}&limit=500&after=${after}`);
      expect([page.total, page.isTotalCapped]).toEqual([count, false]);
      for (const { id } of page.items) seen.add(id);
      rows += page.items.length;
      after = page.next ?? "";
    } while (after !== "");
    expect([seen.size, rows]).toEqual([count, count]);
  });

  it("is in the order of the list, whichever way it is carried out", async () => {
    for (const query of [
      "q=bulk&limit=3",
      "q=bulk&status=SUSPENDED&limit=3",
      "q=row00001&limit=3",
      "q=given99&limit=3",
    ]) {
      const found = await names(query);
      expect(found).toHaveLength(3);
      expect(found).toEqual(found.toSorted());
    }
  });
});

describe("why", () => {
  it("is asked by e-mail too, and names the logins when several people have it", async () => {
    const app = await addApp(directory, "Why app", true);
    const { login, ...profile } = newProfile({ email: "shared@mail.example" });
    await addPerson(directory, { profile: { ...profile, login } });
    const why = (name: string) => directory.call<Why>("GET", `/api/lockstep/v1/apps/${app}/users/${name}/why`);
    expect((await why("SHARED@mail.example")).body.answer).toContain(login);
    await addPerson(directory, { profile: { email: "shared@mail.example" } });
    const { status, text } = await why("shared@mail.example");
    expect([status, text.includes(login)]).toEqual([400, true]);
    expect((await why("nobody@mail.example")).body.hasAccess).toBe(false);
  });
});

describe("a timeline", () => {
  it("tells a person's changes, memberships and assignments, joined by the request that made them", async () => {
    const app = await addApp(directory, "Timeline app", true);
    const other = await addApp(directory, "Another app", true);
    const group = await addGroup(directory, "Timeline group");
    await directory.ok("PUT", `/api/v1/apps/${app}/groups/${group}`, {});
    const person = await addPerson(directory);
    await directory.ok("PUT", `/api/v1/groups/${group}/users/${person}`);
    await directory.ok("POST", `/api/v1/apps/${other}/users`, { id: person });
    const timeline = await directory.ok<Timeline>("GET", `${PATH}/${person}/timeline`);
    expect(timeline.person.id).toBe(person);
    expect(timeline.apps.map(({ label, isAssigned }) => [label, isAssigned])).toEqual([
      ["Another app", true],
      ["Timeline app", true],
    ]);
    const told = timeline.items.map(({ kind, eventType, app: about }) => [kind, eventType, about?.label ?? null]);
    expect(told).toEqual([
      ["decision", "application.user_membership.add", "Another app"],
      ["membership", "group.user_membership.add", null],
      ["decision", "application.user_membership.add", "Timeline app"],
      ["change", "user.lifecycle.activate", null],
      ["change", "user.lifecycle.create", null],
    ]);
    const [, joined, decided, activated, created] = timeline.items;
    expect(joined?.group).toEqual({ id: group, name: "Timeline group" });
    expect(created?.traceId).toMatch(/^[\da-f]{32}$/);
    expect(activated?.traceId).toBe(created?.traceId);
    expect(decided?.traceId).toBe(joined?.traceId);
    expect(joined?.traceId).not.toBe(created?.traceId);
    const ofApp = await directory.ok<Timeline>("GET", `${PATH}/${person}/timeline?appId=${other}&limit=2`);
    expect(ofApp.items.map(({ app: about }) => about?.label ?? null)).toEqual(["Another app", null]);
    const rest = await directory.ok<Timeline>(
      "GET",
      `${PATH}/${person}/timeline?appId=${other}&limit=2&after=${ofApp.next}`,
    );
    expect([rest.items.length, rest.next]).toEqual([2, null]);
    const plan = await directory.rows<{ "QUERY PLAN": string }>(
      `explain select 1 from system_log where jsonb_path_query_array(targets, '$[*].id') @> '["x"]'`,
    );
    expect(plan.map((row) => row["QUERY PLAN"]).join("\n")).toMatch(/system_log_about|Seq Scan/);
  });

  it("joins its events to the trace that a caller sends", async () => {
    const trace = "0af7651916cd43dd8448eb211c80319c";
    const { body } = await directory.call<{ id: string }>(
      "POST",
      "/api/v1/users",
      { profile: newProfile() },
      { headers: { traceparent: `00-${trace}-b7ad6b7169203331-01` } },
    );
    const { items } = await directory.ok<Timeline>("GET", `${PATH}/${body.id}/timeline`);
    expect(new Set(items.map(({ traceId }) => traceId))).toEqual(new Set([trace]));
  });

  it("says that an app does not tell its side, in whichever way it does not", async () => {
    const app = await addApp(directory, "Silent app", true);
    const person = await addPerson(directory);
    await directory.ok("POST", `/api/v1/apps/${app}/users`, { id: person });
    const side = () => directory.ok<AppSide>("GET", `${PATH}/${person}/timeline/apps/${app}`);
    expect(await side()).toEqual({
      tells: false,
      message: "The app has no account of this person that the directory knows.",
      items: [],
    });
    await settle(directory, app);
    expect((await side()).tells).toBe(false);
    targetAnswers = () => Response.json({ events: "of another kind" });
    await directory.call("PUT", `/api/lockstep/v1/apps/${app}/connection`, {});
    expect((await side()).tells).toBe(false);
    await directory.refused("GET", `${PATH}/${person}/timeline/apps/nobody`, { status: 404, code: "E0000007" });
  });
});

describe("consequences", () => {
  const of = async (person: string, operation: string) =>
    (
      await directory.ok<{ items: readonly Consequence[] }>(
        "GET",
        `${PATH}/${person}/consequences?operation=${operation}`,
      )
    ).items.map(({ app, effect }) => [app.label, effect]);

  it("of a status are told app by app, before anything happens", async () => {
    const apps = { A: await addApp(directory, "A on", true), B: await addApp(directory, "B keeps", true) };
    const off = await addApp(directory, "C off");
    await directory.rows("update app set deactivate_users = false where id = $1", [apps.B]);
    const person = await addPerson(directory);
    for (const app of [apps.A, apps.B, off]) await directory.ok("POST", `/api/v1/apps/${app}/users`, { id: person });
    for (const app of [apps.A, apps.B]) await settle(directory, app);
    expect(await of(person, "deactivate")).toEqual([
      ["A on", "deactivates"],
      ["B keeps", "keeps"],
      ["C off", "keeps"],
    ]);
    expect(await of(person, "suspend")).toEqual([
      ["A on", "keeps"],
      ["B keeps", "keeps"],
      ["C off", "keeps"],
    ]);
    await directory.ok("POST", "/api/lockstep/v1/protected-people", { kind: "PERSON", id: person });
    expect((await of(person, "deactivate"))[0]).toEqual(["A on", "asksFirst"]);
    await directory.refused("GET", `${PATH}/${person}/consequences?operation=promote`, {
      status: 400,
      code: "E0000001",
    });
  });
});

describe("saved views", () => {
  it("belong to one administrator; the same name replaces", async () => {
    const path = "/api/lockstep/v1/saved-views";
    const view = { page: "systemLog", name: "Failures", search: { filter: 'outcome.result eq "FAILURE"' } };
    const first = await directory.ok<SavedView>("POST", path, view);
    await directory.ok("POST", path, { ...view, name: "FAILURES", search: { q: "x" } });
    const { items } = await directory.ok<{ items: readonly SavedView[] }>("GET", path);
    expect(items).toEqual([{ id: first.id, page: "systemLog", name: "FAILURES", search: { q: "x" } }]);
    const { token } = await addAdministrator(directory, "READ_ONLY_ADMIN");
    const headers = { authorization: `SSWS ${token}` };
    expect((await directory.call("GET", path, undefined, { headers })).body).toEqual({ items: [] });
    expect((await directory.call("DELETE", `${path}/${first.id}`, undefined, { headers })).status).toBe(404);
    await directory.ok("DELETE", `${path}/${first.id}`);
    await directory.refused("DELETE", `${path}/${first.id}`, { status: 404, code: "E0000007" });
  });
});

describe("the dashboard's figures", () => {
  it("count requests and failures in buckets, and how long assignments took", async () => {
    const app = await addApp(directory, "Trends", true);
    const hourAgo = Date.now() - 3_600_000;
    const write = (type: string, result: string, at: number, debug: object) =>
      directory.rows(
        `insert into system_log (uuid, published, event_type, severity, display_message, outcome_result, actor, targets, debug)
         values (gen_random_uuid()::text, $1, $2, 'INFO', '', $3, '{}', $4, $5)`,
        [new Date(at), type, result, JSON.stringify([{ id: "0uaTrend" }]), JSON.stringify(debug)],
      );
    await write("application.user_membership.add", "SUCCESS", hourAgo, {});
    await write("application.provision.user.push", "FAILURE", hourAgo + 1000, { request: "POST /Users" });
    await write("application.provision.user.push", "SUCCESS", hourAgo + 4000, { request: "POST /Users" });
    const trends = await directory.ok<Trends>("GET", "/api/lockstep/v1/overview/trends?days=1");
    expect(trends.buckets).toHaveLength(24);
    const sum = (key: "requests" | "failures") => trends.buckets.reduce((total, bucket) => total + bucket[key], 0);
    expect([sum("requests"), sum("failures")]).toEqual([2, 1]);
    expect(trends.accessTime).toEqual({ medianMs: 4000, p95Ms: 4000, count: 1 });
    expect(trends.apps.find(({ id }) => id === app)).toMatchObject({ isConnected: true, people: 0, openTasks: 0 });
    for (const days of [7, 30]) {
      expect((await directory.ok<Trends>("GET", `/api/lockstep/v1/overview/trends?days=${days}`)).days).toBe(days);
    }
    await directory.refused("GET", "/api/lockstep/v1/overview/trends?days=2", { status: 400, code: "E0000001" });
  });
});

describe("settings and rules in the making", () => {
  it("keep the company's name, for who may change it", async () => {
    const path = "/api/lockstep/v1/settings";
    expect(await directory.ok("GET", path)).toEqual({ companyName: "", rateFactor: 1000 });
    expect(await directory.ok("PUT", path, { companyName: " Meridian Foods " })).toMatchObject({
      companyName: "Meridian Foods",
    });
    const { items } = {
      items: await directory.ok<readonly object[]>(
        "GET",
        '/api/v1/logs?filter=eventType%20eq%20"system.settings.update"',
      ),
    };
    expect(items).toHaveLength(1);
  });

  it("tell whom a condition takes, or where it is wrong, without storing anything", async () => {
    await addPerson(directory, { profile: { department: "Preview" } });
    const preview = (expression: string) =>
      directory.ok<RulePreview>("POST", "/api/lockstep/v1/group-rules/preview", { expression });
    const found = await preview('user.department == "Preview"');
    expect([found.matched, found.isWhole, found.examples.length]).toEqual([1, true, 1]);
    expect(found.lookedAt).toBeGreaterThan(1);
    const faulty = await preview('user.departement == "x"');
    expect(faulty.problems[0]?.position).toBe(0);
    expect((await preview("user.department")).problems).not.toEqual([]);
    expect((await preview('isMemberOfGroupName("Nobody")')).matched).toBe(0);
  });
});
