import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Office, openOffice, tasksBecome } from "./testing/office.ts";
import { until } from "./testing/world.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.end());

const BROKEN = { kind: "answer", status: 500, detail: "The disk is full." } as const;

interface AppView {
  readonly settings: {
    readonly provisioning: {
      readonly paused: { readonly reason: string; readonly detail: string; readonly resumeAt: string | null } | null;
    };
  };
}

async function pauseOf(app: string) {
  return (await office.api<AppView>("GET", `/api/v1/apps/${app}`)).settings.provisioning.paused;
}

async function quarantined(people = 30): Promise<{ readonly app: string; readonly ids: readonly string[] }> {
  const app = await office.connect({ dialect: "rfc" });
  const ids: string[] = [];
  for (let index = 0; index < people; index += 1) ids.push(await office.hire(`Emp ${index}`));
  office.target.fault = () => BROKEN;
  await office.assign(app, ...ids);
  await office.worker({ perAppMax: 4 });
  await until(async () => expect((await pauseOf(app))?.reason).toBe("quarantine"));
  return { app, ids };
}

async function nothingUnderWay(): Promise<void> {
  const held = await office.database.kysely
    .selectFrom("app_user")
    .select("id")
    .where("lease_owner", "is not", null)
    .execute();
  expect(held).toEqual([]);
}

const types = async () => {
  const rows = await office.api<readonly { eventType: string }[]>("GET", "/api/v1/logs?limit=1000");
  return rows.map((event) => event.eventType).filter((type) => type.includes("quarantine"));
};

it("stops asking an app that fails everybody, says so, and tries one person at a growing interval", async () => {
  const { app } = await quarantined();
  const sent = office.target.requests.length;
  expect(sent).toBeGreaterThanOrEqual(10);
  expect(sent).toBeLessThan(10 + 4 + 4);
  const pause = await pauseOf(app);
  expect(pause?.detail).toContain("10 different people or groups in a row");
  expect(pause?.detail).toContain("The disk is full.");
  const [task] = await tasksBecome(office, ["quarantine"]);
  expect(task).toMatchObject({ summary: expect.stringContaining("in quarantine"), nextAttemptAt: pause?.resumeAt });
  expect(await types()).toEqual(["application.provision.integration.quarantine"]);

  // Runs that were under way may still end; then it is quiet, and each probe is one person.
  await until(nothingUnderWay);
  let wait = 0;
  for (let probe = 1; probe <= 3; probe += 1) {
    const before = office.target.requests.length;
    const at = Date.parse((await pauseOf(app))?.resumeAt ?? "");
    const worker = office.clock;
    worker.advance(at - worker.now() + 1);
    const probes = await office.worker();
    await until(async () => expect(Date.parse((await pauseOf(app))?.resumeAt ?? "")).toBeGreaterThan(at));
    await probes.stop();
    expect(office.target.requests.length - before).toBe(1);
    const next = Date.parse((await pauseOf(app))?.resumeAt ?? "") - worker.now();
    expect(next).toBeGreaterThan(wait);
    wait = next;
  }
});

it("goes on by itself when a probe passes, and everybody who waited is sent", async () => {
  const { app } = await quarantined(15);
  office.target.fault = () => undefined;
  office.clock.advance(10 * 60_000);
  await office.worker();
  await office.settled();
  expect(await pauseOf(app)).toBeNull();
  expect(office.target.users()).toHaveLength(15);
  await tasksBecome(office, []);
  expect(await types()).toContain("application.provision.integration.quarantine_end");
});

it("ends when an administrator resumes the app, and begins to count anew", async () => {
  const { app } = await quarantined(15);
  // Runs that were under way when the quarantine began are recorded after it, and would count for what follows.
  await vi.waitFor(async () => {
    const leased = office.database.kysely.selectFrom("app_user").select("id").where("lease_owner", "is not", null);
    expect(await leased.execute()).toEqual([]);
  }, 10_000);
  office.target.fault = () => undefined;
  await office.api("POST", `/api/lockstep/v1/apps/${app}/resume`);
  office.clock.advance(10 * 60_000);
  await office.worker();
  await office.settled();
  expect(office.target.users()).toHaveLength(15);
  const row = await office.database.kysely.selectFrom("app").select("health").executeTakeFirstOrThrow();
  expect(row.health).toBeNull();
});

it("does not begin over one person whom the app refuses again and again", async () => {
  const app = await office.connect({ dialect: "rfc" });
  const bad = await office.hire("Bad Apple");
  office.target.fault = (request) => (request.path.includes("bad.apple") ? BROKEN : undefined);
  await office.assign(app, bad);
  await office.worker();
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const before = office.target.requests.length;
    office.clock.advance(10 * 60_000);
    await (await office.worker()).stop();
    await until(() => expect(office.target.requests.length).toBeGreaterThan(before));
    // What is recorded after the clock was moved would be tried again later than that.
    await until(nothingUnderWay);
  }
  expect(await pauseOf(app)).toBeNull();
});

it("leaves the app alone as long as it asks for it when a probe is told to slow down", async () => {
  const { app } = await quarantined();
  await until(nothingUnderWay);
  office.target.fault = () => ({
    kind: "answer",
    status: 429,
    detail: "Slow down.",
    headers: { "retry-after": "7200" },
  });
  const at = Date.parse((await pauseOf(app))?.resumeAt ?? "");
  office.clock.advance(at - office.clock.now() + 1);
  const probedAt = office.clock.now();
  await office.worker();
  await until(async () => expect(Date.parse((await pauseOf(app))?.resumeAt ?? "")).toBeGreaterThan(at));
  expect(Date.parse((await pauseOf(app))?.resumeAt ?? "")).toBeGreaterThanOrEqual(probedAt + 7_200_000);
});
