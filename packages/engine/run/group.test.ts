import { describe, expect, it } from "vitest";
import {
  type DesiredGroup,
  DIALECTS,
  type DialectName,
  type KnownGroup,
  planGroup,
  previewGroup,
  runGroup,
} from "../index.ts";
import { CLOCK, clientOf, createTestRandom, dyingClient, Killed } from "../testing/harness.ts";
import { createMemoryTarget, type Fault, type MemoryTarget } from "../testing/memory-target.ts";
import type { GroupRunInput } from "./group.ts";

const DIALECT_NAMES: readonly DialectName[] = ["okta-catalogue", "okta-wizard", "rfc"];
const NOT_PUSHED: KnownGroup = {
  externalId: undefined,
  displayName: undefined,
  members: undefined,
  linkedByChoice: false,
};
const isWrite = ({ method }: { readonly method: string }) => method !== "GET";

function people(target: MemoryTarget, count: number): { value: string; display: string }[] {
  return Array.from({ length: count }, (_, index) => {
    const userName = `u${index}@example.com`;
    return { value: target.addUser({ userName }), display: userName };
  });
}

function sales(members: readonly { value: string; display: string }[], displayName = "Sales"): DesiredGroup {
  return { kind: "present", displayName, members, externalId: "00gsales" };
}

function input(
  target: MemoryTarget,
  desired: DesiredGroup,
  changes: Partial<GroupRunInput> & { readonly dialectName?: DialectName } = {},
): GroupRunInput {
  const { dialectName = "okta-catalogue", ...rest } = changes;
  return {
    desired,
    known: NOT_PUSHED,
    dialect: DIALECTS[dialectName],
    client: clientOf(target),
    random: createTestRandom(),
    clock: CLOCK,
    ...rest,
  };
}

function sent(target: MemoryTarget): readonly string[] {
  return target.requests.map(({ method, path }) => `${method} ${path.replace(/&startIndex.*/, "")}`);
}

describe("a new push group", () => {
  it("is looked up, created empty and then filled in chunks (Okta)", async () => {
    const target = createMemoryTarget();
    const members = people(target, 150);
    const run = await runGroup(input(target, sales(members)));
    expect(sent(target)).toEqual([
      'GET /Groups?filter=displayName eq "Sales"',
      "POST /Groups",
      "PATCH /Groups/group-151",
      "PATCH /Groups/group-151",
    ]);
    expect(target.requests[1]?.body).toEqual({
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
      externalId: "00gsales",
      displayName: "Sales",
      members: [],
    });
    expect(target.memberIds("Sales")).toHaveLength(150);
    expect(run).toMatchObject({
      complete: true,
      leftOut: [],
      known: { externalId: "group-151", displayName: "Sales" },
    });
    expect(run.known.members).toHaveLength(150);
  });

  it.each(DIALECT_NAMES)("costs nothing more when nothing has changed (%s)", async (dialectName) => {
    const target = createMemoryTarget();
    const desired = sales(people(target, 3));
    const { known } = await runGroup(input(target, desired, { dialectName }));
    const before = target.requests.length;
    await expect(runGroup(input(target, desired, { dialectName, known }))).resolves.toMatchObject({
      complete: true,
      steps: [],
    });
    expect(target.requests).toHaveLength(before);
  });

  it("is not linked to a group of the same name, and nothing is sent", async () => {
    const target = createMemoryTarget();
    target.addGroup({ displayName: "SALES" });
    const run = await runGroup(input(target, sales(people(target, 1))));
    expect(target.writes()).toBe(0);
    expect(run).toMatchObject({
      complete: false,
      known: NOT_PUSHED,
      blocked: {
        code: "groupNameTaken",
        message:
          'The app already has a group named "Sales". Group names should be unique, otherwise the groups are not linked: rename one of the two, or choose to link this group to the existing one.',
      },
    });
  });

  it.each(DIALECT_NAMES)("joins an existing group by choice and keeps the members it had (%s)", async (dialectName) => {
    const target = createMemoryTarget();
    const [first, second] = people(target, 2);
    if (first === undefined || second === undefined) throw new Error("two people expected");
    target.addGroup({ displayName: "Sales", members: [{ value: first.value }] });
    const known = { ...NOT_PUSHED, linkedByChoice: true };
    const run = await runGroup(input(target, sales([second]), { dialectName, known }));
    expect(run.complete).toBe(true);
    expect(target.memberIds("Sales")).toEqual([first.value, second.value]);
    const next = await runGroup(input(target, sales([]), { dialectName, known: run.known }));
    expect(next.complete).toBe(true);
    expect(target.memberIds("Sales")).toEqual([first.value]);
  });

  it("joins the group that was chosen by its id, and renames it first", async () => {
    const target = createMemoryTarget();
    const id = target.addGroup({ displayName: "Verkauf" });
    const known = { ...NOT_PUSHED, externalId: id, linkedByChoice: true };
    const run = await runGroup(input(target, sales(people(target, 1)), { known }));
    expect(run.steps.map(({ action }) => action.purpose)).toEqual(["readGroup", "renameGroup", "addMembers"]);
    expect(target.requests[1]?.body).toMatchObject({
      Operations: [{ op: "replace", value: { id, displayName: "Sales" } }],
    });
    expect(target.memberIds("Sales")).toHaveLength(1);
  });
});

describe("a pushed group", () => {
  it.each(DIALECT_NAMES)("sends only what changed, removals first (%s)", async (dialectName) => {
    const target = createMemoryTarget();
    const [a, b, c] = people(target, 3);
    if (a === undefined || b === undefined || c === undefined) throw new Error("three people expected");
    const { known } = await runGroup(input(target, sales([a, b]), { dialectName }));
    const run = await runGroup(input(target, sales([b, c], "Sales EMEA"), { dialectName, known }));
    expect(run.complete).toBe(true);
    expect([...target.memberIds("Sales EMEA")].sort()).toEqual([b.value, c.value]);
    if (dialectName === "okta-wizard") return;
    expect(target.requests.at(-1)?.body).toEqual({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [
        { op: "remove", path: `members[value eq "${a.value}"]` },
        { op: "add", path: "members", value: [{ value: c.value, display: c.display }] },
      ],
    });
  });

  it("is set as a whole when its members are not known", async () => {
    const target = createMemoryTarget();
    const [a, b] = people(target, 2);
    if (a === undefined || b === undefined) throw new Error("two people expected");
    const { known } = await runGroup(input(target, sales([a])));
    const run = await runGroup(input(target, sales([b]), { known: { ...known, members: undefined } }));
    expect(run.steps.map(({ action }) => action.purpose)).toEqual(["replaceMembers"]);
    expect(target.memberIds("Sales")).toEqual([b.value]);
    expect(run.known.members).toEqual([b.value]);
  });

  it("larger than a chunk is read and brought to its members by a delta, so that nobody is out meanwhile", async () => {
    const target = createMemoryTarget();
    const members = people(target, 120);
    const { known } = await runGroup(input(target, sales(members)));
    const run = await runGroup(input(target, sales(members.slice(1)), { known: { ...known, members: undefined } }));
    expect(run.steps.map(({ action }) => action.purpose)).toEqual(["readGroup", "removeMembers"]);
    expect(target.memberIds("Sales")).toHaveLength(119);
  });

  it("whose new name is taken keeps the old one, says so, and still gets its members", async () => {
    for (const dialectName of ["okta-catalogue", "rfc"] as const) {
      const target = createMemoryTarget();
      target.addGroup({ displayName: "Taken" });
      const { known } = await runGroup(input(target, sales([]), { dialectName }));
      const run = await runGroup(input(target, sales(people(target, 1), "Taken"), { dialectName, known }));
      expect(run).toMatchObject({
        complete: false,
        blocked: { code: "groupNameTaken" },
        known: { displayName: "Sales" },
      });
      expect(target.memberIds("Sales")).toHaveLength(1);
    }
  });

  it.each(DIALECT_NAMES)("that is gone is neither made anew nor linked again by guess (%s)", async (dialectName) => {
    const target = createMemoryTarget();
    const members = people(target, 2);
    const { known } = await runGroup(input(target, sales(members.slice(1)), { dialectName }));
    target.remove(known.externalId ?? "");
    const again = () => runGroup(input(target, sales(members), { dialectName, known }));
    const words = `The app no longer has the group that "Sales" is pushed to (${known.externalId})`;
    expect(await again()).toMatchObject({
      complete: false,
      known,
      blocked: { code: "groupGone", message: `${words}: it was deleted there.` },
    });
    const id = target.addGroup({ displayName: "Sales", externalId: "00gsales" });
    expect(await again()).toMatchObject({
      known,
      blocked: {
        code: "groupGone",
        message: `${words}, but another one named "Sales" (${id}): it was deleted and made again there, or restored.`,
      },
    });
    expect(target.memberIds("Sales")).toEqual([]);
    // Where members go out as a delta, a preview asks nothing and cannot know.
    if (dialectName !== "okta-wizard") return;
    await expect(previewGroup(input(target, sales(members), { dialectName, known }))).resolves.toMatchObject({
      actions: [],
      blocked: { code: "groupGone" },
    });
  });

  it("is deleted or left as the administrator chose", async () => {
    const target = createMemoryTarget();
    const { known } = await runGroup(input(target, sales([])));
    const left = await runGroup(input(target, { kind: "absent", deleteInTarget: false }, { known }));
    expect(left).toMatchObject({ complete: true, steps: [] });
    expect(target.group("Sales")).toBeDefined();
    const deleted = await runGroup(input(target, { kind: "absent", deleteInTarget: true }, { known }));
    expect(deleted).toMatchObject({ complete: true, known: NOT_PUSHED });
    expect(target.group("Sales")).toBeUndefined();
    await expect(runGroup(input(target, { kind: "absent", deleteInTarget: true }, { known }))).resolves.toMatchObject({
      complete: true,
    });
  });
});

describe("a member that the target refuses", () => {
  it.each(DIALECT_NAMES)("is left out with the target's words, and all others go through (%s)", async (dialectName) => {
    const target = createMemoryTarget();
    const members = people(target, 30);
    const bad = [members[3], members[17]].flatMap((member) => (member === undefined ? [] : [member.value]));
    for (const id of bad) target.refusedMembers.add(id);
    const run = await runGroup(input(target, sales(members), { dialectName }));
    expect(target.memberIds("Sales")).toHaveLength(28);
    expect(run.complete).toBe(false);
    expect(run.failure).toBeUndefined();
    expect(run.leftOut).toEqual(
      bad.map((value) => ({ value, change: "add", detail: expect.stringContaining(`there is no user ${value}.`) })),
    );
    expect(run.known.members).toHaveLength(28);
    target.refusedMembers.clear();
    const again = await runGroup(input(target, sales(members), { dialectName, known: run.known }));
    expect(again).toMatchObject({ complete: true, leftOut: [] });
    expect(target.memberIds("Sales")).toHaveLength(30);
  });

  it("is told from a missing group where the target answers 404 to both", async () => {
    const target = createMemoryTarget({ refusesMembersWith: "notFound" });
    const members = people(target, 64);
    const [bad] = members;
    const { known } = await runGroup(input(target, sales([])));
    target.refusedMembers.add(bad?.value ?? "");
    const before = target.requests.length;
    const run = await runGroup(input(target, sales(members), { known }));
    expect(run).toMatchObject({ complete: false, leftOut: [{ value: bad?.value, change: "add" }] });
    expect(target.memberIds("Sales")).toHaveLength(63);
    const requests = sent(target).slice(before);
    expect(requests.filter((line) => line.startsWith("GET"))).toEqual([
      `GET /Groups/${known.externalId}?excludedAttributes=members`,
    ]);
    // The portion, and two halves on each of six levels.
    expect(requests).toHaveLength(1 + 1 + 2 * 6);
  });

  it("is not looked for without end when everybody is refused", async () => {
    const target = createMemoryTarget();
    const members = people(target, 400);
    for (const { value } of members) target.refusedMembers.add(value);
    const run = await runGroup(input(target, sales(members)));
    expect(run).toMatchObject({ complete: false, failure: { kind: "rejected", status: 400 } });
    expect(target.requests.length).toBeLessThan(210);
  });
});

describe("lost answers and crashes", () => {
  it("finds the group that a lost create made, by the directory's id", async () => {
    const target = createMemoryTarget();
    target.failNext(["timeoutAfter"], isWrite);
    const run = await runGroup(input(target, sales(people(target, 2))));
    expect(run.complete).toBe(true);
    expect(target.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
    expect(target.memberIds("Sales")).toHaveLength(2);
  });

  it("finds it in the same run even where the target forgets the id", async () => {
    const target = createMemoryTarget({ forgetsGroupExternalId: true });
    target.failNext(["timeoutAfter"], isWrite);
    await expect(runGroup(input(target, sales(people(target, 2))))).resolves.toMatchObject({ complete: true });
  });

  it.each<Fault>(["timeoutBefore", "timeoutAfter", "resetBefore", "resetAfter"])(
    "asks which members arrived (%s)",
    async (fault) => {
      for (const dialectName of DIALECT_NAMES) {
        const target = createMemoryTarget();
        const members = people(target, 4);
        const { known } = await runGroup(input(target, sales(members.slice(0, 2)), { dialectName }));
        target.failNext([fault], isWrite);
        const run = await runGroup(input(target, sales(members.slice(1)), { dialectName, known }));
        expect(run.complete).toBe(true);
        expect([...target.memberIds("Sales")].sort()).toEqual(members.slice(1).map(({ value }) => value));
        expect([...(run.known.members ?? [])].sort()).toEqual(members.slice(1).map(({ value }) => value));
      }
    },
  );

  it.each<[Fault, string, number | undefined]>([
    ["status429", "retryAfter", 100],
    ["status401", "stopped", 100],
    ["refused", "failed", 100],
    // A gateway may have lost the answer only: who is in the group must be read again.
    ["status500", "failed", undefined],
  ])("ends with what was confirmed so far: %s", async (fault, kind, confirmed) => {
    const target = createMemoryTarget();
    const members = people(target, 150);
    target.failNext([fault], ({ method, body }) => method === "PATCH" && JSON.stringify(body).includes("u149@"));
    const run = await runGroup(input(target, sales(members)));
    expect(run.failure).toMatchObject({ kind });
    expect(run.known.members?.length).toBe(confirmed);
  });

  it.each(DIALECT_NAMES)(
    "a worker that dies at any moment leaves a state from which a new run ends alike (%s)",
    async (dialectName) => {
      const reference = createMemoryTarget();
      const members = people(reference, 5);
      const first = await runGroup(input(reference, sales(members.slice(0, 3)), { dialectName }));
      const second = await runGroup(
        input(reference, sales(members.slice(2), "Sales 2"), { dialectName, known: first.known }),
      );
      for (let cut = 0; cut < first.steps.length + second.steps.length; cut += 1) {
        for (const moment of ["before", "after"] as const) {
          for (const isRecorded of [true, false]) {
            const target = createMemoryTarget();
            people(target, 5);
            const client = dyingClient(clientOf(target), cut, moment);
            let known = NOT_PUSHED;
            const onStep = (_: unknown, latest: KnownGroup) => {
              if (isRecorded) known = latest;
            };
            const dying = async () => {
              const recorded = await runGroup(
                input(target, sales(members.slice(0, 3)), { dialectName, client, onStep }),
              );
              known = recorded.known;
              await runGroup(input(target, sales(members.slice(2), "Sales 2"), { dialectName, client, known, onStep }));
            };
            await expect(dying()).rejects.toThrow(Killed);
            const run = await runGroup(
              input(target, sales(members.slice(2), "Sales 2"), { dialectName, known, inDoubt: true }),
            );
            const label = `${dialectName}, request ${cut}, ${moment}, ${isRecorded ? "recorded" : "not recorded"}`;
            expect(run, label).toMatchObject({ complete: true, leftOut: [] });
            expect(target.group("Sales"), label).toBeUndefined();
            expect([...target.memberIds("Sales 2")].sort(), label).toEqual([...reference.memberIds("Sales 2")].sort());
          }
        }
      }
    },
  );

  it("deletes the group of a create whose answer was never recorded", async () => {
    const target = createMemoryTarget();
    target.addGroup({ displayName: "Sales", externalId: "00gsales" });
    const maybeCreated = { displayName: "Sales", externalId: "00gsales" };
    const run = await runGroup(input(target, { kind: "absent", deleteInTarget: true, maybeCreated }));
    expect(run.complete).toBe(true);
    expect(target.group("Sales")).toBeUndefined();
    target.addGroup({ displayName: "Sales", externalId: "someone-else" });
    await runGroup(input(target, { kind: "absent", deleteInTarget: true, maybeCreated }));
    expect(target.group("Sales")).toBeDefined();
  });
});

describe("a group that keeps its name in the app", () => {
  it.each(DIALECT_NAMES)("gets its members and no new name (%s)", async (dialectName) => {
    const target = createMemoryTarget();
    const id = target.addGroup({ displayName: "Verkauf" });
    const desired: DesiredGroup = {
      kind: "present",
      displayName: "Sales",
      members: people(target, 2),
      externalId: "00gsales",
      mayRename: false,
    };
    const known = { ...NOT_PUSHED, externalId: id, linkedByChoice: true };
    const run = await runGroup(input(target, desired, { dialectName, known }));
    expect(run).toMatchObject({ complete: true, known: { displayName: "Verkauf" } });
    expect(target.memberIds("Verkauf")).toHaveLength(2);
    const before = target.requests.length;
    await runGroup(input(target, desired, { dialectName, known: run.known }));
    expect(target.requests).toHaveLength(before);
  });
});

describe("previews and plans of groups", () => {
  it("read and write nothing", async () => {
    const target = createMemoryTarget();
    const preview = await previewGroup(input(target, sales(people(target, 1))));
    expect(preview.actions.map(({ request }) => `${request.method} ${request.path}`)).toEqual([
      "POST /Groups",
      "PATCH /Groups/«id of the created resource»",
    ]);
    expect(target.writes()).toBe(0);
  });

  it("are the reads while nothing has been read", () => {
    const plan = planGroup({
      desired: sales([]),
      known: NOT_PUSHED,
      dialect: DIALECTS.rfc,
      observed: { kind: "notRead" },
    });
    expect(plan.actions.map(({ purpose }) => purpose)).toEqual(["lookupGroup"]);
  });
});
