/** Looks at pushed groups in an app that is not ours, their findings, and repairs: over the API, with a real target. */
import type { JsonObject } from "@lockstep/scim";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DriftCheck, DriftFindingView, DriftRepair } from "../../contract-drift.ts";
import { type Office, openOffice, tasksBecome } from "../testing/office.ts";
import { until } from "../testing/world.ts";

let office: Office;
let app: string;
let push: string;
let people: readonly string[];

beforeEach(async () => {
  office = await openOffice();
  app = await office.connect();
  people = [await office.hire("Ann A"), await office.hire("Bob B"), await office.hire("Cid C")];
  await office.worker();
  await office.assign(app, ...people);
  const group = await office.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name: "Staff" } });
  for (const person of people.slice(0, 2)) await office.api("PUT", `/api/v1/groups/${group.id}/users/${person}`);
  const mapping = await office.api<{ id: string }>("POST", `/api/v1/apps/${app}/group-push/mappings`, {
    sourceGroupId: group.id,
    status: "ACTIVE",
  });
  push = mapping.id;
  await office.settled();
});
afterEach(() => office.end());

const own = (path: string) => `/api/lockstep/v1/apps/${app}/drift${path}`;
const staff = () => office.target.group("Staff") ?? {};
const accountOf = (name: string) => String(office.target.user(`${name}@example.com`)?.["id"]);
const change = (attributes: JsonObject) => Object.assign(staff(), attributes);
const membersOf = (name: string) =>
  ((office.target.group(name)?.["members"] ?? []) as readonly JsonObject[]).map(({ value }) => value).sort();

async function checked(body: JsonObject = {}): Promise<{ check: DriftCheck; finding: DriftFindingView | undefined }> {
  let check = await office.api<DriftCheck>("POST", own("/checks"), body);
  await until(async () => {
    check = await office.api<DriftCheck>("GET", own(`/checks/${check.id}`));
    expect(["DONE", "FAILED"]).toContain(check.state);
  });
  const { items } = await office.api<{ items: readonly DriftFindingView[] }>("GET", own("/groups"));
  return { check, finding: items[0] };
}

async function repair(): Promise<DriftRepair> {
  const shown = await office.api<DriftRepair>("GET", own(`/groups/${push}/repair`));
  expect(office.target.writes()).toEqual([]);
  await office.api("POST", own(`/groups/${push}/repair`), { plan: shown.plan });
  await office.settled();
  return shown;
}

describe("a look at a pushed group", () => {
  it("finds nothing where nothing differs", async () => {
    office.target.forget();
    const { check, finding } = await checked();
    expect(check).toMatchObject({ state: "DONE", total: 1, checked: 1, drifted: 0, trigger: "MANUAL" });
    expect(finding).toMatchObject({
      state: "IN_SYNC",
      method: "MEMBERS",
      missingCount: 0,
      extraCount: 0,
      detail: null,
    });
    expect(office.target.writes()).toEqual([]);
    expect(office.target.requests).toHaveLength(2);
  });

  it("names who is missing, who is too many, and another name; a repair sends just that, after it was shown", async () => {
    const foreign = office.target.put("Users", { userName: "stranger@example.com" });
    change({
      displayName: "Crew",
      members: [accountOf("ann.a"), accountOf("cid.c"), foreign].map((value) => ({ value })),
    });
    const { check, finding } = await checked({ pushGroupId: push });
    expect(check).toMatchObject({ drifted: 1, pushGroupId: push });
    expect(finding).toMatchObject({
      state: "DRIFTED",
      targetName: "Crew",
      missing: [{ name: "bob.b@example.com", personId: people[1] }],
      extra: [{ name: "cid.c@example.com" }, { value: foreign, personId: null, name: null }],
    });
    expect(finding?.detail).toBe(
      'The app calls it "Crew" instead of "Staff". 1 member is missing in the app. 1 member is in the app only. 1 member is of the app\'s own: kept.',
    );
    office.target.forget();
    const shown = await repair();
    expect(shown).toMatchObject({ kind: "CHANGE" });
    expect(shown.actions.map(({ purpose }) => purpose)).toEqual(["renameGroup", "addMembers"]);
    expect(office.target.writes().map(({ body }) => body)).toEqual(shown.actions.map(({ body }) => body));
    expect(membersOf("Staff")).toEqual([accountOf("ann.a"), accountOf("bob.b"), foreign].sort());
    expect((await checked()).finding).toMatchObject({ state: "IN_SYNC", extraCount: 1 });
  });

  it("takes foreign members for drift where the app's setting says so", async () => {
    const foreign = office.target.put("Users", { userName: "stranger@example.com" });
    const before = staff()["members"] as readonly JsonObject[];
    change({ members: [...before, { value: foreign }] });
    await office.api("PUT", own("/settings"), { foreignMembers: "REMOVE" });
    expect((await checked()).finding).toMatchObject({ state: "DRIFTED", extraCount: 1 });
    office.target.forget();
    await repair();
    expect(membersOf("Staff")).toEqual([accountOf("ann.a"), accountOf("bob.b")].sort());
  });

  it("makes a group again that was deleted, only when asked", async () => {
    office.target.remove("Groups", String(staff()["id"]));
    expect((await checked()).finding).toMatchObject({ state: "DELETED" });
    const [task] = await tasksBecome(office, ["groupGone"]);
    expect(task?.detail).toContain("deleted in the app");
    office.target.forget();
    expect(await repair()).toMatchObject({ kind: "CREATE", targetId: null });
    expect(membersOf("Staff")).toHaveLength(2);
    expect(await office.openTasks()).toEqual([]);
  });

  it("links to the group that was made again in its place, only when asked, and keeps a stranger's members", async () => {
    office.target.remove("Groups", String(staff()["id"]));
    const foreign = office.target.put("Users", { userName: "stranger@example.com" });
    const again = office.target.put("Groups", { displayName: "Staff", members: [{ value: foreign }] });
    expect((await checked()).finding).toMatchObject({ state: "RECREATED", targetId: again });
    await tasksBecome(office, ["groupGone"]);
    expect(membersOf("Staff")).toEqual([foreign]);
    office.target.forget();
    expect(await repair()).toMatchObject({ kind: "LINK", targetId: again });
    expect(membersOf("Staff")).toEqual([accountOf("ann.a"), accountOf("bob.b"), foreign].sort());
    expect(await office.openTasks()).toEqual([]);
  });

  it("refuses a repair that would be another one by now", async () => {
    change({ members: [] });
    const shown = await office.api<DriftRepair>("GET", own(`/groups/${push}/repair`));
    change({ members: [{ value: accountOf("ann.a") }] });
    const refusal = await office.refused("POST", own(`/groups/${push}/repair`), { plan: shown.plan });
    expect(refusal.causes).toEqual([expect.stringContaining("changed since the plan was shown")]);
  });

  it("stays within its requests, and fails in the app's words when the app does not answer", async () => {
    expect((await checked({ requestsMax: 1 })).check).toMatchObject({ state: "DONE", checked: 1 });
    office.target.fault = () => ({ kind: "answer", status: 503, detail: "Down for today." });
    const { check } = await checked();
    expect(check).toMatchObject({ state: "FAILED", error: expect.stringContaining("Down for today.") });
  });
});

describe("the schedule", () => {
  it("is daily unless it is set, and looks by itself when its moment has come", async () => {
    expect(await office.api("GET", own("/settings"))).toMatchObject({ schedule: "DAILY", foreignMembers: "KEEP" });
    const set = await office.api<{ next: string }>("PUT", own("/settings"), {
      schedule: "HOURLY",
      timeZone: "Europe/Rome",
    });
    expect(Date.parse(set.next)).toBeGreaterThan(office.clock.now());
    office.clock.advance(3_600_000);
    (await office.worker()).wake();
    await until(async () => {
      const { items } = await office.api<{ items: readonly DriftCheck[] }>("GET", own("/checks"));
      expect(items[0]).toMatchObject({ trigger: "SCHEDULE", state: "DONE" });
    });
    expect(await office.api("PUT", own("/settings"), { schedule: "NEVER" })).toMatchObject({
      schedule: "NEVER",
      next: null,
    });
    const refusal = await office.refused("PUT", own("/settings"), { schedule: "every day" });
    expect(refusal.status).toBe(400);
  });
});
