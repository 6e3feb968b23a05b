/** Random changes of mind under random faults: after quiet the target equals what is desired, nobody stands there twice. */
import type { JsonObject } from "@lockstep/scim";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DesiredGroup,
  type DesiredUser,
  DIALECTS,
  type Dialect,
  type KnownGroup,
  type KnownUser,
  runGroup,
  runUser,
} from "../index.ts";
import { CLOCK, clientOf, createTestRandom, dyingClient, Killed, NOT_LINKED, runInput } from "../testing/harness.ts";
import { createMemoryTarget, type Fault, type MemoryTarget } from "../testing/memory-target.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const FAULTS: readonly Fault[] = [
  "refused",
  "timeoutBefore",
  "timeoutAfter",
  "resetBefore",
  "resetAfter",
  "status401",
  "status429",
  "status500",
  "status503",
  "htmlNotFound",
];

/** One round: a wish, what goes wrong while it is carried out, and whether the worker dies at some request. */
interface Round<Wish> {
  readonly wish: Wish;
  readonly faults: readonly (Fault | undefined)[];
  readonly death: { readonly request: number; readonly moment: "before" | "after" } | undefined;
}

function roundsOf<Wish>(wish: fc.Arbitrary<Wish>, mayDie: boolean): fc.Arbitrary<readonly Round<Wish>[]> {
  const death = fc.record({ request: fc.nat(4), moment: fc.constantFrom("before" as const, "after" as const) });
  const round = fc.record({
    wish,
    faults: fc.array(fc.option(fc.constantFrom(...FAULTS), { nil: undefined, freq: 2 }), { maxLength: 5 }),
    death: mayDie ? fc.option(death, { nil: undefined, freq: 3 }) : fc.constant(undefined),
  });
  return fc.array(round, { minLength: 1, maxLength: 8 });
}

/** Each fault meets the request of its turn; undefined lets one pass. */
function armFaults(target: MemoryTarget, faults: readonly (Fault | undefined)[]): void {
  const first = target.requests.length;
  for (const [turn, fault] of faults.entries()) {
    if (fault !== undefined) target.failNext([fault], () => target.requests.length === first + turn + 1);
  }
}

const dialects = fc.constantFrom<Dialect>(
  DIALECTS["okta-catalogue"],
  DIALECTS["okta-wizard"],
  DIALECTS.rfc,
  { ...DIALECTS.rfc, memberChunkMax: 2 },
  { ...DIALECTS["okta-catalogue"], memberChunkMax: 2 },
);

const REQUESTS_PER_RUN_MAX = 16;
const RUNS = 60;

describe("a person under random faults", () => {
  const optional = (values: readonly string[], mayClear: boolean) =>
    mayClear ? fc.option(fc.constantFrom(...values), { nil: null }) : fc.constantFrom(...values);
  const wishes = (userNames: readonly string[], mayClear: boolean): fc.Arbitrary<DesiredUser | "absent"> =>
    fc.oneof(
      { weight: 1, arbitrary: fc.constant("absent" as const) },
      {
        weight: 4,
        arbitrary: fc
          .record({
            userName: fc.constantFrom(...userNames),
            displayName: fc.constantFrom("A", "B"),
            title: optional(["Boss", "Chief"], mayClear),
            department: optional(["Sales", "HR"], mayClear),
            phone: optional(["+31 1", "+31 2"], mayClear),
            passwordPending: fc.boolean(),
          })
          .map(({ userName, displayName, title, department, phone, passwordPending }) => ({
            kind: "present" as const,
            userName,
            externalId: "00ujane",
            attributes: {
              displayName,
              title,
              [ENTERPRISE]: { department },
              emails: [{ value: userName, type: "work", primary: true }],
              ...(phone === null ? {} : { phoneNumbers: [{ value: phone, type: "work" }] }),
            },
            passwordPending,
          })),
      },
    );

  /** An account that exists already has a name of its own; a person who is renamed to it would rightly be refused. */
  const lives = (mayClear: boolean, mayDie: boolean) =>
    fc.oneof(
      fc.record({
        account: fc.constant(undefined),
        rounds: roundsOf(wishes(["jane@example.com", "jane.smith@example.com"], mayClear), mayDie),
      }),
      fc.record({
        account: fc.constantFrom<JsonObject>(
          { userName: "Jane@Example.com", active: false },
          { userName: "jane@example.com", nickName: "JJ", active: true },
        ),
        rounds: roundsOf(wishes(["jane@example.com"], mayClear), mayDie),
      }),
    );

  async function live(
    dialect: Dialect,
    existing: JsonObject | undefined,
    rounds: readonly Round<DesiredUser | "absent">[],
  ) {
    const target = createMemoryTarget();
    if (existing !== undefined) target.addUser(existing);
    target.addUser({ userName: "bystander@example.com", title: "Untouched" });
    let known: KnownUser = NOT_LINKED;
    let inDoubt = false;
    let isPending = false;
    const sync = async (wish: DesiredUser | "absent", client = clientOf(target)) => {
      const desired: DesiredUser =
        wish === "absent"
          ? { kind: "absent", externalId: "00ujane" }
          : ({ ...wish, passwordPending: isPending } as DesiredUser);
      const before = target.requests.length;
      try {
        const onStep = (_: unknown, latest: KnownUser) => {
          known = latest;
        };
        const secret = () => Promise.resolve("S3cret-value");
        const run = await runUser(runInput(target, { dialect, desired, known, client, inDoubt, onStep, secret }));
        known = run.known;
        inDoubt = run.inDoubt === true;
        if (run.passwordDelivered) isPending = false;
        return run;
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        inDoubt = true;
        return undefined;
      } finally {
        expect(target.requests.length - before).toBeLessThanOrEqual(REQUESTS_PER_RUN_MAX);
      }
    };
    for (const { wish, faults, death } of rounds) {
      if (wish !== "absent" && wish.kind === "present") isPending ||= wish.passwordPending;
      armFaults(target, faults);
      await sync(wish, death === undefined ? undefined : dyingClient(clientOf(target), death.request, death.moment));
    }
    const last = rounds.at(-1)?.wish ?? "absent";
    // Quiet: armed faults of turns that never came are past by now, since turns are counted in requests.
    target.forgetFaults();
    const final = await sync(last);
    expect(final?.failure).toBeUndefined();
    expect(final?.complete).toBe(true);
    const settled = target.writes();
    expect(await sync(last)).toMatchObject({ complete: true });
    expect(target.writes()).toBe(settled);
    return { target, last, isPending };
  }

  function expectEqual({ target, last, isPending }: Awaited<ReturnType<typeof live>>): void {
    const own = target.users().filter(({ userName }) => String(userName).startsWith("jane"));
    expect(own.length).toBeLessThanOrEqual(1);
    expect(target.user("bystander@example.com")).toMatchObject({ title: "Untouched", active: true });
    if (last === "absent" || last.kind === "absent") {
      const ours = own.filter(({ externalId }) => externalId === "00ujane");
      for (const user of ours) expect(user["active"]).toBe(false);
      return;
    }
    const { attributes, userName } = last;
    expect(own[0]).toMatchObject({
      userName,
      externalId: "00ujane",
      active: true,
      displayName: attributes["displayName"],
    });
    expect(own[0]?.["title"] ?? null).toBe(attributes["title"]);
    expect((own[0]?.[ENTERPRISE] as JsonObject | undefined)?.["department"] ?? null).toBe(
      (attributes[ENTERPRISE] as JsonObject)["department"],
    );
    expect(own[0]?.["phoneNumbers"] ?? null).toEqual(attributes["phoneNumbers"] ?? null);
    expect(isPending).toBe(false);
  }

  it("ends as desired, without duplicates, and then costs no write", async () => {
    await fc.assert(
      fc.asyncProperty(dialects, lives(true, false), async (dialect, { account, rounds }) => {
        expectEqual(await live(dialect, account, rounds));
      }),
      { numRuns: RUNS },
    );
  });

  it("ends as desired although the worker is killed now and then", async () => {
    await fc.assert(
      fc.asyncProperty(dialects, lives(false, true), async (dialect, { account, rounds }) => {
        expectEqual(await live(dialect, account, rounds));
      }),
      { numRuns: RUNS },
    );
  });
});

describe("a push group under random faults", () => {
  interface Wish {
    readonly displayName: string;
    readonly members: readonly number[];
  }
  const wishes: fc.Arbitrary<Wish> = fc.record({
    displayName: fc.constantFrom("Sales", "Sales EMEA"),
    members: fc.uniqueArray(fc.nat(5), { maxLength: 6 }),
  });

  it("ends with the desired name and members, once, and then costs no write", async () => {
    await fc.assert(
      fc.asyncProperty(dialects, roundsOf(wishes, true), async (dialect, rounds) => {
        const target = createMemoryTarget();
        const people = Array.from({ length: 6 }, (_, index) => target.addUser({ userName: `u${index}` }));
        let known: KnownGroup = {
          externalId: undefined,
          displayName: undefined,
          members: undefined,
          linkedByChoice: false,
        };
        let inDoubt = false;
        const push = async ({ displayName, members }: Wish, client = clientOf(target)) => {
          const desired: DesiredGroup = {
            kind: "present",
            displayName,
            externalId: "00gsales",
            members: members.map((index) => ({ value: people[index] ?? "", display: `u${index}` })),
          };
          const before = target.requests.length;
          try {
            const onStep = (_: unknown, latest: KnownGroup) => {
              known = latest;
            };
            const random = createTestRandom();
            const run = await runGroup({ desired, known, dialect, client, random, clock: CLOCK, inDoubt, onStep });
            known = run.known;
            inDoubt = run.inDoubt === true;
            return run;
          } catch (error) {
            if (!(error instanceof Killed)) throw error;
            inDoubt = true;
            return undefined;
          } finally {
            expect(target.requests.length - before).toBeLessThanOrEqual(REQUESTS_PER_RUN_MAX);
          }
        };
        for (const { wish, faults, death } of rounds) {
          armFaults(target, faults);
          await push(
            wish,
            death === undefined ? undefined : dyingClient(clientOf(target), death.request, death.moment),
          );
        }
        target.forgetFaults();
        const last = rounds.at(-1)?.wish ?? { displayName: "Sales", members: [] };
        expect(await push(last)).toMatchObject({ complete: true, leftOut: [] });
        const settled = target.writes();
        expect(await push(last)).toMatchObject({ complete: true });
        expect(target.writes()).toBe(settled);
        expect(["Sales", "Sales EMEA"].filter((name) => target.group(name) !== undefined)).toEqual([last.displayName]);
        expect([...target.memberIds(last.displayName)].sort()).toEqual(
          last.members.map((index) => people[index] ?? "").sort(),
        );
      }),
      { numRuns: RUNS },
    );
  });
});
