import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PROVISIONING, startTestService, type TestService } from "../../../service/testing/test-service.ts";
import type { PassportView } from "../../contract.ts";
import { addApp, startTestDirectory, type TestDirectory } from "../testing/test-directory.ts";

/** A directory whose app is the true service. */
let service: TestService;
let directory: TestDirectory;
let appId: string;
beforeEach(async () => {
  service = await startTestService();
  await service.seed();
  directory = await startTestDirectory({ target: (request) => service.service.fetch(request) });
  appId = await addApp(directory, "Declaree");
});
afterEach(async () => {
  await directory.directory.stop();
  await directory.close();
  await service.close();
});

const path = (rest = "") => `/api/lockstep/v1/apps/${appId}/passport${rest}`;

async function connect(): Promise<void> {
  await directory.ok("PUT", `/api/lockstep/v1/apps/${appId}/connection`, {
    baseUrl: "https://93.184.216.34/SCIM/v2/",
    authScheme: "BASIC",
    username: PROVISIONING.email,
    password: PROVISIONING.password,
  });
}

async function ended(): Promise<PassportView> {
  return await vi.waitFor(
    async () => {
      const view = await directory.ok<PassportView>("GET", path());
      expect(["DONE", "FAILED", "CANCELLED"]).toContain(view.run?.state);
      return view;
    },
    { timeout: 25_000, interval: 50 },
  );
}

describe("the passport over the API", () => {
  it("is refused without consent, without a connection, and with a wrong bound", async () => {
    const refused = (body: object) => directory.refused("POST", path(), { status: 400, code: "E0000001", body });
    expect(await refused({})).toEqual([expect.stringMatching(/^consent: Measuring makes test users and test groups/)]);
    expect(await refused({ consent: false })).toHaveLength(1);
    expect(await refused({ consent: true, membersMax: 2 })).toEqual([expect.stringMatching(/^membersMax: /)]);
    expect(await refused({ consent: true })).toEqual([
      expect.stringMatching(/^connection: The app has no connection yet/),
    ]);
    expect(await directory.ok("GET", path())).toEqual({ run: null, passport: null, differences: [], leftovers: [] });
    expect(directory.sent).toEqual([]);
  });

  it("shows what the true service does, which keeps nothing of it", async () => {
    await connect();
    const begun = await directory.call<PassportView>("POST", path(), { consent: true, membersMax: 8 });
    expect([begun.status, begun.body.run?.state, begun.body.passport]).toEqual([202, "RUNNING", null]);
    const view = await ended();
    expect(view).toMatchObject({
      run: { state: "DONE", error: null, stepsDone: 10, stepsTotal: 10 },
      passport: {
        baseUrl: "https://93.184.216.34/SCIM/v2/",
        traits: {
          user: {
            put: true,
            patch: { path: true, pathless: true, valuePath: true },
            inactiveListed: true,
            inactiveFound: true,
            filterIgnoresCase: true,
            uniqueIgnoresCase: true,
          },
          conflict: { status: 409, scimType: "uniqueness", accepted: false },
          group: { addMembers: true, removeByFilter: true, replaceMembers: true, chunkAccepted: 8 },
          paging: { totalIsTrue: true, startIndexWorks: true, cursor: true },
          versions: { etagSent: true, ifMatch: "checked" },
        },
      },
      leftovers: [],
    });
    // Every trait that was measured says what it is for, or why it is only shown.
    const { traits, uses } = view.passport ?? {};
    const { version: _, notes: __, ...measured } = traits ?? {};
    expect(Object.keys(uses ?? {}).sort()).toEqual([...leavesOf(measured)].sort());
    expect(uses).toMatchObject({
      retryAfter: { usedBy: "RUN" },
      "user.filterIgnoresCase": { usedBy: "RUN" },
      "latency.p50Ms": { usedBy: "SHOWN", how: expect.stringContaining("a slow answer is no refusal") },
    });
    const inDutch = await directory.call<PassportView>("GET", path(), undefined, {
      headers: { "accept-language": "nl" },
    });
    expect(inDutch.body.passport?.uses).toMatchObject({
      retryAfter: { usedBy: "RUN" },
      "latency.p50Ms": { usedBy: "SHOWN", how: expect.stringContaining("een traag antwoord is geen weigering") },
    });
    const users = await service
      .scim(`Basic ${btoa(`${PROVISIONING.email}:${PROVISIONING.password}`)}`)
      .call("GET", "/Users");
    expect(users.text).not.toContain("lockstep-passport");
    expect(JSON.stringify(view)).not.toContain(PROVISIONING.password);
  });

  it("tells of each step to who asks for a stream, and is logged", async () => {
    await connect();
    const answer = await directory.call(
      "POST",
      path(),
      { consent: true, membersMax: 3 },
      { headers: { accept: "application/x-ndjson" } },
    );
    const lines = answer.text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.slice(0, -1).map(({ step }) => step.step)).toEqual([
      "user",
      "changes",
      "conflict",
      "filters",
      "inactive",
      "users",
      "paging",
      "groups",
      "versions",
      "delete",
    ]);
    expect(lines.at(-1)).toMatchObject({ type: "report", report: { run: { state: "DONE" }, leftovers: [] } });
    const logs = await directory.ok<readonly { eventType: string; outcome: { result: string } }[]>(
      "GET",
      "/api/v1/logs?limit=100",
    );
    expect(logs.filter(({ eventType }) => eventType.endsWith("integration.measure"))).toMatchObject([
      { outcome: { result: "SUCCESS" } },
    ]);
  });

  it("can be cancelled, and says when there is nothing to cancel; what is left is removed on request", async () => {
    await connect();
    await directory.call("POST", path(), { consent: true, membersMax: 1_000 });
    expect((await directory.call("POST", path("/cancel"))).status).toBe(202);
    expect(await ended()).toMatchObject({ run: { state: "CANCELLED" }, passport: null, leftovers: [] });
    await directory.refused("POST", path("/cancel"), { status: 403, code: "E0000107" });
    await directory.rows(
      `insert into passport_trace (id, run_id, app_id, collection, name, external_id, remote_id)
       select 'k', id, app_id, 'Users', 'lockstep-passport-k@example.invalid', 'lockstep-passport-k', 'gone-long-ago' from passport_run`,
    );
    expect((await directory.ok<PassportView>("GET", path())).leftovers).toEqual([
      {
        collection: "Users",
        name: "lockstep-passport-k@example.invalid",
        externalId: "lockstep-passport-k",
        id: "gone-long-ago",
      },
    ]);
    expect(await directory.ok("POST", path("/clean-up"))).toEqual({ removed: 1, leftovers: [] });
  });
});

/** Paths of everything that is no object. */
function leavesOf(value: unknown, prefix = ""): readonly string[] {
  if (typeof value !== "object" || value === null) return [prefix];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, prefix === "" ? name : `${prefix}.${name}`));
}
