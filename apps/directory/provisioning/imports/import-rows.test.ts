import type { AppId } from "@lockstep/ports";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type {
  BulkConfirmResult,
  ImportResultPage,
  ImportRowPage,
  ImportRun,
  RematchResult,
  UndoResult,
} from "../../contract.ts";
import { updateToApp } from "../../domain/features.ts";
import { type Api, openApi } from "../testing/api.ts";
import { assign, connectedApp, createWorld, group, person, push, type World } from "../testing/world.ts";

let world: World;
let api: Api;
let appId: AppId;
beforeEach(async () => {
  world = await createWorld();
  api = await openApi(world);
  appId = await connectedApp(world, { syncPassword: false });
  await world.worker();
});
afterEach(async () => {
  await world.end();
});

const path = (rest: string) => `/api/lockstep/v1/apps/${appId}/${rest}`;
const rows = (query = "") => api.ok<ImportRowPage>("GET", path(`import-rows${query}`));
const rules = (userCreateAndMatch: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) =>
  api.call<{ errorCauses: { errorSummary: string }[] }>("PUT", `/api/v1/apps/${appId}/features/INBOUND_PROVISIONING`, {
    importRules: { userCreateAndMatch },
    ...more,
  });
async function run(preview = false): Promise<ImportRun> {
  const { id } = await api.ok<ImportRun>("POST", path("imports"), { mode: "FULL", preview });
  await world.settled();
  return await api.ok<ImportRun>("GET", path(`imports/${id}`));
}
const results = (runId: string, query = "") =>
  api.ok<ImportResultPage>("GET", path(`imports/${runId}/results${query}`));
const account = (name: string, more: Readonly<Record<string, unknown>> = {}) => {
  const [givenName = "", familyName = ""] = name.split(" ");
  const userName = `${givenName}.${familyName}@example.com`.toLowerCase();
  return world.target.put("Users", {
    userName,
    active: true,
    name: { givenName, familyName },
    emails: [{ value: userName, type: "work", primary: true }],
    ...more,
  });
};
const shown = ({ items }: ImportRowPage) => items.map(({ userName, match, state }) => [userName, match, state]);
const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

describe("matching", () => {
  it("by an attribute counts letter case, several hold together, and they are not mixed with the named criteria", async () => {
    await person(world, "Jane Doe", { employeeNumber: "E1", costCenter: "7" });
    await person(world, "Ann Lee", { employeeNumber: "e2", costCenter: "7" });
    account("Other Name", { [enterprise]: { employeeNumber: "E1", costCenter: "7" } });
    account("Small Letter", { [enterprise]: { employeeNumber: "E2", costCenter: "7" } });
    account("Wrong Center", { [enterprise]: { employeeNumber: "E1", costCenter: "8" } });
    const mixed = await rules({ exactMatchCriteria: ["USERNAME", "employeeNumber"] });
    expect([mixed.status, mixed.body.errorCauses[0]?.errorSummary]).toEqual([
      400,
      "exactMatchCriteria: USERNAME and EMAIL cannot be combined with attributes: name the attributes login or email instead, whose letter case counts",
    ]);
    expect((await rules({ exactMatchCriteria: ["employeeNr"] })).body.errorCauses[0]?.errorSummary).toContain(
      "employeeNr",
    );
    expect(
      (await rules({ exactMatchCriteria: ["employeeNumber", "costCenter"], allowPartialMatch: false })).status,
    ).toBe(200);
    await run();
    expect(shown(await rows())).toEqual([
      ["other.name@example.com", "EXACT", "UNCONFIRMED"],
      ["small.letter@example.com", "NONE", "UNCONFIRMED"],
      ["wrong.center@example.com", "NONE", "UNCONFIRMED"],
    ]);
    expect((await rows("?match=NONE&q=small")).items[0]?.reason).toBe(
      'Nobody has employeeNumber "E2" and costCenter "7".',
    );
  });

  it("leaves several people for one account, and several accounts for one person, to somebody", async () => {
    await rules({ exactMatchCriteria: ["EMAIL"], autoConfirmExactMatch: true, autoConfirmPartialMatch: true });
    await person(world, "Jane Doe");
    await person(world, "Other Doe", { email: "shared@example.com" });
    await person(world, "Third Doe", { email: "shared@example.com" });
    account("Shared Mail", { emails: [{ value: "shared@example.com", primary: true }] });
    account("First Jane", { emails: [{ value: "jane.doe@example.com", primary: true }] });
    account("Second Jane", { emails: [{ value: "JANE.doe@example.com", primary: true }] });
    const { linked, matched } = await run();
    expect([linked, matched]).toEqual([0, 3]);
    expect((await rows("?match=AMBIGUOUS")).items.map(({ reason, person: who }) => [reason, who])).toEqual([
      ["Several accounts of the app match jane.doe@example.com.", null],
      ["Several accounts of the app match jane.doe@example.com.", null],
      ["2 people match: other.doe@example.com, third.doe@example.com.", null],
    ]);
    const all = await api.call("POST", path("import-rows/confirm-all"), { match: "AMBIGUOUS" });
    expect(all.status).toBe(400);
  });

  it("shows inactive accounts by setting, and never confirms them by rule", async () => {
    account("Gone Person", { active: false });
    expect(await run()).toMatchObject({ skipped: 1, newPeople: 0 });
    expect((await rows()).items).toEqual([]);
    await rules({ showInactiveUsers: true, autoConfirmNewUsers: true });
    expect(await run()).toMatchObject({ skipped: 0, newPeople: 1, peopleCreated: 0 });
    expect((await rows("?active=false")).items).toMatchObject([{ userName: "gone.person@example.com", active: false }]);
  });

  it("is done anew on demand: by new people, and by a new user name format", async () => {
    account("Jane Doe");
    account("New Person");
    await run();
    await person(world, "Jane Doe");
    expect(await api.ok<RematchResult>("POST", path("import-rows/rematch"))).toMatchObject({
      looked: 2,
      changed: 1,
      counts: { unconfirmed: { EXACT: 1, NONE: 1 } },
    });
    await rules(
      {},
      {
        importSettings: {
          username: {
            usernameFormat: "CUSTOM",
            userNameExpression: "String.toLowerCase(source.givenName) + '@corp.example'",
          },
        },
      },
    );
    expect((await rows()).items.map(({ profile }) => profile["login"])).toEqual([
      "jane@corp.example",
      "new@corp.example",
    ]);
  });
});

describe("rows", () => {
  it("are found by match, state and text, page by page, and counted as a whole", async () => {
    await person(world, "Jane Doe");
    for (const name of ["Jane Doe", "Bob Ray", "Cid Ray", "Dan Ray"]) account(name);
    await run();
    const first = await rows("?limit=2");
    expect(shown(first)).toEqual([
      ["bob.ray@example.com", "NONE", "UNCONFIRMED"],
      ["cid.ray@example.com", "NONE", "UNCONFIRMED"],
    ]);
    const second = await rows(`?limit=2&after=${first.next}`);
    expect([second.items.length, second.next]).toEqual([2, null]);
    expect(first.counts).toEqual({
      unconfirmed: { EXACT: 1, PARTIAL: 0, NONE: 3, AMBIGUOUS: 0 },
      confirmed: 0,
      ignored: 0,
    });
    expect(shown(await rows("?match=EXACT&state=UNCONFIRMED"))).toHaveLength(1);
    expect(shown(await rows("?q=CID"))).toHaveLength(1);
    expect((await api.call("GET", path("import-rows?match=MAYBE"))).status).toBe(400);
    expect(await api.ok("POST", path("import-rows/clear"))).toEqual({ cleared: 4 });
    expect((await rows()).items).toEqual([]);
  });

  it("are ignored and looked at again", async () => {
    const externalId = account("Ro Bot");
    await run();
    const decide = (action: string) => api.ok("POST", path("import-rows/confirm"), { rows: [{ externalId, action }] });
    expect(await decide("IGNORE")).toMatchObject({ ignored: 1 });
    expect(await run()).toMatchObject({ skipped: 1 });
    expect(await decide("UNIGNORE")).toMatchObject({ unignored: 1 });
    expect(shown(await rows())).toEqual([["ro.bot@example.com", "NONE", "UNCONFIRMED"]]);
  });

  it("are confirmed together or not at all: the refusal names each that cannot be, the first twenty and how many more", async () => {
    const good = account("Fine Person");
    const bad = Array.from({ length: 23 }, (_, nr) => account(`Bad Person${nr + 10}`, { name: { givenName: "Bad" } }));
    await run();
    const confirm = (ids: readonly string[]) =>
      api.call<{ errorSummary: string; errorCauses: { errorSummary: string }[] }>("POST", path("import-rows/confirm"), {
        rows: ids.map((externalId) => ({ externalId, action: "NEW" })),
      });
    const two = await confirm([good, bad[0] ?? "", "nobody"]);
    expect([two.status, two.body.errorSummary]).toEqual([400, "Api validation failed: rows"]);
    expect(two.body.errorCauses.map(({ errorSummary }) => errorSummary)).toEqual([
      `${bad[0]}: No person can be made of the account. lastName: The field cannot be left blank`,
      "nobody: No imported account has this id",
    ]);
    const { body } = await confirm([good, ...bad]);
    expect(body.errorCauses).toHaveLength(21);
    expect(body.errorCauses[20]?.errorSummary).toBe("rows: 3 more cannot be confirmed, 23 in all. Nothing was done.");
    expect((await rows("?state=CONFIRMED")).items).toEqual([]);
    expect((await api.call("GET", "/api/v1/users/fine.person@example.com")).status).toBe(404);
  });

  it("are confirmed all at once, with progress; what cannot be done stays with its reason", async () => {
    await person(world, "Taken Login");
    for (let nr = 0; nr < 520; nr += 1) account(`Person Number${nr}`);
    await run();
    const made = account("Late Comer", { name: { givenName: "Late" } });
    await run();
    const answer = await api.call(
      "POST",
      path("import-rows/confirm-all"),
      { match: "NONE", activateNew: true },
      { accept: "application/x-ndjson" },
    );
    const lines = answer.text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string; step?: unknown; report?: BulkConfirmResult });
    expect(lines.filter(({ type }) => type === "step").map(({ step }) => step)).toEqual([
      { done: 500, total: 521 },
      { done: 521, total: 521 },
    ]);
    expect(lines.at(-1)?.report).toMatchObject({
      linked: 0,
      created: 520,
      failed: 1,
      failures: [{ externalId: made, userName: "late.comer@example.com" }],
    });
    expect((await rows("?state=UNCONFIRMED")).items).toMatchObject([
      { externalId: made, reason: expect.stringContaining("lastName") },
    ]);
    await world.settled();
    expect(world.target.users()).toHaveLength(521);
  });
});

describe("a value that only one person may have", () => {
  beforeEach(async () => {
    await api.ok("POST", "/api/v1/meta/schemas/user/default", {
      definitions: { custom: { properties: { badge: { title: "Badge", type: "string", unique: true } } } },
    });
    await api.ok("PUT", path("import-mappings"), {
      items: [
        { attribute: "firstName", expression: "appuser.givenName" },
        { attribute: "lastName", expression: "appuser.familyName" },
        { attribute: "email", expression: "appuser.email" },
        { attribute: "badge", expression: "appuser.title" },
      ],
    });
  });

  it("and that two accounts of one page bring makes one person, and says why not the other", async () => {
    await rules({ exactMatchCriteria: ["EMAIL"], allowPartialMatch: false, autoConfirmNewUsers: true });
    account("First Badge", { title: "B-1" });
    account("Second Badge", { title: "b-1" });
    account("Third Badge", { title: "B-3" });
    const done = await run();
    expect(done).toMatchObject({ state: "DONE", peopleCreated: 2, failed: 1 });
    expect((await results(done.id, "?outcome=FAILED")).items).toMatchObject([
      { reason: "Another account brings the same badge, which is to be unique." },
    ]);
  });

  it("and that a source gives to two people of one page is taken over for one", async () => {
    const [jane, ann] = [await person(world, "Jane Doe"), await person(world, "Ann Lee")];
    await assign(world, appId, jane, ann);
    await world.settled();
    await api.ok("PUT", `/api/v1/apps/${appId}/features/INBOUND_PROVISIONING`, {
      importRules: { profileAndLifecycle: { profileSourcing: true } },
    });
    for (const login of ["jane.doe@example.com", "ann.lee@example.com"])
      Object.assign(world.target.user(login) ?? {}, { title: "B-1" });
    const done = await run();
    expect(done).toMatchObject({ state: "DONE", updated: 1, failed: 1 });
    expect((await results(done.id, "?outcome=FAILED")).items).toMatchObject([
      { reason: "The badge that the app gives belongs to another person, and is to be unique." },
    ]);
  });
});

describe("undoing a confirmation", () => {
  const undo = (...externalIds: readonly string[]) =>
    api.ok<UndoResult>("POST", path("import-rows/undo"), { externalIds });

  it("unlinks, deletes who was made of it and was not touched, and sends nothing", async () => {
    const jane = await person(world, "Jane Doe");
    const [janes, news] = [account("Jane Doe"), account("New Person")];
    await run();
    await api.ok("POST", path("import-rows/confirm"), {
      rows: [
        { externalId: janes, action: "LINK" },
        { externalId: news, action: "NEW" },
      ],
    });
    await world.settled();
    expect((await rows()).items.map(({ confirmed }) => [confirmed?.as, confirmed?.canUndo])).toEqual([
      ["LINK", true],
      ["NEW", true],
    ]);
    world.target.forget();
    expect(await undo(janes, news, "nobody")).toEqual({
      unlinked: 2,
      deleted: 1,
      kept: [{ externalId: "nobody", reason: "No imported account has this id." }],
    });
    await world.settled();
    expect(world.target.requests).toEqual([]);
    expect(shown(await rows())).toEqual([
      ["jane.doe@example.com", "EXACT", "UNCONFIRMED"],
      ["new.person@example.com", "NONE", "UNCONFIRMED"],
    ]);
    expect((await api.call("GET", "/api/v1/users/new.person@example.com")).status).toBe(404);
    expect((await api.ok<unknown[]>("GET", `/api/v1/apps/${appId}/users`)).length).toBe(0);
    expect((await api.call("GET", `/api/v1/users/${jane}`)).status).toBe(200);
  });

  it("takes the account out of pushed groups also where the person keeps the app", async () => {
    const jane = await person(world, "Jane Doe");
    const staff = await group(world, "Staff", jane);
    await updateToApp(world.act, appId, { createUsers: false });
    await assign(world, appId, jane);
    const janes = account("Jane Doe");
    await run();
    await api.ok("POST", path("import-rows/confirm"), { rows: [{ externalId: janes, action: "LINK" }] });
    await push(world, appId, staff);
    await world.settled();
    const members = () => world.target.group("Staff")?.["members"] ?? [];
    expect(members()).toMatchObject([{ value: janes }]);
    expect(await undo(janes)).toMatchObject({ unlinked: 1, kept: [] });
    await world.settled();
    expect(await api.ok<unknown[]>("GET", `/api/v1/apps/${appId}/users`)).toHaveLength(1);
    expect(members()).toEqual([]);
  });

  it("keeps a person who was used since", async () => {
    const news = account("New Person");
    await run();
    await api.ok("POST", path("import-rows/confirm"), {
      rows: [{ externalId: news, action: "NEW" }],
      activateNew: true,
    });
    await world.settled();
    const { id } = await api.ok<{ id: string }>("GET", "/api/v1/users/new.person@example.com");
    await group(world, "Team", id as never);
    expect(await undo(news)).toMatchObject({ unlinked: 1, deleted: 0, kept: [{ externalId: news }] });
    expect((await api.call("GET", `/api/v1/users/${id}`)).status).toBe(200);
  });
});

describe("results", () => {
  it("tell each account that is not unchanged, what is new since the run before, and are exported safe for spreadsheets", async () => {
    const linked = await person(world, "Linked Person");
    await assign(world, appId, linked);
    await world.settled();
    account("New Person", { userName: "=cmd@example.com" });
    account("Off Person", { active: false });
    const first = await run();
    expect(first).toMatchObject({ unchanged: 1, skipped: 1, newPeople: 1 });
    const page = await results(first.id);
    expect(page.items.map(({ userName, outcome }) => [userName, outcome])).toEqual([
      ["=cmd@example.com", "WAITING"],
      ["off.person@example.com", "SKIPPED"],
    ]);
    expect(page.difference).toBeNull();
    account("Later Person");
    const second = await run();
    expect((await results(second.id)).difference).toEqual({ previousRunId: first.id, appeared: 1, ended: 0 });
    expect((await results(second.id, "?difference=APPEARED")).items.map(({ userName }) => userName)).toEqual([
      "later.person@example.com",
    ]);
    const csv = await api.call("GET", path(`imports/${second.id}/results/export?format=csv&outcome=WAITING`));
    expect(csv.text.split("\r\n").slice(0, 2)).toEqual([
      "userName,outcome,match,person,reason,changes,externalId,personId",
      expect.stringMatching(/^'=cmd@example\.com,WAITING,NONE,,"Nobody has login ""/),
    ]);
  });

  it("say why no person could be made", async () => {
    await rules({ exactMatchCriteria: ["EMAIL"], allowPartialMatch: false, autoConfirmNewUsers: true });
    await person(world, "Taken Login", { email: "elsewhere@example.com" });
    account("Taken Login", { emails: [{ value: "new@example.com", primary: true }] });
    account("No Name", { name: { givenName: "No" } });
    await rules(
      {},
      { importSettings: { username: { usernameFormat: "CUSTOM", userNameExpression: "source.userName" } } },
    );
    const { id, failed, peopleCreated } = await run();
    expect([failed, peopleCreated]).toEqual([2, 0]);
    const { items } = await results(id, "?outcome=FAILED");
    expect(items.map(({ reason }) => reason)).toEqual([
      "No person can be made of the account. lastName: The field cannot be left blank.",
      "A person with the login taken.login@example.com exists already: link the account to that person.",
    ]);
  });

  it("of a preview are those of the run that follows, and nothing was changed by it", async () => {
    await rules({ autoConfirmExactMatch: true, autoConfirmPartialMatch: true, autoConfirmNewUsers: true });
    await person(world, "Jane Doe");
    await person(world, "Same Name", { email: "else@example.com", login: "else@example.com" });
    for (const name of ["Jane Doe", "Same Name", "New Person"]) account(name);
    account("No Name", { name: { givenName: "No" } });
    account("Off Person", { active: false });
    const preview = await run(true);
    expect(preview).toMatchObject({ preview: true, linked: 2, peopleCreated: 1, failed: 1, skipped: 1 });
    expect((await rows()).items).toEqual([]);
    expect((await api.ok<unknown[]>("GET", `/api/v1/apps/${appId}/users`)).length).toBe(0);
    const real = await run();
    const numbers = ({
      newPeople,
      matched,
      linked,
      peopleCreated,
      updated,
      unchanged,
      skipped,
      failed,
      scanned,
    }: ImportRun) => ({
      newPeople,
      matched,
      linked,
      peopleCreated,
      updated,
      unchanged,
      skipped,
      failed,
      scanned,
    });
    expect(numbers(real)).toEqual(numbers(preview));
    const told = async (id: string) =>
      (await results(id)).items.map(({ userName, outcome, match, reason }) => [userName, outcome, match, reason]);
    expect(await told(real.id)).toEqual(await told(preview.id));
  });
});
