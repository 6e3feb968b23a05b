import type { AppId, PersonId } from "@lockstep/ports";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PlanApplied, PlannedSubject, PlanPreview, PlanRun } from "../../contract.ts";
import { unassignPerson } from "../../domain/app-users.ts";
import { updatePerson } from "../../domain/people.ts";
import { type Api, openApi } from "../testing/api.ts";
import { insertLinked } from "../testing/populate.ts";
import { makePlan, plannedRequests, sentRequests, subjectsOf } from "../testing/wire.ts";
import { assign, connectedApp, createWorld, group, person, push, until, type World } from "../testing/world.ts";

let world: World;
let api: Api;
let appId: AppId;
beforeEach(async () => {
  world = await createWorld();
  api = await openApi(world);
  appId = await connectedApp(world, { syncPassword: false });
});
afterEach(async () => {
  await world.end();
});

const own = (path: string) => `/api/lockstep/v1/apps/${appId}${path}`;
const apply = (plan: PlanRun, body: object = {}) => api.call<PlanApplied>("POST", own(`/plans/${plan.id}/apply`), body);

/** Two people with accounts, whose profile then changes in the target behind the directory's back. */
async function drifted(): Promise<readonly [PersonId, PersonId]> {
  const [ann, bob] = [await person(world, "Ann Ash", { title: "A" }), await person(world, "Bob Birch", { title: "B" })];
  await assign(world, appId, ann, bob);
  await world.settled();
  world.target.forget();
  return [ann, bob];
}

describe("applying a plan", () => {
  it("saves what was proposed and sends exactly the planned requests", async () => {
    await world.worker();
    await drifted();
    await push(world, appId, await group(world, "Everybody here"));
    await world.settled();
    world.target.forget();
    const proposal = {
      mappings: [{ attribute: "title", expression: "'Dr. ' + user.title", pushStatus: "PUSH" }],
      userName: { template: `\${source.login}x`, type: "CUSTOM", pushStatus: "PUSH" },
      dialect: "rfc",
    };
    const plan = await makePlan(api, appId, { proposal });
    expect(plan).toMatchObject({ proposal, error: null, summary: { update: 2, overwrittenPeople: 2 } });
    expect(world.target.writes()).toEqual([]);
    const subjects = await subjectsOf(api, plan);
    world.target.forget();
    expect((await apply(plan)).body).toEqual({ applied: 2, leftOut: 0, leftOutNames: [] });
    await world.settled();
    expect(sentRequests(world.target.requests)).toEqual(await plannedRequests(world, subjects));
    expect(world.target.user("ann.ash@example.comx")).toMatchObject({ title: "Dr. A" });
    expect(await api.ok("GET", own("/mappings"))).toMatchObject({ items: proposal.mappings });
    const again = await apply(plan);
    expect([again.status, again.text]).toEqual([403, expect.stringContaining("applied already")]);
  });

  it("leaves out and names whoever moved since, and sends the others", async () => {
    await world.worker();
    const [ann] = await drifted();
    const plan = await makePlan(api, appId, {
      proposal: { mappings: [{ attribute: "title", expression: "user.title + '!'", pushStatus: "PUSH" }] },
    });
    await updatePerson(world.act, ann, { profile: { nickName: "Annie" }, partial: true });
    await world.settled();
    world.target.forget();
    expect((await apply(plan)).body).toEqual({ applied: 1, leftOut: 1, leftOutNames: ["ann.ash@example.com"] });
    const { items } = await api.ok<{ items: readonly PlannedSubject[] }>(
      "GET",
      own(`/plans/${plan.id}/actions?limit=1`),
    );
    expect(items).toMatchObject([{ applied: expect.any(Boolean) }]);
  });

  it("is refused when the settings changed since: that would be another plan", async () => {
    await world.worker();
    await drifted();
    const plan = await makePlan(api, appId);
    await api.ok("PUT", own("/mappings"), {
      items: [{ attribute: "title", expression: "user.title", pushStatus: "PUSH" }],
    });
    const refused = await apply(plan);
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining("settings changed")]);
  });

  it("narrowed to people, and the preview of one, take settings that are not saved", async () => {
    await world.worker();
    const [ann] = await drifted();
    const proposal = {
      features: { deactivateUsers: false },
      mappings: [{ attribute: "title", expression: "'X'", pushStatus: "PUSH" }],
    };
    const preview = await api.ok<PlanPreview>("POST", own(`/users/${ann}/preview`), proposal);
    expect(preview.actions.map(({ method }) => method)).toEqual(["PUT"]);
    const plan = await makePlan(api, appId, { proposal, personIds: ["ann.ash@example.com"] });
    expect([plan.total, plan.summary.update, plan.personIds]).toEqual([1, 1, [ann]]);
    await unassignPerson(world.act, { appId, personId: ann });
    await world.settled();
    const bad = await api.call("POST", own("/plans"), {
      proposal: { mappings: [{ attribute: "title", expression: "user.shoe", pushStatus: "PUSH" }] },
    });
    expect([bad.status, bad.text]).toEqual([400, expect.stringContaining("title: ")]);
    expect((await api.call("POST", own("/plans"), { proposal: { dialect: "klingon" } })).status).toBe(400);
    expect((await api.call("POST", own("/plans"), { personIds: ["nobody@example.com"] })).status).toBe(404);
  });
});

describe("a plan as work", () => {
  it("goes on after its worker died, and counts nothing twice", async () => {
    await insertLinked(world, appId, 700);
    const { id } = await api.ok<PlanRun>("POST", own("/plans"), {
      proposal: { mappings: [{ attribute: "title", expression: "user.title + '?'", pushStatus: "PUSH" }] },
    });
    // The second batch never comes back: the worker is gone with a lease that runs out.
    let reads = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    world.target.fault = (request) => {
      reads += request.method === "GET" ? 1 : 0;
      return reads > 550 ? { kind: "carryOutAndWait", until: promise } : undefined;
    };
    const dying = await world.worker();
    await until(() => expect(reads).toBeGreaterThan(550));
    const running = await api.ok<PlanRun>("GET", own(`/plans/${id}`));
    expect([running.state, running.scanned, running.total]).toEqual(["RUNNING", 500, 700]);
    world.clock.advance(120_000);
    world.target.fault = () => undefined;
    await world.worker();
    await until(async () => expect((await api.ok<PlanRun>("GET", own(`/plans/${id}`))).state).toBe("DONE"));
    resolve();
    await dying.stop();
    const plan = await api.ok<PlanRun>("GET", own(`/plans/${id}`));
    expect([plan.scanned, plan.summary.update, plan.summary.overwrites["title"]]).toEqual([700, 700, 700]);
    expect(await subjectsOf(api, plan)).toHaveLength(700);
    expect(world.target.writes()).toEqual([]);
  }, 90_000);

  it("can be cancelled, says why it failed, and is listed", async () => {
    const { id } = await api.ok<PlanRun>("POST", own("/plans"));
    expect(await api.ok("POST", own(`/plans/${id}/cancel`))).toMatchObject({ state: "CANCELLED" });
    expect((await api.call("POST", own(`/plans/${id}/cancel`))).status).toBe(403);
    expect((await api.call("POST", own(`/plans/${id}/apply`))).status).toBe(403);
    expect((await api.call("GET", own("/plans/plnNone"))).status).toBe(404);
    await world.worker();
    await assign(world, appId, await person(world, "Ann Ash"));
    await world.settled();
    world.target.password = "changed";
    await api.ok("POST", own("/pause"));
    await assign(world, appId, await person(world, "Bob Birch"));
    const plan = await makePlan(api, appId);
    expect([plan.state, plan.error]).toEqual([
      "FAILED",
      expect.stringContaining("The user name or password is wrong."),
    ]);
    const { items } = await api.ok<{ items: readonly PlanRun[] }>("GET", own("/plans"));
    expect(items.map(({ state }) => state)).toEqual(["FAILED", "CANCELLED"]);
    const all = await api.ok<{ items: readonly PlanRun[] }>("POST", "/api/lockstep/v1/plans");
    expect(all.items.map(({ app }) => app.id)).toEqual([appId]);
  });
});
