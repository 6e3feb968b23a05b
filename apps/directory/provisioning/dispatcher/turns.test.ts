import type { PersonId } from "@lockstep/ports";
import { afterEach, beforeEach, expect, it } from "vitest";
import { updatePerson } from "../../domain/people.ts";
import { openApi } from "../testing/api.ts";
import { appRow, assign, connectedApp, createWorld, person, until, type World } from "../testing/world.ts";

const PEOPLE = 10;
const AT_ONCE = 2;

let world: World;
let accepts: World["target"]["accepts"];
beforeEach(async () => {
  world = await createWorld();
  ({ accepts } = world.target);
});
afterEach(async () => {
  await world.end();
});

/** Ten people of an app that answers the first look-ups only once `answer` is called, and a worker that asks for two at once. */
async function heldUp() {
  const appId = await connectedApp(world, { syncPassword: false });
  const people: PersonId[] = [];
  for (let index = 0; index < PEOPLE; index += 1) people.push(await person(world, `Person${index} Test`));
  await assign(world, appId, ...people);
  const { promise, resolve } = Promise.withResolvers<void>();
  world.target.fault = ({ method }) => (method === "GET" ? { kind: "carryOutAndWait", until: promise } : undefined);
  const worker = await world.worker({ perAppMax: AT_ONCE });
  await until(() => expect(asked()).toBe(AT_ONCE));
  return {
    worker,
    people,
    answer: () => {
      world.target.fault = () => undefined;
      resolve();
    },
  };
}

const asked = () => world.target.requests.length;

async function leased(): Promise<readonly string[]> {
  const rows = await world.database.kysely
    .selectFrom("app_user")
    .select("person_id as id")
    .where("lease_owner", "is not", null)
    .execute();
  return rows.map(({ id }) => id);
}

it("leases more people than the app may be asked about at once, and asks about no more", async () => {
  const { answer } = await heldUp();
  expect(await leased()).toHaveLength(PEOPLE);
  // Another worker finds no place that is free.
  await world.worker({ perAppMax: AT_ONCE });
  expect(asked()).toBe(AT_ONCE);
  answer();
  await world.settled();
  expect(world.target.users()).toHaveLength(PEOPLE);
  expect(world.target.writes()).toHaveLength(PEOPLE);
});

it("sends who waits for a turn as a change meanwhile left them, once", async () => {
  const { people, answer } = await heldUp();
  const names = world.target.requests.map(({ path }) => decodeURIComponent(path));
  const waiting = people.findIndex((_, index) => !names.some((path) => path.includes(`person${index}.test`)));
  await updatePerson(world.act, people[waiting] as PersonId, { profile: { title: "Promoted" }, partial: true });
  answer();
  await world.settled();
  expect(world.target.user(`person${waiting}.test@example.com`)).toMatchObject({ title: "Promoted" });
  expect(world.target.writes()).toHaveLength(PEOPLE);
});

it("gives back who waits when it stops, without a doubt, and lets the others finish", async () => {
  const { worker, answer } = await heldUp();
  const stopped = worker.stop();
  await until(async () => expect(await leased()).toHaveLength(AT_ONCE));
  answer();
  await stopped;
  expect(world.target.users()).toHaveLength(AT_ONCE);
  const doubtful = await world.database.kysely
    .selectFrom("app_user")
    .select("id")
    .where("in_doubt", "=", true)
    .execute();
  expect(doubtful).toEqual([]);
});

it("lets nobody ask an app who waited when its credential is refused", async () => {
  const { answer } = await heldUp();
  world.target.accepts = () => false;
  answer();
  await until(async () => expect(await leased()).toEqual([]));
  expect(world.target.users()).toHaveLength(0);
  expect(asked()).toBeLessThanOrEqual(2 * AT_ONCE);
});

it("a pause that another worker's refusal brings about is told to those who wait here: they ask nothing", async () => {
  const appId = await connectedApp(world, { syncPassword: false });
  const people: PersonId[] = [];
  for (let index = 0; index < PEOPLE; index += 1) people.push(await person(world, `Person${index} Test`));
  await assign(world, appId, ...people);
  const { promise, resolve } = Promise.withResolvers<void>();
  let looks = 0;
  world.target.fault = ({ method }) => {
    looks += method === "GET" ? 1 : 0;
    return looks === 1 ? { kind: "carryOutAndWait", until: promise } : undefined;
  };
  await world.worker({ concurrencyMax: 1, ahead: 4 });
  await until(() => expect(asked()).toBe(1));
  expect(await leased()).toHaveLength(4);
  // The other one has people of its own, and is refused.
  world.target.accepts = () => false;
  await world.worker({ concurrencyMax: 1, ahead: 2 });
  await until(async () => expect((await appRow(world, appId)).paused_reason).toBe("credential"));
  world.target.accepts = accepts;
  const before = asked();
  resolve();
  await until(async () => expect(await leased()).toEqual([]));
  // Whoever had begun goes on to its end; the three who waited for it are given back.
  expect(world.target.users()).toHaveLength(1);
  expect(asked()).toBe(before + 1);
});

it("and so is an administrator's pause", async () => {
  const { answer } = await heldUp();
  const api = await openApi(world);
  const { id } = await world.database.kysely.selectFrom("app").select("id").executeTakeFirstOrThrow();
  await api.ok("POST", `/api/lockstep/v1/apps/${id}/pause`);
  answer();
  await until(async () => expect(await leased()).toEqual([]));
  expect(world.target.users()).toHaveLength(AT_ONCE);
  expect(asked()).toBe(2 * AT_ONCE);
});
