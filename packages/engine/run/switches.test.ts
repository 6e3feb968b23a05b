import type { JsonObject } from "@lockstep/scim";
import { describe, expect, it } from "vitest";
import {
  type DesiredGroup,
  dialectOf,
  type KnownGroup,
  type KnownUser,
  runGroup,
  runUser,
  SWITCHES,
  type TargetSwitches,
  type UserRun,
} from "../index.ts";
import { CLOCK, clientOf, createTestRandom, jane, NOT_LINKED, runInput } from "../testing/harness.ts";
import { createMemoryTarget, type MemoryTarget } from "../testing/memory-target.ts";
import * as quirks from "../testing/quirks.ts";

const MANAGER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const NO_GROUP: KnownGroup = {
  externalId: undefined,
  displayName: undefined,
  members: undefined,
  linkedByChoice: false,
};

type Options = NonNullable<Parameters<typeof runInput>[1]>;

function user(target: MemoryTarget, switches: TargetSwitches, more: Options = {}): Promise<UserRun> {
  const { dialectName = "rfc", ...rest } = more;
  return runUser(runInput(target, { dialect: dialectOf(dialectName, switches), ...rest }));
}

/** Joins, changes the profile and a password, leaves, and comes back: all that happens to one person. */
async function wholeLife(
  target: MemoryTarget,
  switches: TargetSwitches,
  more: Options = {},
): Promise<readonly UserRun[]> {
  const runs: UserRun[] = [];
  let known: KnownUser = NOT_LINKED;
  const next = async (desired: Options["desired"]) => {
    const secret = () => Promise.resolve("Secret-1234");
    const run = await user(target, switches, { ...more, known, secret, ...(desired === undefined ? {} : { desired }) });
    known = run.known;
    runs.push(run);
  };
  await next(jane());
  await next(
    jane({
      attributes: {
        ...jane().attributes,
        displayName: "Jane D.",
        emails: [{ value: "jd@example.com", type: "work", primary: true }],
      },
      passwordPending: true,
    }),
  );
  await next({ kind: "absent" });
  await next(jane());
  return runs;
}

function group(
  target: MemoryTarget,
  switches: TargetSwitches,
  members: readonly string[],
  known = NO_GROUP,
  inDoubt = false,
) {
  const desired: DesiredGroup = {
    kind: "present",
    displayName: "Staff",
    externalId: "00gstaff",
    members: members.map((value) => ({ value, display: value })),
  };
  return runGroup({
    desired,
    known,
    dialect: dialectOf("rfc", switches),
    client: clientOf(target),
    random: createTestRandom(),
    clock: CLOCK,
    inDoubt,
  });
}

function people(target: MemoryTarget, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => target.addUser({ userName: `u${index}@example.com` }));
}

const completes = (runs: readonly { readonly complete: boolean }[]) => runs.map((run) => run.complete);

/** What a switch is good for: without it the target refuses something, with it the whole life of an account passes. */
const USER_CASES: readonly {
  readonly needs: string;
  readonly quirk: quirks.Quirk;
  readonly switches: TargetSwitches;
  readonly without?: TargetSwitches;
  readonly desired?: JsonObject;
}[] = [
  {
    needs: "userUpdate, userLifecycle, password: no PATCH",
    quirk: quirks.NO_PATCH,
    switches: { userUpdate: "PUT", userLifecycle: "PUT", password: "PUT" },
  },
  { needs: "userUpdate: no PUT", quirk: quirks.NO_PUT, switches: {}, without: { userUpdate: "PUT" } },
  {
    needs: "userLifecycle, password: operations need a path",
    quirk: quirks.NEEDS_PATHS,
    switches: {},
    without: { userLifecycle: "PATCH_PATHLESS", password: "PATCH_PATHLESS" },
  },
  {
    needs: "userLifecycle, password: operations without a path",
    quirk: quirks.NO_PATHS,
    switches: { userUpdate: "PUT", userLifecycle: "PATCH_PATHLESS", password: "PATCH_PATHLESS" },
  },
  { needs: "patchFilters", quirk: quirks.NO_PATH_FILTERS, switches: { patchFilters: false } },
  { needs: "deactivation", quirk: quirks.NO_INACTIVE, switches: { deactivation: "DELETE" } },
  { needs: "lookupBy", quirk: quirks.NO_FILTERS, switches: { lookupBy: "LIST" } },
  {
    needs: "neverSent",
    quirk: quirks.refuses("externalId", "password"),
    switches: { neverSent: ["externalId", "password"] },
  },
  { needs: "booleans", quirk: quirks.TEXT_BOOLEANS, switches: { booleans: "TEXT" } },
  { needs: "placeholderPassword", quirk: quirks.requires("password"), switches: { placeholderPassword: true } },
];

describe("a target that is not like the RFCs", () => {
  it.each(USER_CASES)(
    "refuses without the switch and takes everything with it ($needs)",
    async ({ quirk, switches, without = {} }) => {
      const bare = await wholeLife(quirks.withQuirks(createMemoryTarget(), quirk), without);
      expect(completes(bare)).toContain(false);
      const target = createMemoryTarget();
      const runs = await wholeLife(quirks.withQuirks(target, quirk), switches);
      expect(runs.map((run) => run.failure ?? run.blocked)).toEqual([undefined, undefined, undefined, undefined]);
      expect(target.users()).toEqual([expect.objectContaining({ userName: "jane@example.com", active: true })]);
    },
  );

  it.each(USER_CASES)("then costs no write while nothing changes ($needs)", async ({ quirk, switches }) => {
    const target = createMemoryTarget();
    const quirky = quirks.withQuirks(target, quirk);
    const first = await user(quirky, switches);
    const writes = target.writes();
    const again = await user(quirky, switches, { known: first.known, inDoubt: true });
    expect(again).toMatchObject({ complete: true, known: { externalId: first.known.externalId, active: true } });
    expect(target.writes()).toBe(writes);
  });

  it("is told only one value where it takes one (valuesMax)", async () => {
    const emails = [
      { value: "home@example.com", type: "home" },
      { value: "jane@example.com", type: "work", primary: true },
    ];
    const desired = jane({ attributes: { ...jane().attributes, emails } });
    const bare = await user(quirks.withQuirks(createMemoryTarget(), quirks.SINGLE_VALUES), {}, { desired });
    expect(bare.failure).toMatchObject({ kind: "rejected", detail: expect.stringContaining("Only one value") });
    const target = createMemoryTarget();
    const run = await user(quirks.withQuirks(target, quirks.SINGLE_VALUES), { valuesMax: 1 }, { desired });
    expect(run.complete).toBe(true);
    expect(target.user("jane@example.com")?.["emails"]).toEqual([emails[1]]);
  });

  it("is not asked to create what it requires more for; the plan names the attribute (required)", async () => {
    const target = createMemoryTarget();
    const run = await user(target, { required: ["name.givenName", "title"] });
    expect(target.writes()).toBe(0);
    expect(run.blocked).toEqual({
      code: "attributeMissing",
      message:
        'The app creates no account without title, and "jane@example.com" has no value for it. Fill it in the person\'s profile, or map it under Provisioning, To App.',
    });
  });

  it("is not written to again and again over an attribute that it never returns (neverReturned)", async () => {
    const target = createMemoryTarget();
    const quirky = quirks.withQuirks(target, quirks.HIDES_EXTERNAL_ID);
    const first = await user(quirky, { neverReturned: ["externalId"] });
    const count = target.writes();
    const quiet = await user(quirky, { neverReturned: ["externalId"] }, { known: first.known, inDoubt: true });
    expect(quiet.complete).toBe(true);
    expect(target.writes()).toBe(count);
    const loud = await user(quirky, {}, { known: first.known, inDoubt: true });
    expect(loud.steps.map(({ action }) => action.purpose)).toEqual(["readUser", "updateUser"]);
  });

  it.each(["externalId", "emails.value"] as const)("finds people by %s (lookupAttribute)", async (lookupAttribute) => {
    const target = createMemoryTarget();
    const emails = [{ value: "JANE@example.com", type: "work", primary: true }];
    const id = target.addUser({ userName: "jd", externalId: "00ujane", emails });
    const run = await user(target, { lookupAttribute });
    expect(run).toMatchObject({ complete: true, known: { externalId: id } });
    expect(target.users()).toEqual([expect.objectContaining({ id, userName: "jane@example.com" })]);
    expect(target.requests[0]?.path).toContain(`filter=${lookupAttribute} eq "`);
  });

  it("is listed to the end where it knows no filters, and two rows are never chosen between (lookupBy)", async () => {
    const target = createMemoryTarget();
    people(target, 250);
    const id = target.addUser({ userName: "Jane@example.com" });
    const run = await user(quirks.withQuirks(target, quirks.NO_FILTERS), { lookupBy: "LIST" });
    expect(run).toMatchObject({ complete: true, known: { externalId: id } });
    expect(target.requests.filter(({ path }) => path.startsWith("/Users?")).map(({ path }) => path)).toEqual([
      "/Users?startIndex=1&count=100",
      "/Users?startIndex=101&count=100",
      "/Users?startIndex=201&count=100",
    ]);
    const twice = createMemoryTarget();
    for (const name of ["a", "b"]) twice.addUser({ userName: name, emails: [{ value: "jane@example.com" }] });
    const ambiguous = await user(twice, { lookupBy: "LIST", lookupAttribute: "emails.value" });
    expect(ambiguous.blocked?.code).toBe("ambiguousMatch");
    expect(twice.writes()).toBe(0);
  });
});

describe("a target that hides inactive accounts", () => {
  it("gets the same account back instead of a conflict", async () => {
    const target = createMemoryTarget();
    const quirky = quirks.withQuirks(target, quirks.HIDES_INACTIVE);
    const runs = await wholeLife(quirky, {});
    expect(completes(runs)).toEqual([true, true, true, true]);
    expect(target.users()).toHaveLength(1);
    expect(runs[3]?.steps.map(({ action }) => action.purpose)).toEqual([
      "readUser",
      "lookupUser",
      "activateUser",
      "readUser",
      "updateUser",
    ]);
  });

  it("gets a new account when the old one is really gone", async () => {
    const target = createMemoryTarget();
    const [first] = await wholeLife(target, {});
    const left = await user(target, {}, { known: first?.known ?? NOT_LINKED, desired: { kind: "absent" } });
    target.remove(left.known.externalId ?? "");
    const back = await user(target, {}, { known: left.known });
    expect(back).toMatchObject({ complete: true });
    expect(target.users()).toHaveLength(1);
    expect(back.known.externalId).not.toBe(left.known.externalId);
  });
});

describe("a name that is taken by an account that the look-up misses", () => {
  const TAKEN = "JANE@example.com";
  const taken = () => {
    const target = createMemoryTarget();
    const id = target.addUser({ userName: TAKEN });
    return { target, id };
  };

  it("is found in the whole list where filters are exact (filterCase)", async () => {
    const { target, id } = taken();
    const quirky = quirks.withQuirks(target, quirks.exactFilters([TAKEN]));
    expect(await user(quirky, {})).toMatchObject({ complete: false, failure: { status: 409 } });
    expect(await user(quirky, { filterCase: "EXACT" })).toMatchObject({ complete: true, known: { externalId: id } });
    expect(target.users()).toHaveLength(1);
  });

  it("is known by the status that was measured, where it is not 409 (conflictStatus)", async () => {
    const { target, id } = taken();
    const quirky = quirks.withQuirks(target, quirks.exactFilters([TAKEN]), quirks.conflictAs(422));
    const traits = { filterCase: "EXACT", conflictStatus: 422 } as const;
    expect(await user(quirky, { filterCase: "EXACT" })).toMatchObject({ complete: false, failure: { status: 422 } });
    expect(await user(quirky, traits)).toMatchObject({ complete: true, known: { externalId: id } });
    // The same status for another reason: the account is looked for, and the refusal stays.
    const other = createMemoryTarget();
    const refusing = quirks.withQuirks(other, quirks.refuses("title"), quirks.conflictAs(422));
    const run = await user(
      refusing,
      { ...traits, conflictStatus: 400 },
      {
        desired: jane({ attributes: { ...jane().attributes, title: "Boss" } }),
      },
    );
    expect(run).toMatchObject({ complete: false, failure: { status: 400, detail: expect.stringContaining("title") } });
    expect(other.users()).toEqual([]);
  });
});

describe("an account that vanished", () => {
  it("is created again by itself, or by approval only, and stays linked until then", async () => {
    const target = createMemoryTarget();
    const { known } = await user(target, {});
    target.remove(known.externalId ?? "");
    const changed = jane({ attributes: { ...jane().attributes, title: "Boss" } });
    const asked = await user(target, {}, { known, desired: changed, recreateGone: false });
    expect(asked).toMatchObject({ complete: false, known, blocked: { code: "accountGone" } });
    expect(target.users()).toEqual([]);
    expect(await user(target, {}, { known: asked.known, desired: changed })).toMatchObject({ complete: true });
    expect(target.users()).toHaveLength(1);
  });
});

describe("a protected person", () => {
  it("is neither switched off, nor deleted, nor given another password; everything else goes on", async () => {
    const target = createMemoryTarget();
    const { known } = await user(target, {});
    const off = await user(target, {}, { known, desired: { kind: "absent" }, isProtected: true });
    const deleted = await user(
      target,
      { deactivation: "DELETE" },
      { known, desired: { kind: "absent" }, isProtected: true },
    );
    for (const run of [off, deleted])
      expect(run).toMatchObject({ complete: false, blocked: { code: "protectedPerson" } });
    expect(target.user("jane@example.com")).toMatchObject({ active: true });
    const desired = jane({ attributes: { displayName: "J." }, passwordPending: true });
    const secret = () => Promise.resolve("Secret-1234");
    const changed = await user(target, {}, { known, desired, secret, isProtected: true });
    expect(changed).toMatchObject({ complete: false, passwordDelivered: false, blocked: { code: "protectedPerson" } });
    expect(target.user("jane@example.com")).toMatchObject({ displayName: "J." });
    expect(target.passwordOf("jane@example.com")).toBeUndefined();
    expect(await user(target, {}, { known: changed.known, desired: { kind: "absent" } })).toMatchObject({
      complete: true,
    });
  });
});

describe("groups of a target that is not like the RFCs", () => {
  it("get as many members per request as it takes (memberChunkMax)", async () => {
    const target = createMemoryTarget();
    const ids = people(target, 25);
    const quirky = quirks.withQuirks(target, quirks.membersMax(10));
    expect((await group(quirky, { memberChunkMax: 10 }, ids)).complete).toBe(true);
    expect(target.memberIds("Staff")).toHaveLength(25);
    expect(target.writes()).toBe(4);
  });

  it("lose members by value where paths hold no filters (memberRemoval)", async () => {
    const target = createMemoryTarget();
    const ids = people(target, 3);
    const quirky = quirks.withQuirks(target, quirks.NO_PATH_FILTERS);
    const { known } = await group(quirky, {}, ids);
    expect((await group(quirky, {}, ids.slice(1), known)).complete).toBe(false);
    const run = await group(quirky, { memberRemoval: "VALUE" }, ids.slice(2), known);
    expect(run.complete).toBe(true);
    expect(target.memberIds("Staff")).toEqual(ids.slice(2));
  });

  it("are read instead of set where one request may not set all members (membersReplaceable)", async () => {
    const target = createMemoryTarget();
    const ids = people(target, 4);
    const quirky = quirks.withQuirks(target, quirks.NO_MEMBERS_REPLACE);
    const { known } = await group(quirky, {}, ids.slice(0, 2));
    const unsure = { ...known, members: undefined };
    expect(
      (await group(quirky, {}, ids.slice(1), unsure)).steps.some(({ outcome }) => outcome.kind === "rejected"),
    ).toBe(true);
    const other = createMemoryTarget();
    const others = people(other, 4);
    const strict = quirks.withQuirks(other, quirks.NO_MEMBERS_REPLACE);
    const first = await group(strict, { membersReplaceable: false }, others.slice(0, 2));
    const run = await group(strict, { membersReplaceable: false }, others.slice(1), {
      ...first.known,
      members: undefined,
    });
    expect(run.steps.every(({ outcome }) => outcome.kind === "done")).toBe(true);
    expect(other.memberIds("Staff")).toEqual(others.slice(1));
  });

  it("are renamed with or without a path (groupRename)", async () => {
    for (const groupRename of ["PATCH", "PATCH_PATHLESS"] as const) {
      const target = createMemoryTarget();
      const { known } = await group(target, { groupRename }, []);
      await group(target, { groupRename }, [], { ...known, displayName: "Old" });
      const [operation] = (target.requests.at(-1)?.body?.["Operations"] ?? []) as readonly JsonObject[];
      expect(operation?.["path"]).toBe(groupRename === "PATCH" ? "displayName" : undefined);
    }
  });

  it("are sent whole where there is no PATCH (group)", async () => {
    const target = createMemoryTarget();
    const ids = people(target, 3);
    const quirky = quirks.withQuirks(target, quirks.NO_PATCH);
    expect((await group(quirky, {}, ids)).complete).toBe(false);
    expect((await group(quirks.withQuirks(createMemoryTarget(), quirks.NO_PATCH), { group: "PUT" }, [])).complete).toBe(
      true,
    );
  });

  it("converge without ever being read, also after a request got lost (membersReturned)", async () => {
    const target = createMemoryTarget();
    const ids = people(target, 6);
    const quirky = quirks.withQuirks(target, quirks.HIDES_MEMBERS, quirks.NO_MEMBERS_REPLACE);
    const switches = { membersReturned: false, membersReplaceable: false } as const;
    const { known } = await group(quirky, switches, ids.slice(0, 3));
    target.failNext(["timeoutAfter"], ({ method }) => method === "PATCH");
    const lost = await group(quirky, switches, ids.slice(1, 5), known);
    expect(lost).toMatchObject({ complete: false, failure: { kind: "unknown" } });
    // Meanwhile the fourth and fifth are no longer wanted either: they may stand there by the lost request.
    const run = await group(quirky, switches, [ids[1] ?? "", ids[5] ?? ""], lost.known, true);
    expect(run.complete).toBe(true);
    expect([...target.memberIds("Staff")].sort()).toEqual([ids[1], ids[5]].sort());
  });
});

describe("AWS and GitHub as they are described", () => {
  const aws = [
    quirks.refuses("password", "display", "roles"),
    quirks.requires("givenName", "familyName", "displayName"),
    quirks.SINGLE_VALUES,
    quirks.NO_MEMBERS_REPLACE,
    quirks.HIDES_MEMBERS,
    quirks.membersMax(100),
    quirks.NEEDS_PATHS,
  ];
  const github = [
    quirks.NO_PATH_FILTERS,
    quirks.refuses("password"),
    quirks.requires("emails", "displayName", "externalId"),
  ];

  it.each([
    ["aws", aws],
    ["github", github],
  ] as const)("take the whole life of an account (%s)", async (dialectName, habits) => {
    const target = createMemoryTarget();
    const runs = await wholeLife(quirks.withQuirks(target, ...habits), {}, { dialectName });
    expect(runs.map((run) => run.failure ?? run.blocked)).toEqual([undefined, undefined, undefined, undefined]);
    expect(target.users()).toEqual([expect.objectContaining({ userName: "jane@example.com", active: true })]);
    expect(dialectOf(dialectName).neverSent).toContain("password");
  });

  it("keep a manager's id, without the name that AWS refuses", async () => {
    const target = createMemoryTarget();
    const desired = jane({
      attributes: { ...jane().attributes, [MANAGER]: { manager: { value: "user-9", displayName: "Bo" } } },
    });
    const run = await user(
      quirks.withQuirks(target, quirks.refuses("manager.displayName")),
      {},
      { dialectName: "aws", desired },
    );
    expect(run.complete).toBe(true);
    expect(target.user("jane@example.com")?.[MANAGER]).toEqual({ manager: { value: "user-9" } });
  });
});

describe("every switch", () => {
  const elsewhere = ["references", "referenceAttributes", "rateLimitFirstDelayMs", "rateLimitHonoursDates"];

  it("is used by a test of this file, or named with the place of its test", async () => {
    const { readFileSync } = await import("node:fs");
    const text = readFileSync(new URL(import.meta.url), "utf8");
    // References: apps/directory/provisioning/references.test.ts. Waits: rate-limit.test.ts.
    expect(
      SWITCHES.map(({ name }) => name).filter(
        (name) => !text.includes(`${name}:`) && !elsewhere.includes(name) && !text.includes(`(${name})`),
      ),
    ).toEqual([]);
  });
});
