/** A pushed group of any size: one change is one small request, whoever else is in it, and whoever the app refuses. */
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { seededRandom } from "../../../packages/simulation/world/seeded-random.ts";
import { type Office, openOffice, tasksBecome } from "./testing/office.ts";
import { insertLinked } from "./testing/populate.ts";
import type { SeenRequest } from "./testing/scim-target.ts";

const SIZE = 250;
/** Members of a group: more than one chunk. */
const IN_GROUP = 230;

let office: Office;
let app: string;
let group: string;
let people: readonly string[];
let push: string;

beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.end());

async function pushedGroup(settings: Readonly<Record<string, unknown>> = {}): Promise<void> {
  app = await office.connect(settings);
  await office.api("PUT", `/api/lockstep/v1/apps/${app}/budget`, {
    membershipRemovals: { percent: null, count: null },
  });
  people = await insertLinked(office, app as never, SIZE);
  // What nobody has to be asked for: the accounts as they are known.
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
}

const member = (method: "PUT" | "DELETE", person: string | undefined) =>
  office.api(method, `/api/v1/groups/${group}/users/${person}`);

function inApp(): readonly string[] {
  const members = (office.target.group("Everybody")?.["members"] ?? []) as readonly { readonly value: string }[];
  return members.map(({ value }) => value).sort();
}

async function wanted(): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select u.external_id as id from group_member m join app_user u using (person_id) where m.group_id = ${group}`.execute(
    office.database.kysely,
  );
  return rows.map(({ id }) => id).sort();
}

/** A request's size on the wire: its line, its headers and its body. */
function bytesOf({ method, path, headers, body }: SeenRequest): number {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
  const head = [`${method} /scim/v2${path} HTTP/1.1`, ...lines].join("\r\n");
  return Buffer.byteLength(`${head}\r\n\r\n${body === undefined ? "" : JSON.stringify(body)}`);
}

describe("a group that was pushed", () => {
  it("costs, on its first push, little more than its members' entries", async () => {
    await pushedGroup();
    expect(inApp()).toEqual(await wanted());
    const bodies = office.target.writes().map(({ body }) => JSON.stringify(body).length);
    const entries = people.slice(0, IN_GROUP).map((_, index) => {
      const { id, userName } = office.target.users()[index] ?? {};
      return JSON.stringify({ value: id, display: userName }).length + 1;
    });
    const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
    expect(sum(bodies)).toBeLessThan(1.5 * sum(entries));
    expect(bodies).toHaveLength(1 + Math.ceil(IN_GROUP / 100));
  });

  it.each(["okta-catalogue", "rfc"])("sends one small request for one change (%s)", async (dialect) => {
    await pushedGroup({ dialect });
    for (const [method, person] of [
      ["PUT", people[IN_GROUP]],
      ["DELETE", people[0]],
    ] as const) {
      office.target.forget();
      await member(method, person);
      await office.settled();
      expect(office.target.requests.map((request) => request.method)).toEqual(["PATCH"]);
      expect(Math.max(...office.target.requests.map(bytesOf))).toBeLessThanOrEqual(1_024);
      expect(inApp()).toEqual(await wanted());
    }
  });

  it("follows random joins and leaves with several workers, in at most one request for each", async () => {
    await pushedGroup();
    await office.worker();
    office.target.forget();
    const random = seededRandom(7, "joins and leaves");
    const members = new Set(people.slice(0, IN_GROUP));
    const changes = 120;
    for (let change = 0; change < changes; change += 1) {
      const person = random.pick(people);
      const isMember = members.delete(person);
      if (!isMember) members.add(person);
      await member(isMember ? "DELETE" : "PUT", person);
    }
    await office.settled();
    expect(inApp()).toEqual(await wanted());
    expect(inApp()).toHaveLength(members.size);
    expect(office.target.requests.length).toBeLessThanOrEqual(changes);
    expect(Math.max(...office.target.requests.map(bytesOf))).toBeLessThan(100 * 120);
    const { rows } = await sql`select * from push_group_pending`.execute(office.database.kysely);
    expect(rows).toEqual([]);
  });

  it("is renamed by one request, without a word about its members", async () => {
    await pushedGroup();
    office.target.forget();
    await office.api("PUT", `/api/v1/groups/${group}`, { profile: { name: "All of us" } });
    await office.settled();
    expect(office.target.requests.map((request) => request.method)).toEqual(["PATCH"]);
    expect(JSON.stringify(office.target.requests[0]?.body)).not.toContain("members");
  });

  it("loses who was deleted in the directory, whose account only the note still knows", async () => {
    await pushedGroup();
    const [gone = ""] = people;
    await office.api("PUT", `/api/v1/apps/${app}/features/USER_PROVISIONING`, {
      update: { lifecycleDeactivate: { status: "DISABLED" } },
    });
    office.target.fault = ({ path }) =>
      path.startsWith("/Groups") ? { kind: "answer", status: 503, detail: "Later." } : undefined;
    await office.api("DELETE", `/api/v1/users/${gone}`);
    await office.api("DELETE", `/api/v1/users/${gone}`);
    office.target.fault = () => undefined;
    office.clock.advance(3_600_000);
    (await office.worker()).wake();
    await office.settled();
    expect(inApp()).toHaveLength(IN_GROUP - 1);
    expect(inApp()).toEqual(await wanted());
  });

  it("goes on by small requests while the app refuses a member, and tries the member again when the person changes", async () => {
    await pushedGroup();
    const stranger = people[IN_GROUP];
    const { rows } = await sql<{ id: string }>`
      select external_id as id from app_user where person_id = ${stranger}`.execute(office.database.kysely);
    const refused = `"${rows[0]?.id}"`;
    office.target.fault = ({ method, path, body }) =>
      method === "PATCH" && path.startsWith("/Groups") && JSON.stringify(body).includes(refused)
        ? { kind: "answer", status: 404, detail: "No such user here." }
        : undefined;
    await member("PUT", stranger);
    const [task] = await tasksBecome(office, ["memberMissing"]);
    expect(task?.detail).toContain("No such user here.");
    await office.settled();

    office.target.forget();
    await member("PUT", people[IN_GROUP + 1]);
    await office.settled();
    expect(office.target.requests.map((request) => request.method)).toEqual(["PATCH"]);
    expect((await office.openTasks()).map(({ cause }) => cause)).toEqual(["memberMissing"]);
    expect(inApp()).toHaveLength(IN_GROUP + 1);

    office.target.fault = () => undefined;
    await office.api("POST", `/api/v1/users/${stranger}`, { profile: { displayName: "Somebody else" } });
    await office.settled();
    expect(inApp()).toEqual(await wanted());
    expect(await office.openTasks()).toEqual([]);
    const mapping = await office.api<{ leftOut: unknown[] }>("GET", `/api/v1/apps/${app}/group-push/mappings/${push}`);
    expect(mapping.leftOut).toEqual([]);
  });

  it("compares everybody again on Push Now and after an answer that got lost", async () => {
    await pushedGroup();
    office.target.fault = ({ method, path }) =>
      method === "PATCH" && path.startsWith("/Groups") ? { kind: "carryOutAndCut" } : undefined;
    await member("DELETE", people[0]);
    await tasksBecome(office, []);
    office.target.fault = () => undefined;
    office.clock.advance(3_600_000);
    (await office.worker()).wake();
    await office.settled();
    expect(inApp()).toEqual(await wanted());
    const somebody = inApp().slice(1);
    Object.assign(office.target.group("Everybody") ?? {}, { members: somebody.map((value) => ({ value })) });
    await office.api("POST", `/api/lockstep/v1/apps/${app}/group-push/mappings/${push}/push`);
    await office.settled();
    expect(inApp()).toEqual(await wanted());
  });
});
