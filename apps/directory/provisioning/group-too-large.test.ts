/** A pushed group whose members do not fit into an answer that is read (16 MiB): nothing that was lost makes its push fail for ever. */
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DriftCheck, DriftFindingView } from "../contract-drift.ts";
import { type Office, openOffice, tasksBecome } from "./testing/office.ts";
import { insertLinked } from "./testing/populate.ts";
import type { Fault, SeenRequest } from "./testing/scim-target.ts";
import { until } from "./testing/world.ts";

const IN_GROUP = 130;
const SIZE = IN_GROUP + 2;
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;
const TOO_LARGE: Fault = { kind: "answer", status: 200, detail: "m".repeat(ANSWER_BYTES_MAX) };

let office: Office;
let app: string;
let group: string;
let push: string;
let people: readonly string[];

beforeEach(async () => {
  office = await openOffice();
  app = await office.connect({ dialect: "rfc" });
  people = await insertLinked(office, app as never, SIZE);
  await sql`update app_user set clean_version = dirty_version`.execute(office.database.kysely);
  ({ id: group } = await office.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name: "Everybody" } }));
  await sql`insert into group_member (group_id, person_id) select ${group}, unnest(${people.slice(0, IN_GROUP)}::text[])`.execute(
    office.database.kysely,
  );
  await office.worker();
  ({ id: push } = await office.api<{ id: string }>("POST", `/api/v1/apps/${app}/group-push/mappings`, {
    sourceGroupId: group,
    status: "ACTIVE",
  }));
  await office.settled();
  office.target.forget();
});
afterEach(() => office.end());

const member = (method: "PUT" | "DELETE", index: number) =>
  office.api(method, `/api/v1/groups/${group}/users/${people[index]}`);
const isRead = ({ method, path }: SeenRequest) => method === "GET" && /^\/Groups\/[^?]/.test(path);
const isWhole = (request: SeenRequest) => isRead(request) && !request.path.includes("ttributes=");
const isPatch = ({ method, path }: SeenRequest) => method === "PATCH" && path.startsWith("/Groups");
const reads = () => office.target.requests.filter(isRead).map(({ path }) => path.replace(/^\/Groups\/[^?]+/, ""));
const switchesTo = (switches: object) =>
  office.api("PUT", `/api/lockstep/v1/apps/${app}/target-switches`, { switches });

/** Lets the time of a retry come. */
async function later(): Promise<void> {
  office.clock.advance(3_600_000);
  (await office.worker()).wake();
  await office.settled();
}

async function expectEqual(): Promise<void> {
  const members = (office.target.group("Everybody")?.["members"] ?? []) as readonly { readonly value: string }[];
  const { rows } = await sql<{ id: string }>`
    select u.external_id as id from group_member m join app_user u using (person_id) where m.group_id = ${group}`.execute(
    office.database.kysely,
  );
  expect(members.map(({ value }) => value).sort()).toEqual(rows.map(({ id }) => id).sort());
  expect(await office.openTasks()).toEqual([]);
}

describe("a group that is too large to be read", () => {
  it("is read in two where the app knows parts: all but the members, then their ids", async () => {
    office.target.fault = (request) =>
      isPatch(request) ? { kind: "carryOutAndCut" } : isWhole(request) ? TOO_LARGE : undefined;
    await member("DELETE", 0);
    await until(() => expect(reads()).toHaveLength(3));
    expect(reads()).toEqual(["", "?excludedAttributes=members", "?attributes=displayName,externalId,members.value"]);
    await office.settled();
    // What was lost had arrived: nothing is sent a second time.
    expect(office.target.writes()).toHaveLength(1);
    await expectEqual();
  });

  it("gets a lost change once more where nothing of it can be read", async () => {
    let lost = 0;
    office.target.fault = (request) => {
      if (isRead(request)) return TOO_LARGE;
      if (!isPatch(request) || lost > 0) return undefined;
      lost += 1;
      return { kind: "carryOutAndCut" };
    };
    await member("PUT", IN_GROUP);
    await office.settled();
    expect(office.target.writes().map(({ method }) => method)).toEqual(["PATCH", "PATCH"]);
    await expectEqual();
  });

  it("gets all additions again, and the removals of those who are known, after a run whose end is not known", async () => {
    office.target.fault = (request) =>
      isRead(request) ? TOO_LARGE : isPatch(request) ? { kind: "carryOutAndCut" } : undefined;
    await member("PUT", IN_GROUP);
    await until(() => expect(office.target.writes()).toHaveLength(2));
    // Who joined by the lost request leaves before anybody knows of it; so does an old member.
    await member("DELETE", IN_GROUP);
    await member("DELETE", 0);
    await member("PUT", IN_GROUP + 1);
    office.target.forget();
    office.target.fault = (request) => (isRead(request) ? TOO_LARGE : undefined);
    await later();
    await expectEqual();
    // A run that was under way, and the one after it.
    expect(office.target.writes().length).toBeLessThanOrEqual(2 * Math.ceil((SIZE + 1) / 100));
    office.target.forget();
    await member("PUT", 0);
    await office.settled();
    expect(office.target.requests.map(({ method }) => method)).toEqual(["PATCH"]);
    await expectEqual();
  });

  it("is a task that says what to set where a PUT would have to carry members that nobody can read", async () => {
    await switchesTo({ patch: false });
    office.target.fault = (request) => (isRead(request) ? TOO_LARGE : undefined);
    await member("PUT", IN_GROUP);
    const [task] = await tasksBecome(office, ["rejected"]);
    expect(task).toMatchObject({ detail: expect.stringContaining("set the switch group"), nextAttemptAt: null });
    expect(office.target.writes()).toEqual([]);
    await switchesTo({});
    await tasksBecome(office, []);
    await office.settled();
    await expectEqual();
  });

  it("is told as not known by a look at the app, which goes on to the other groups", async () => {
    const other = await office.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name: "Nobody" } });
    await office.api("POST", `/api/v1/apps/${app}/group-push/mappings`, { sourceGroupId: other.id, status: "ACTIVE" });
    await office.settled();
    const large = String(office.target.group("Everybody")?.["id"]);
    office.target.fault = (request) => (request.path.startsWith(`/Groups/${large}`) ? TOO_LARGE : undefined);
    const { id } = await office.api<DriftCheck>("POST", `/api/lockstep/v1/apps/${app}/drift/checks`, {});
    await until(async () => {
      const check = await office.api<DriftCheck>("GET", `/api/lockstep/v1/apps/${app}/drift/checks/${id}`);
      expect(check).toMatchObject({ state: "DONE", checked: 2 });
    });
    const { items } = await office.api<{ items: readonly DriftFindingView[] }>(
      "GET",
      `/api/lockstep/v1/apps/${app}/drift/groups`,
    );
    expect(items.map(({ groupName, state }) => [groupName, state])).toEqual([
      ["Everybody", "UNKNOWN"],
      ["Nobody", "IN_SYNC"],
    ]);
    expect(items.find(({ pushGroupId }) => pushGroupId === push)?.detail).toContain("larger than the client reads");
  });
});
