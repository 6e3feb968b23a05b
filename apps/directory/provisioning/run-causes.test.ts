/** From a change to the request that carries it out: a run names the traces of the changes that it takes up (ADR 41). */
import { afterEach, beforeEach, expect, it } from "vitest";
import type { LogEvent, Timeline, TimelineEntry } from "../contract.ts";
import { type Office, openOffice } from "./testing/office.ts";

let office: Office;
let app: string;
let jane: string;
beforeEach(async () => {
  office = await openOffice();
  app = await office.connect({ dialect: "rfc" });
  jane = await office.hire("Jane Doe");
});
afterEach(() => office.end());

const story = async () =>
  (await office.api<Timeline>("GET", `/api/lockstep/v1/people/${jane}/timeline?appId=${app}`)).items;
const rename = (lastName: string) => office.api("POST", `/api/v1/users/${jane}`, { profile: { lastName } });
/** Traces of the changes of an event type, the newest first. */
const tracesOf = (entries: readonly TimelineEntry[], eventType: string) =>
  entries.filter((entry) => entry.eventType === eventType).map(({ traceId }) => traceId);
const requestOf = (entries: readonly TimelineEntry[], eventType: string) =>
  entries.find((entry) => entry.request !== null && entry.eventType === eventType);

it("a run names the change that it carries out, and has a trace of its own", async () => {
  await office.assign(app, jane);
  await office.worker();
  await office.settled();
  const entries = await story();
  const created = requestOf(entries, "application.provision.user.push");
  expect(created?.causes).toEqual(tracesOf(entries, "application.user_membership.add"));
  expect(created?.traceId).not.toBe(created?.causes[0]);
});

it("several changes that end in one request are all named, in their order, and none a second time", async () => {
  await office.assign(app, jane);
  const worker = await office.worker();
  await office.settled();
  await worker.stop();
  await rename("Roe");
  await rename("Poe");
  await office.worker();
  await office.settled();
  const both = await story();
  const changes = tracesOf(both, "user.account.update_profile").toReversed();
  expect(changes).toHaveLength(2);
  expect(requestOf(both, "application.provision.user.push_profile")?.causes).toEqual(changes);

  await rename("Moe");
  await office.settled();
  const third = await story();
  expect(requestOf(third, "application.provision.user.push_profile")?.causes).toEqual(
    tracesOf(third, "user.account.update_profile").slice(0, 1),
  );
});

it("what is tried again still names the change; what was refused is named by whoever retries the task", async () => {
  let fault: "cut" | "refuse" | "none" = "cut";
  office.target.fault = ({ method }) => {
    if (method !== "POST" || fault === "none") return undefined;
    if (fault === "refuse") return { kind: "answer", status: 400, detail: "Closed for lunch." };
    fault = "refuse";
    return { kind: "cut" };
  };
  await office.assign(app, jane);
  await office.worker();
  await expect.poll(async () => (await office.openTasks()).length, { timeout: 25_000 }).toBe(1);
  const refused = await story();
  const attempts = refused.filter((entry) => entry.eventType === "application.provision.user.push");
  const [assigned] = tracesOf(refused, "application.user_membership.add");
  expect(attempts.map(({ causes }) => causes)).toEqual([[assigned], [assigned]]);
  fault = "none";
  const [task] = await office.openTasks();
  await office.api("POST", `/api/lockstep/v1/tasks/${task?.id}/retry`);
  await office.settled();
  const last = requestOf(await story(), "application.provision.user.push");
  expect(last?.result).toBe("SUCCESS");
  expect(last?.causes).toHaveLength(1);
  expect(last?.causes).not.toEqual([assigned]);
});

it("a change that comes during a run is named by the next one alone", async () => {
  await office.assign(app, jane);
  let change: Promise<void> | undefined;
  office.target.fault = ({ method }) => {
    if (method !== "POST" || change !== undefined) return undefined;
    change = rename("Roe").then(() => undefined);
    return { kind: "carryOutAndWait", until: change };
  };
  await office.worker();
  await office.settled();
  const entries = await story();
  expect(requestOf(entries, "application.provision.user.push")?.causes).toEqual(
    tracesOf(entries, "application.user_membership.add"),
  );
  expect(requestOf(entries, "application.provision.user.push_profile")?.causes).toEqual(
    tracesOf(entries, "user.account.update_profile"),
  );
});

it("the System Log says so too", async () => {
  await office.assign(app, jane);
  await office.worker();
  await office.settled();
  const events = await office.api<readonly LogEvent[]>("GET", "/api/v1/logs?limit=1000");
  const pushed = events.find(({ eventType }) => eventType === "application.provision.user.push");
  const added = events.find(({ eventType }) => eventType === "application.user_membership.add");
  expect(pushed?.debugContext.debugData["causes"]).toEqual([added?.transaction.id]);
});
