import { ENTERPRISE_USER_URN, type JsonObject } from "@lockstep/scim";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Office, openOffice } from "./testing/office.ts";
import type { SeenRequest } from "./testing/scim-target.ts";
import { until } from "./testing/world.ts";

const MANAGER = `${ENTERPRISE_USER_URN}:manager.value`;

let office: Office;
beforeEach(async () => {
  office = await openOffice();
  // The strictest target: nobody may be named who does not exist.
  office.target.fault = (request) => {
    const named = managersIn(request);
    const unknown = named.find((id) => !office.target.users().some((user) => user["id"] === id));
    return unknown === undefined
      ? undefined
      : { kind: "answer", status: 400, detail: `manager: there is no user ${unknown}.` };
  };
});
afterEach(() => office.end());

function managersIn({ body }: SeenRequest): readonly string[] {
  return [...JSON.stringify(body ?? {}).matchAll(/"manager":\{"value":"([^"]*)"/g)].map(([, id = ""]) => id);
}

function managerOf(name: string): unknown {
  const extension = office.target.user(`${name}@example.com`)?.[ENTERPRISE_USER_URN] as JsonObject | undefined;
  return (extension?.["manager"] as JsonObject | undefined)?.["value"];
}

const idOf = (name: string) => office.target.user(`${name}@example.com`)?.["id"];
const created = () =>
  office.target.writes().flatMap(({ method, body }) => (method === "POST" ? [String(body?.["userName"])] : []));
const refusals = () => office.target.requests.filter(({ status }) => status >= 400);

/** An app that maps the manager, by id or login of the person. */
async function connectWithManager(switches: JsonObject = {}, pushStatus = "PUSH"): Promise<string> {
  const app = await office.connect({ dialect: "rfc" });
  const path = `/api/lockstep/v1/apps/${app}/mappings`;
  const { items } = await office.api<{ items: readonly JsonObject[] }>("GET", path);
  const mapping = { attribute: MANAGER, expression: "user.managerId", pushStatus };
  await office.api("PUT", path, { items: [...items, mapping] });
  if (Object.keys(switches).length > 0) {
    await office.api("PUT", `/api/lockstep/v1/apps/${app}/target-switches`, { switches });
  }
  return app;
}

it("provisions the manager first, by id or login, and gives each account the manager's id in the app", async () => {
  const app = await connectWithManager();
  const chief = await office.hire("Cleo Chief");
  const lead = await office.hire("Lea Lead", { managerId: "CLEO.CHIEF@example.com" });
  const jane = await office.hire("Jane Doe", { managerId: lead });
  await office.assign(app, jane, lead, chief);
  await office.worker({ perAppMax: 1 });
  await office.settled();
  expect(created()).toEqual(["cleo.chief@example.com", "lea.lead@example.com", "jane.doe@example.com"]);
  await until(() =>
    expect([managerOf("jane.doe"), managerOf("lea.lead"), managerOf("cleo.chief")]).toEqual([
      idOf("lea.lead"),
      idOf("cleo.chief"),
      undefined,
    ]),
  );
  expect(refusals()).toEqual([]);
  // Three people, three creates: nobody had to be sent twice.
  expect(office.target.writes()).toHaveLength(3);
});

it("completes circles of managers, one's own manager included, without a request that the target refuses", async () => {
  const app = await connectWithManager();
  const ids = await Promise.all(["Ann A", "Bob B", "Cid C"].map((name) => office.hire(name)));
  for (const [index, id] of ids.entries()) {
    await office.api("POST", `/api/v1/users/${id}`, { profile: { managerId: ids[(index + 1) % ids.length] } });
  }
  const own = await office.hire("Own Er");
  await office.api("POST", `/api/v1/users/${own}`, { profile: { managerId: own } });
  await office.assign(app, ...ids, own);
  await office.worker();
  await office.settled();
  const expected = [idOf("bob.b"), idOf("cid.c"), idOf("ann.a"), idOf("own.er")];
  await until(() => expect(["ann.a", "bob.b", "cid.c", "own.er"].map(managerOf)).toEqual(expected));
  expect(refusals()).toEqual([]);
  expect(created()).toHaveLength(4);
});

it("leaves out a manager who has no account, and completes everybody once there is one", async () => {
  const app = await connectWithManager();
  const boss = await office.hire("Bo Boss");
  const people = await Promise.all([1, 2, 3].map((number) => office.hire(`Emp ${number}`, { managerId: boss })));
  await office.assign(app, ...people);
  await office.worker();
  await office.settled();
  expect(managerOf("emp.1")).toBeUndefined();
  await office.assign(app, boss);
  await office.settled();
  await until(() =>
    expect(["emp.1", "emp.2", "emp.3"].map(managerOf)).toEqual([idOf("bo.boss"), idOf("bo.boss"), idOf("bo.boss")]),
  );
  expect(refusals()).toEqual([]);
});

it("follows the manager's account when it is made anew, and takes the reference back when it is deleted", async () => {
  const app = await connectWithManager({ deactivation: "DELETE" });
  const boss = await office.hire("Bo Boss");
  const jane = await office.hire("Jane Doe", { managerId: boss });
  await office.assign(app, boss, jane);
  await office.worker();
  await office.settled();
  const first = idOf("bo.boss");
  await office.unassign(app, boss);
  await office.settled();
  await until(() => expect(managerOf("jane.doe")).toBeUndefined());
  await office.assign(app, boss);
  await office.settled();
  expect(idOf("bo.boss")).not.toBe(first);
  await until(() => expect(managerOf("jane.doe")).toBe(idOf("bo.boss")));
  expect(refusals()).toEqual([]);
});

it("names nobody by a guess: an unknown manager is left out, and what the app held by itself stays", async () => {
  const app = await connectWithManager();
  const other = office.target.put("Users", { userName: "other@example.com" });
  office.target.put("Users", {
    userName: "jane.doe@example.com",
    [ENTERPRISE_USER_URN]: { manager: { value: other } },
  });
  const jane = await office.hire("Jane Doe", { managerId: "nobody@example.com" });
  await office.assign(app, jane);
  await office.worker();
  await office.settled();
  expect(managerOf("jane.doe")).toBe(other);
  expect(refusals()).toEqual([]);
});

it("speaks of managers by externalId, and of references with other names, where the switches say so", async () => {
  office.target.fault = () => undefined;
  const app = await connectWithManager({
    references: "externalId",
    referenceAttributes: ["nickName"],
  });
  const path = `/api/lockstep/v1/apps/${app}/mappings`;
  const { items } = await office.api<{ items: readonly JsonObject[] }>("GET", path);
  const mapping = {
    attribute: "nickName",
    expression: "user.manager",
    pushStatus: "PUSH",
  };
  await office.api("PUT", path, { items: [...items, mapping] });
  const boss = await office.hire("Bo Boss");
  const jane = await office.hire("Jane Doe", { managerId: boss, manager: "bo.boss@example.com" });
  await office.assign(app, jane, boss);
  await office.worker();
  await office.settled();
  await until(() => expect(managerOf("jane.doe")).toBe(boss));
  expect(office.target.user("jane.doe@example.com")).toMatchObject({ nickName: boss });
});

it("finds a reference whose completion was lost with a worker, by looking now and then", async () => {
  const app = await connectWithManager();
  const boss = await office.hire("Bo Boss");
  const jane = await office.hire("Jane Doe", { managerId: boss });
  await office.assign(app, boss, jane);
  const worker = await office.worker();
  await office.settled();
  await worker.stop();
  // As after a crash between the manager's record and the mark.
  await office.database.kysely.updateTable("app_user_reference").set({ sent: null }).execute();
  await office.worker();
  await until(async () => {
    const row = await office.database.kysely.selectFrom("app_user_reference").select("sent").executeTakeFirstOrThrow();
    expect(row.sent).toBe(idOf("bo.boss"));
  });
  await until(() => expect(managerOf("jane.doe")).toBe(idOf("bo.boss")));
});

it("completes a reference that is given on creation only, once, and leaves it to the app from then on", async () => {
  const app = await connectWithManager({}, "DONT_PUSH");
  const boss = await office.hire("Bo Boss");
  const jane = await office.hire("Jane Doe", { managerId: boss });
  office.target.put("Users", { userName: "lou.linked@example.com" });
  const linked = await office.hire("Lou Linked", { managerId: boss });
  await office.assign(app, jane, linked);
  await office.worker();
  await office.settled();
  expect(managerOf("jane.doe")).toBeUndefined();
  await office.assign(app, boss);
  await office.settled();
  await until(() => expect(managerOf("jane.doe")).toBe(idOf("bo.boss")));
  // Neither is a new manager sent, nor is an account that was linked given one.
  const other = await office.hire("Oda Other");
  await office.assign(app, other);
  for (const id of [jane, linked]) {
    await office.api("POST", `/api/v1/users/${id}`, { profile: { managerId: other, title: "Lead" } });
  }
  await until(() => expect(office.target.user("jane.doe@example.com")?.["title"]).toBe("Lead"));
  await until(() => expect(office.target.user("lou.linked@example.com")?.["title"]).toBe("Lead"));
  await office.settled();
  expect([managerOf("jane.doe"), managerOf("lou.linked")]).toEqual([idOf("bo.boss"), undefined]);
  expect(refusals()).toEqual([]);
});
