/** Whose doing an event of the app is, as the timeline's API tells it: also while a run is under way, and when nothing of it will be stored. */
import { createTraceparent } from "@lockstep/ports";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { AppSide, Timeline } from "../contract.ts";
import { createPerson } from "../domain/people.ts";
import { createRunTrace, isRunTrace } from "./run-trace.ts";
import { type Office, openOffice } from "./testing/office.ts";

let office: Office;
let app: string;
let jane: string;
beforeEach(async () => {
  office = await openOffice();
  office.target.tellsEvents = true;
  app = await office.connect({ dialect: "rfc" });
  jane = await office.hire("Jane Doe");
  await office.assign(app, jane);
  await office.worker();
  await office.settled();
});
afterEach(() => office.end());

const PEOPLE = "/api/lockstep/v1/people";
/** The newest first. */
const told = async () => {
  const { tells, items } = await office.api<AppSide>("GET", `${PEOPLE}/${jane}/timeline/apps/${app}`);
  expect(tells).toBe(true);
  return items;
};
const doers = async () => (await told()).map(({ kind, doneBy }) => [kind, doneBy]);
const rename = (lastName: string) => office.api("POST", `/api/v1/users/${jane}`, { profile: { lastName } });

/** A client of the app's own changes the account, under a trace or none. */
async function changeInApp(traceparent?: string): Promise<void> {
  const { baseUrl, username, password } = office.target;
  const { externalId } = await office.appUserOf(app, jane);
  const response = await fetch(`${baseUrl}/Users/${externalId}`, {
    method: "PATCH",
    headers: {
      authorization: `Basic ${btoa(`${username}:${password}`)}`,
      "content-type": "application/scim+json",
      ...(traceparent === undefined ? {} : { traceparent }),
    },
    body: JSON.stringify({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op: "replace", path: "nickName", value: "Jay" }],
    }),
  });
  expect(response.status).toBe(200);
}

it("a change of ours is told as a run's under way until its requests are stored, and as the run's from then on", async () => {
  expect(await doers()).toEqual([["created", "run"]]);
  const held = Promise.withResolvers<void>();
  const isSent = Promise.withResolvers<void>();
  office.target.fault = ({ method }) => {
    if (method === "GET") return undefined;
    isSent.resolve();
    return { kind: "carryOutAndWait", until: held.promise };
  };
  await rename("Roe");
  await isSent.promise;
  expect(await doers()).toEqual([
    ["replaced", "runUnderWay"],
    ["created", "run"],
  ]);
  // What somebody else changes meanwhile is the app's own all the same.
  office.target.fault = () => undefined;
  await changeInApp();
  expect((await doers())[0]).toEqual(["replaced", "app"]);
  held.resolve();
  await office.settled();
  const [own, pushed] = await told();
  expect([own?.doneBy, pushed?.doneBy]).toEqual(["app", "run"]);
  const { items } = await office.api<Timeline>("GET", `${PEOPLE}/${jane}/timeline`);
  expect(items.find(({ request }) => request !== null)?.traceId).toBe(pushed?.traceId);
});

it("a change of ours of which nothing will be stored, since its worker was killed, is not told as the app's own", async () => {
  const { random } = office.act;
  await changeInApp(createTraceparent(random, createRunTrace(office.act)).traceparent);
  await changeInApp(createTraceparent(random).traceparent);
  expect(await doers()).toEqual([
    ["replaced", "app"],
    ["replaced", "runLost"],
    ["created", "run"],
  ]);
});

it("a change in the directory under the trace of the app's own is no run", async () => {
  const { traceparent, traceId } = createTraceparent(office.act.random);
  await changeInApp(traceparent);
  const profile = { login: "roe@example.com", email: "roe@example.com", firstName: "Rae", lastName: "Roe" };
  await createPerson({ ...office.act, traceId }, { profile, activate: true, source: "api" });
  expect((await doers())[0]).toEqual(["replaced", "app"]);
});

it("traces of runs begin alike under one master key, and are otherwise as random as any", () => {
  const traces = Array.from({ length: 3 }, () => createRunTrace(office.act));
  expect(new Set(traces).size).toBe(3);
  expect(new Set(traces.map((trace) => trace.slice(0, 8))).size).toBe(1);
  for (const trace of traces) {
    expect(trace).toMatch(/^[\da-f]{32}$/);
    expect(isRunTrace(office.act.masterKey, trace)).toBe(true);
    expect(isRunTrace(new Uint8Array(32), trace)).toBe(false);
  }
});
