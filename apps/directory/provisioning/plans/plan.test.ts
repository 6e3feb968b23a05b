import type { AppId, PersonId } from "@lockstep/ports";
import { ENTERPRISE_USER_URN } from "@lockstep/scim";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { interposeDatabase } from "../../../../packages/database/testing/index.ts";
import type { PlanPreview } from "../../contract.ts";
import { unassignPerson } from "../../domain/app-users.ts";
import { DIALECT_NAMES, updateApp } from "../../domain/apps.ts";
import { addMember, removeMember, updateGroup } from "../../domain/groups.ts";
import { updatePerson } from "../../domain/people.ts";
import { deletePushMapping, setPushStatus } from "../../domain/push-mappings.ts";
import { type Api, openApi } from "../testing/api.ts";
import { populate } from "../testing/populate.ts";
import { lineOf, makePlan, plannedRequests, sentLine, sentRequests, subjectsOf } from "../testing/wire.ts";
import { assign, connectedApp, createWorld, group, person, push, until, type World } from "../testing/world.ts";

let world: World;
let api: Api;
beforeEach(async () => {
  world = await createWorld();
  api = await openApi(world);
});
afterEach(async () => {
  await world.end();
});

const own = (appId: string, path: string) => `/api/lockstep/v1/apps/${appId}${path}`;
const DIALECTS = DIALECT_NAMES;
const MANAGER = `${ENTERPRISE_USER_URN}:manager.value`;

/** Pauses, changes, plans, lets go, and gives both sides: what was planned, and what was sent. */
async function planThenSend(appId: AppId, change: () => Promise<void>) {
  await api.ok("POST", own(appId, "/pause"));
  world.target.forget();
  await change();
  const plan = await makePlan(api, appId);
  expect(plan.error).toBeNull();
  const subjects = await subjectsOf(api, plan);
  expect(world.target.writes()).toEqual([]);
  world.target.forget();
  await api.ok("POST", own(appId, "/resume"));
  await world.settled();
  const sent = sentRequests(world.target.requests);
  return { plan, subjects, planned: await plannedRequests(world, subjects), sent };
}

async function appOf(dialect: string, features: object = {}): Promise<AppId> {
  const appId = await connectedApp(world, { syncPassword: false, ...features });
  await updateApp(world.act, appId, { dialect });
  return appId;
}

describe.each(DIALECTS)("the plan of an app in the dialect %s is what is sent, literally", (dialect) => {
  it("create, link, change, deactivate and reactivate of people", async () => {
    const appId = await appOf(dialect);
    await world.worker();
    world.target.put("Users", { userName: "lea.link@example.com", active: true, title: "Old", nickName: "L" });
    const [ann, bob, cid] = [
      await person(world, "Ann Ash", { title: "A" }),
      await person(world, "Bob Birch"),
      await person(world, "Cid Cone"),
    ];
    await assign(world, appId, ann, bob, cid);
    await world.settled();
    await unassignPerson(world.act, { appId, personId: cid });
    await world.settled();
    world.target.forget();
    const { plan, planned, sent } = await planThenSend(appId, async () => {
      const [lea, dan] = [await person(world, "Lea Link", { title: "New" }), await person(world, "Dan Dogwood")];
      await assign(world, appId, lea, dan);
      await updatePerson(world.act, ann, { profile: { title: "B", department: "Finance" }, partial: true });
      await unassignPerson(world.act, { appId, personId: bob });
      await assign(world, appId, cid);
    });
    expect(sent).toEqual(planned);
    expect(sent).toHaveLength(5);
    expect(plan.summary).toMatchObject({ create: 1, link: 1, deactivate: 1, reactivate: 1, overwrites: { title: 2 } });
    expect(plan.summary.update).toBeGreaterThanOrEqual(2);
    expect(plan.scanned).toBe(plan.total);
  });

  it("a password, which stays a placeholder", async () => {
    const appId = await appOf(dialect, { syncPassword: true, passwordChange: "CHANGE" });
    await world.worker();
    const ann = await person(world, "Ann Ash");
    await assign(world, appId, ann);
    await world.settled();
    const { subjects, planned, sent } = await planThenSend(appId, async () => {
      await api.ok("POST", own(appId, "/reset-passwords"));
      await assign(world, appId, await person(world, "Ben Beech"));
    });
    expect(sent).toEqual(planned);
    const placeholders = JSON.stringify(subjects).match(/«password»/g)?.length ?? 0;
    // Some targets take no passwords at all.
    expect(placeholders).toBe(sent.join().match(/«password»/g)?.length ?? 0);
    if (dialect.startsWith("okta")) expect(placeholders).toBe(2);
  });

  it("groups: created with members that the same plan creates, renamed, changed by a delta, deleted", async () => {
    const appId = await appOf(dialect);
    await world.worker();
    const people = await Promise.all(
      ["Ann Ash", "Bob Birch", "Cid Cone", "Dan Dogwood"].map((name) => person(world, name)),
    );
    const [ann, bob, cid, dan] = people as [PersonId, PersonId, PersonId, PersonId];
    await assign(world, appId, ann, bob, cid);
    const [old, gone] = [await group(world, "Old name", ann, bob), await group(world, "Gone", cid)];
    await push(world, appId, old);
    const goneMapping = await push(world, appId, gone);
    await world.settled();
    world.target.forget();
    const { plan, planned, sent } = await planThenSend(appId, async () => {
      await assign(world, appId, dan);
      await updateGroup(world.act, old, { name: "New name" });
      await removeMember(world.act, old, ann);
      await addMember(world.act, old, cid);
      await addMember(world.act, old, dan);
      await push(world, appId, await group(world, "Fresh", bob, dan));
      await setPushStatus(world.act, { appId, id: goneMapping }, "INACTIVE");
      await deletePushMapping(world.act, { appId, id: goneMapping }, { deleteTargetGroup: true });
    });
    expect(sent).toEqual(planned);
    expect(plan.summary).toMatchObject({
      groupCreate: 1,
      groupDelete: 1,
      membershipAdds: 4,
      membershipRemovals: 2,
      create: 1,
    });
    expect(world.target.group("New name")).toBeDefined();
    expect(world.target.group("Gone")).toBeUndefined();
  });
});

describe("plans", () => {
  it("cut the members of a large group into the requests that are sent", async () => {
    const appId = await appOf("okta-catalogue");
    await world.worker();
    const people = await populate(world, appId, 130);
    const { subjects, planned, sent } = await planThenSend(appId, async () => {
      await push(world, appId, await group(world, "Everybody here", ...people));
    });
    expect(sent).toEqual(planned);
    const pushed = subjects.find(({ kind }) => kind === "pushGroup");
    expect(pushed?.actions.map(({ purpose }) => purpose)).toEqual(["createGroup", "addMembers", "addMembers"]);
  });

  it.each(["id", "userName", "externalId"] as const)(
    "name managers that the same plan creates (%s), and who goes first",
    async (references) => {
      const appId = await appOf("rfc");
      const { items } = await api.ok<{ items: readonly object[] }>("GET", own(appId, "/mappings"));
      const mapping = { attribute: MANAGER, expression: "user.managerId", pushStatus: "PUSH" };
      await api.ok("PUT", own(appId, "/mappings"), { items: [...items, mapping] });
      await api.ok("PUT", own(appId, "/target-switches"), { switches: { references } });
      await world.worker();
      const old = await person(world, "Olive Old", { managerId: "cleo.chief@example.com" });
      await assign(world, appId, old);
      await world.settled();
      const people: PersonId[] = [];
      const { subjects, planned, sent } = await planThenSend(appId, async () => {
        const jane = await person(world, "Jane Low", { managerId: "lea.lead@example.com" });
        const lea = await person(world, "Lea Lead", { managerId: "cleo.chief@example.com" });
        const chief = await person(world, "Cleo Chief");
        people.push(jane, lea, chief);
        await assign(world, appId, jane, lea, chief);
        await push(world, appId, await group(world, "Bosses", lea, chief));
      });
      expect(sent).toEqual(planned);
      // The third kind is known before.
      const [, lea, chief] = people;
      const afterOf = (name: string) => subjects.find((subject) => subject.name === name)?.after;
      expect(afterOf("jane.low@example.com")).toEqual(references === "externalId" ? [] : [lea]);
      expect(afterOf("olive.old@example.com")).toEqual(references === "externalId" ? [] : [chief]);
      expect([...(afterOf("Bosses") ?? [])].sort()).toEqual([lea, chief].sort());
      const created = world.target
        .writes()
        .flatMap(({ method, path, body }) => (method === "POST" && path === "/Users" ? [body?.["userName"]] : []));
      expect(created).toEqual(["cleo.chief@example.com", "lea.lead@example.com", "jane.low@example.com"]);
    },
  );

  it.each(["rfc", "okta-catalogue", "okta-wizard"])(
    "foresee who of a circle of managers goes first, and the request that completes the account afterwards (%s)",
    async (dialect) => {
      const appId = await appOf(dialect);
      const { items } = await api.ok<{ items: readonly object[] }>("GET", own(appId, "/mappings"));
      const mapping = { attribute: MANAGER, expression: "user.managerId", pushStatus: "PUSH" };
      await api.ok("PUT", own(appId, "/mappings"), { items: [...items, mapping] });
      await world.worker();
      const people: PersonId[] = [];
      const { subjects, planned } = await planThenSend(appId, async () => {
        for (const name of ["Ann Ash", "Bob Birch", "Cid Cone", "Own Er", "Low Ly"])
          people.push(await person(world, name));
        const [ann, bob, cid, own_, low] = people as [PersonId, PersonId, PersonId, PersonId, PersonId];
        const managers: readonly (readonly [PersonId, PersonId])[] = [
          [ann, bob],
          [bob, cid],
          [cid, ann],
          [own_, own_],
          [low, bob],
        ];
        for (const [id, managerId] of managers)
          await updatePerson(world.act, id, { profile: { managerId }, partial: true });
        await assign(world, appId, ...people);
      });
      // A body that is put over what the account holds has its properties in the order in which the app shows them.
      const lines = (runs: readonly string[]) =>
        runs
          .flatMap((run) => run.split("\n"))
          .map((line) => line.replace(/\{.*$/, (body) => inOrder(JSON.parse(body))))
          .toSorted();
      // Whoever is completed becomes due after the last of the others was recorded.
      await until(() => expect(world.target.writes()).toHaveLength(7));
      await world.settled();
      const sent = sentRequests(world.target.requests);
      expect(lines(sent)).toEqual(lines(planned));
      // One of three who wait for each other, and whoever is the own manager, are completed; nobody else is sent twice.
      const [first = ""] = people.slice(0, 3).toSorted();
      const twice = subjects.filter(({ actions }) => actions.length > 1).map(({ id }) => id);
      expect(twice.toSorted()).toEqual([first, people[3]].toSorted());
      expect(subjects.find(({ id }) => id === first)?.after).toEqual([]);
      expect(sent).toHaveLength(7);
      const created = world.target
        .writes()
        .flatMap(({ method, body }) => (method === "POST" ? [String(body?.["externalId"])] : []));
      const circle = created.filter((id) => people.slice(0, 3).includes(id as PersonId));
      expect(circle[0]).toBe(first);
    },
  );

  it("show a person's reads and writes in the order of the wire, and need no read where the known state suffices", async () => {
    const appId = await appOf("okta-catalogue");
    await world.worker();
    const ann = await person(world, "Ann Ash", { title: "A" });
    await assign(world, appId, ann);
    await world.settled();
    await api.ok("POST", own(appId, "/pause"));
    const preview = () => api.ok<PlanPreview>("POST", own(appId, `/users/${ann}/preview`));
    world.target.forget();
    expect(await preview()).toEqual({ reads: [], actions: [], blocked: null });
    expect(world.target.requests).toEqual([]);
    await updatePerson(world.act, ann, { profile: { title: "B" }, partial: true });
    const plan = await preview();
    world.target.forget();
    await api.ok("POST", own(appId, "/resume"));
    await world.settled();
    const lines = [...plan.reads, ...plan.actions].map((action) => lineOf(world, action));
    expect(world.target.requests.map(sentLine)).toEqual(lines);
    expect(lines.map((line) => line.split(" ")[0])).toEqual(["GET", "PUT"]);
    expect(plan.actions[0]?.reason).toContain("title");
  });

  it("leave another person's account alone, as the run does", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    await world.worker();
    const ann = await person(world, "Ann Ash");
    await assign(world, appId, ann);
    await world.settled();
    const twin = await person(world, "Twin Ash", { email: "ann.ash@example.com" });
    const { plan, sent } = await planThenSend(appId, () => assign(world, appId, twin));
    expect([plan.summary.blocked, sent]).toEqual([{ userNameTaken: 1 }, []]);
  });

  it("look for the holders of user names together, and name each one who holds one", async () => {
    const appId = await connectedApp(world, { syncPassword: false });
    let looks = 0;
    let [others, begun] = [0, 0];
    /** Everybody who is read at this moment has come as far as they come without the look: the database is idle, and nothing moves here. */
    const stillness = async () => {
      for (let turns = 0, known = begun; turns < 200; turns = others === 0 && known === begun ? turns + 1 : 0) {
        known = begun;
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const counting = interposeDatabase(world.database, {
      unit: (_, work) => work(),
      statement: async (query, execute) => {
        if (query.sql.includes("limit 1) as holder")) {
          looks += 1;
          await stillness();
          return await execute(query);
        }
        [others, begun] = [others + 1, begun + 1];
        return await execute(query).finally(() => {
          others -= 1;
        });
      },
    });
    await world.worker({ deps: { database: counting } });
    const held = [await person(world, "Ann Ash"), await person(world, "Bob Birch")];
    await assign(world, appId, ...held);
    await world.settled();
    const { plan, subjects } = await (async () => {
      await api.ok("POST", own(appId, "/pause"));
      for (const name of ["Ann Ash", "Bob Birch"])
        await assign(
          world,
          appId,
          await person(world, `Twin ${name}`, { email: emailOf(name), login: `twin.${emailOf(name)}` }),
        );
      for (let index = 0; index < 40; index += 1) await assign(world, appId, await person(world, `New${index} Comer`));
      looks = 0;
      const made = await makePlan(api, appId);
      return { plan: made, subjects: await subjectsOf(api, made) };
    })();
    expect(plan.summary).toMatchObject({ create: 40, blocked: { userNameTaken: 2 } });
    const words = subjects.flatMap(({ blocked }) => blocked?.message ?? []);
    expect(words.filter((text) => text.includes("ann.ash@example.com"))).toHaveLength(1);
    expect(words.filter((text) => text.includes("bob.birch@example.com"))).toHaveLength(1);
    // Eight are read at a time: of each round one asks, and while it waits the others ask at once.
    expect(looks).toBeGreaterThan(0);
    expect(looks).toBeLessThanOrEqual(14);
  });

  it("random people and changes: what is planned is sent, and nothing else", async () => {
    await world.worker();
    let round = 0;
    const text = fc.stringMatching(/^([a-zA-Z0-9äßé"\\'«»,.:-]{0,8})$/);
    const profile = fc.record({ title: text, department: text, nickName: text });
    const change = fc.constantFrom("none", "edit", "unassign", "both");
    const one = fc.record({
      before: profile,
      after: profile,
      change,
      inGroup: fc.boolean(),
      leavesGroup: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...DIALECTS),
        fc.array(one, { minLength: 1, maxLength: 5 }),
        async (dialect, people) => {
          round += 1;
          const appId = await appNamed(`Round ${round}`, dialect);
          const ids: PersonId[] = [];
          for (const [index, each] of people.entries()) {
            ids.push(await person(world, `P${index} Round${round}`, filled(each.before)));
          }
          const groupId = await group(world, `Group ${round}`, ...ids.filter((_, index) => people[index]?.inGroup));
          await assign(world, appId, ...ids);
          await push(world, appId, groupId);
          await world.settled();
          world.target.forget();
          const { planned, sent } = await planThenSend(appId, async () => {
            for (const [index, each] of people.entries()) {
              const id = ids[index] as PersonId;
              if (each.change === "edit" || each.change === "both") {
                await updatePerson(world.act, id, { profile: nulled(each.after), partial: true });
              }
              if (each.change === "unassign" || each.change === "both")
                await unassignPerson(world.act, { appId, personId: id });
              if (each.inGroup && each.leavesGroup) await removeMember(world.act, groupId, id);
            }
          });
          expect(sent).toEqual(planned);
        },
      ),
      { numRuns: 10 },
    );
  }, 120_000);
});

/** A value as text, properties by their names. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
}

function emailOf(name: string): string {
  return `${name.replace(" ", ".")}@example.com`.toLowerCase();
}

/** Profile values cannot be empty texts: empty ones are left out, or cleared. */
function filled(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
}

function nulled(values: Readonly<Record<string, string>>): Record<string, string | null> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === "" ? null : value]));
}

async function appNamed(label: string, dialect: string): Promise<AppId> {
  const appId = await connectedApp(world, { syncPassword: false }, label);
  await updateApp(world.act, appId, { dialect });
  return appId;
}
