/** From a change to the request about a pushed group that carries it out (ADR 41, ADR 49). */
import { afterEach, beforeEach, expect, it } from "vitest";
import type { LogEvent } from "../contract.ts";
import { type Office, openOffice } from "./testing/office.ts";

let office: Office;
let app: string;
let sales: string;
let jane: string;
beforeEach(async () => {
  office = await openOffice();
  app = await office.connect({ dialect: "rfc" });
  jane = await office.hire("Jane Doe");
  sales = (await office.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name: "Sales" } })).id;
});
afterEach(() => office.end());

const push = () => office.api("POST", `/api/lockstep/v1/apps/${app}/push-groups`, { groupId: sales });
const join = (person: string) => office.api("PUT", `/api/v1/groups/${sales}/users/${person}`);
const leave = (person: string) => office.api("DELETE", `/api/v1/groups/${sales}/users/${person}`);

/** What happened of an event type, the oldest first: its trace, and the causes that it names. */
async function logOf(eventType: string) {
  const events = await office.api<readonly LogEvent[]>("GET", "/api/v1/logs?limit=1000");
  return events
    .filter((event) => event.eventType === eventType)
    .map((event) => ({ trace: event.transaction.id, causes: event.debugContext.debugData["causes"] }));
}
const traceOf = async (eventType: string) => (await logOf(eventType)).map(({ trace }) => trace);
const memberships = "application.provision.group_push.push_memberships";

it("the first push names who asked for it, and has a trace of its own", async () => {
  await push();
  await office.worker();
  await office.settled();
  const [pushed] = await logOf("application.provision.group_push.pushed");
  expect(pushed?.causes).toEqual(await traceOf("application.provision.group_push.mapping.created"));
  expect(pushed?.causes).not.toContain(pushed?.trace);
});

it("changes of members that end in one request are all named, and none a second time", async () => {
  const john = await office.hire("John Roe");
  await office.assign(app, jane, john);
  await push();
  const worker = await office.worker();
  await office.settled();
  await worker.stop();
  await join(jane);
  await join(john);
  await office.worker();
  await office.settled();
  const joins = await traceOf("group.user_membership.add");
  expect(joins).toHaveLength(2);
  expect((await logOf(memberships)).map(({ causes }) => causes)).toEqual([joins]);
  await leave(jane);
  await office.settled();
  expect((await logOf(memberships)).at(-1)?.causes).toEqual(await traceOf("group.user_membership.remove"));
});

it("a member who joins because of an account that was made names what led to the account", async () => {
  await join(jane);
  await push();
  await office.worker();
  await office.settled();
  expect(await logOf(memberships)).toEqual([]);
  await office.assign(app, jane);
  await office.settled();
  expect((await logOf(memberships)).map(({ causes }) => causes)).toEqual([
    await traceOf("application.user_membership.add"),
  ]);
});

it("a change that comes during a push is named by the next one alone", async () => {
  await office.assign(app, jane);
  await office.worker();
  await office.settled();
  let change: Promise<unknown> | undefined;
  office.target.fault = ({ method, path }) => {
    if (method !== "POST" || !path.endsWith("/Groups") || change !== undefined) return undefined;
    change = join(jane);
    return { kind: "carryOutAndWait", until: change.then(() => undefined) };
  };
  await push();
  await office.settled();
  expect((await logOf("application.provision.group_push.pushed")).map(({ causes }) => causes)).toEqual([
    await traceOf("application.provision.group_push.mapping.created"),
  ]);
  expect((await logOf(memberships)).map(({ causes }) => causes)).toEqual([await traceOf("group.user_membership.add")]);
});
