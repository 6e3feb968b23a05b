import { afterEach, beforeEach, expect, it } from "vitest";
import { limitOf } from "./pace-requests.ts";
import { type Office, openOffice, tasksBecome } from "./testing/office.ts";
import { until } from "./testing/world.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.end());

const engine = (app: string) => `/api/lockstep/v1/apps/${app}/engine`;
const jane = () => office.target.user("jane.doe@example.com");

it("keeps settings that make sense and names the ones that do not", async () => {
  const app = await office.connect();
  expect(await office.api("GET", engine(app))).toMatchObject({
    suspendedPeople: "IGNORE",
    goneAccounts: "RECREATE",
    rate: null,
    concurrencyMax: null,
    password: { length: 16 },
  });
  const stored = await office.api("PUT", engine(app), {
    rate: { requests: 90, per: "MINUTE" },
    concurrencyMax: 2,
    password: { length: 20, alphabet: "abcdefghijk#2345" },
  });
  expect(stored).toMatchObject({
    rate: { requests: 90, per: "MINUTE" },
    concurrencyMax: 2,
    password: { length: 20, alphabet: "abcdefghijk#2345" },
  });
  expect(await office.api("PUT", engine(app), { rate: null })).toMatchObject({ rate: null, concurrencyMax: 2 });
  for (const [body, place] of [
    [{ rate: { requests: 10, per: "HOUR" } }, "rate.requests"],
    [{ password: { length: 4 } }, "password.length"],
    [{ password: { alphabet: "aaaaaaaaaaaa" } }, "password.alphabet"],
    [{ concurrencyMax: 0 }, "concurrencyMax"],
  ] as const) {
    expect((await office.refused("PUT", engine(app), body)).causes[0]).toContain(place);
  }
});

it("leaves a suspended person's account alone, and sends when the suspension ends what changed meanwhile", async () => {
  const app = await office.connect();
  const id = await office.hire("Jane Doe");
  await office.assign(app, id);
  await office.worker();
  await office.settled();
  office.target.forget();
  await office.api("POST", `/api/v1/users/${id}/lifecycle/suspend`);
  await office.api("POST", `/api/v1/users/${id}`, { profile: { title: "Boss" } });
  await office.settled();
  expect(office.target.requests).toEqual([]);
  await office.api("POST", `/api/v1/users/${id}/lifecycle/unsuspend`);
  await until(() => expect(jane()).toMatchObject({ title: "Boss", active: true }));
});

it("switches the account off and on with the suspension where the app says so", async () => {
  const app = await office.connect();
  await office.api("PUT", engine(app), { suspendedPeople: "DEACTIVATE" });
  const id = await office.hire("Jane Doe");
  await office.assign(app, id);
  await office.worker();
  await office.settled();
  const account = jane()?.["id"];
  await office.api("POST", `/api/v1/users/${id}/lifecycle/suspend`);
  await until(() => expect(jane()).toMatchObject({ active: false }));
  await office.settled();
  await office.api("POST", `/api/v1/users/${id}/lifecycle/unsuspend`);
  await until(() => expect(jane()).toMatchObject({ id: account, active: true }));
  // Choosing it while somebody is suspended counts for that person too.
  await office.api("PUT", engine(app), { suspendedPeople: "IGNORE" });
  await office.api("POST", `/api/v1/users/${id}/lifecycle/suspend`);
  await office.settled();
  expect(jane()).toMatchObject({ active: true });
  await office.api("PUT", engine(app), { suspendedPeople: "DEACTIVATE" });
  await until(() => expect(jane()).toMatchObject({ active: false }));
});

it("asks before it creates an account again that vanished from the app", async () => {
  const app = await office.connect();
  await office.api("PUT", engine(app), { goneAccounts: "ASK" });
  const id = await office.hire("Jane Doe");
  await office.assign(app, id);
  await office.worker();
  await office.settled();
  office.target.remove("Users", String(jane()?.["id"]));
  await office.api("POST", `/api/v1/users/${id}`, { profile: { title: "Boss" } });
  const [task] = await tasksBecome(office, ["accountGone"]);
  await office.api("POST", `/api/v1/users/${id}`, { profile: { title: "Chief" } });
  await office.settled();
  expect(office.target.users()).toEqual([]);
  await office.api("POST", `/api/lockstep/v1/tasks/${task?.id}/approve`);
  await tasksBecome(office, []);
  expect(jane()).toMatchObject({ title: "Chief" });
});

it("works on no more people at once than the app may be asked about, over all workers", async () => {
  const app = await office.connect();
  await office.api("PUT", engine(app), { concurrencyMax: 2 });
  const ids: string[] = [];
  for (let index = 0; index < 12; index += 1) ids.push(await office.hire(`Emp ${index}`));
  let open = 0;
  let most = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    open += 1;
    most = Math.max(most, open);
    try {
      return await globalThis.fetch(input, init);
    } finally {
      open -= 1;
    }
  };
  await office.assign(app, ...ids);
  await Promise.all([office.worker({ deps: { fetch } }), office.worker({ deps: { fetch } })]);
  await office.settled();
  expect(office.target.users()).toHaveLength(12);
  expect(most).toBeLessThanOrEqual(2);
});

it("sends no more requests than the rate in any span of its length, over two workers", async () => {
  const app = await office.connect();
  await office.api("PUT", engine(app), { rate: { requests: 20, per: "SECOND" } });
  const ids: string[] = [];
  for (let index = 0; index < 15; index += 1) ids.push(await office.hire(`Emp ${index}`));
  const sentAt: number[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    sentAt.push(performance.now());
    return globalThis.fetch(input, init);
  };
  await office.assign(app, ...ids);
  await Promise.all([office.worker({ deps: { fetch } }), office.worker({ deps: { fetch } })]);
  await office.settled();
  expect(sentAt.length).toBeGreaterThanOrEqual(30);
  // A token is taken a little before its request leaves; two may be that far apart from their tokens.
  const slackMs = 100;
  const most = Math.max(
    ...sentAt.map((from) => sentAt.filter((at) => at >= from && at < from + 1_000 - slackMs).length),
  );
  expect(most).toBeLessThanOrEqual(20);
});

it.each(["PUSH", "DONT_PUSH"])(
  "lets a worker stop that waits for its next request, mappings: %s",
  async (pushStatus) => {
    const app = await office.connect();
    await office.api("PUT", engine(app), { rate: { requests: 60, per: "HOUR" } });
    const mappings = `/api/lockstep/v1/apps/${app}/mappings`;
    const { items } = await office.api<{ items: readonly object[] }>("GET", mappings);
    const title = { attribute: "title", expression: "user.title", pushStatus };
    await office.api("PUT", mappings, {
      items: [...items.filter((row) => !("attribute" in row && row.attribute === "title")), title],
    });
    const ids: string[] = [];
    for (let index = 0; index < 6; index += 1) ids.push(await office.hire(`Emp ${index}`));
    await office.assign(app, ...ids);
    const worker = await office.worker();
    await until(() => expect(office.target.requests.length).toBeGreaterThan(0));
    await worker.stop();
    const held = await office.database.kysely
      .selectFrom("app_user")
      .select("id")
      .where("lease_owner", "is not", null)
      .execute();
    expect(held).toEqual([]);
    // Waiting is no failed attempt.
    const attempts = await office.database.kysely.selectFrom("app_user").select("attempts").distinct().execute();
    expect(attempts).toEqual([{ attempts: 0 }]);
    await office.api("PUT", engine(app), { rate: null });
    await office.worker();
    await office.settled();
    expect(office.target.users()).toHaveLength(6);
  },
);

it.each([
  [{ requests: 1, per: "SECOND" }],
  [{ requests: 2, per: "MINUTE" }],
  [{ requests: 90, per: "MINUTE" }],
  [{ requests: 1000, per: "HOUR" }],
] as const)("no span of the rate's length holds more than the rate: %j", (rate) => {
  const { perSecond, burst } = limitOf(rate);
  const seconds = { SECOND: 1, MINUTE: 60, HOUR: 3600 }[rate.per];
  expect(burst).toBeGreaterThanOrEqual(1);
  expect(burst + perSecond * seconds).toBeLessThanOrEqual(Math.max(rate.requests, 2));
});
