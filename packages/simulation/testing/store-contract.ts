/** What every store of the worker must do, as tests: for PostgreSQL and for the stand-in in memory alike. */
import type { Claim, ClaimOptions, ProvisioningStore } from "@lockstep/directory-app/simulation";
import type { PersonId } from "@lockstep/ports";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DirectoryView, SimulatedDirectory } from "../directory.ts";
import { clean, linked, lost, retried, stopped } from "./records.ts";
import { describeNotedMembers } from "./store-contract-groups.ts";

/** A directory under test, and its clock. */
export interface DirectoryUnderTest {
  readonly directory: SimulatedDirectory;
  readonly advance: (ms: number) => void;
  readonly now: () => Date;
}

const LEASE_MS = 15_000;

/** Defines the tests; `make` gives a fresh directory with one connected app for each. */
export function describeProvisioningStoreContract(make: () => Promise<DirectoryUnderTest>): void {
  let made: DirectoryUnderTest;
  let store: ProvisioningStore;
  beforeEach(async () => {
    made = await make();
    store = made.directory.store;
  });
  afterEach(async () => {
    await made.directory.close();
  });

  const claim = (owner: string, more: Partial<ClaimOptions> = {}) =>
    store.claim({ now: made.now(), owner, leaseMs: LEASE_MS, perAppMax: 8, limit: 32, ...more });
  const claimOne = async (owner: string): Promise<Claim> => {
    const [only] = await claim(owner);
    if (only === undefined) throw new Error("Nothing is due");
    return only;
  };
  const loaded = async (held: Claim) => {
    const subject = await store.loadUser(held);
    if (subject === undefined) throw new Error("The lease is not held");
    return { claim: held, subject, now: made.now() };
  };
  const rowOf = async (personId: PersonId) => {
    const row = (await made.directory.view()).appUsers.find((one) => one.personId === personId);
    if (row === undefined) throw new Error("The person never had the app");
    return row;
  };
  const hire = async (name: string): Promise<PersonId> => {
    const profile = { login: `${name}@x.example`, email: `${name}@x.example`, firstName: name, lastName: "X" };
    return await made.directory.changes.hire({ profile, password: "Some-password-1" });
  };
  const assigned = async (name: string): Promise<PersonId> => {
    const id = await hire(name);
    await made.directory.changes.assign(id);
    return id;
  };
  const pushOf = async (id: string): Promise<DirectoryView["pushes"][number] | undefined> =>
    (await made.directory.view()).pushes.find((row) => row.id === id);

  describeNotedMembers({ made: () => made, claim, loaded, assigned });

  describe("leases", () => {
    it("gives a due subject to one owner, and to another when the lease has ended, who is told so", async () => {
      await assigned("ada");
      const [first] = await claim("a");
      expect(first).toMatchObject({ kind: "appUser", owner: "a", interrupted: false });
      expect(await claim("b")).toEqual([]);
      made.advance(LEASE_MS);
      expect(await claim("b")).toMatchObject([{ id: first?.id, owner: "b", interrupted: true }]);
      expect(first && (await store.loadUser(first))).toBeUndefined();
    });

    it("extends what is held and names what is not", async () => {
      await assigned("ada");
      const held = await claimOne("a");
      const stranger = { ...held, owner: "b" };
      const until = new Date(made.now().getTime() + 2 * LEASE_MS);
      expect(await store.extend([held, stranger], until)).toEqual([stranger]);
      made.advance(LEASE_MS);
      expect(await claim("c")).toEqual([]);
      expect(await store.findNextDue(made.now())).toEqual(until);
    });

    it("stays within the limits of the app and of the call", async () => {
      for (const name of ["ada", "bo", "cy"]) await assigned(name);
      expect(await claim("a", { limit: 1 })).toHaveLength(1);
      expect(await claim("b", { perAppMax: 2 })).toHaveLength(1);
      expect(await claim("c", { perAppMax: 2 })).toEqual([]);
    });

    it("leases people ahead of those who are worked on at once, who take no place of the app", async () => {
      for (const name of ["ada", "bo", "cy", "di", "ed"]) await assigned(name);
      const claims = await claim("a", { limit: 1, ahead: 3 });
      expect(claims).toMatchObject([{ atOnce: 1 }, { atOnce: 1 }, { atOnce: 1 }]);
      expect(await claim("b", { perAppMax: 2 })).toHaveLength(1);
      expect(await claim("c", { perAppMax: 2, ahead: 3 })).toEqual([]);
    });

    it("given back, is due again when it was said, in doubt", async () => {
      await assigned("ada");
      const held = await claimOne("a");
      await store.giveBack(held, new Date(made.now().getTime() + 5_000));
      expect(await claim("b")).toEqual([]);
      made.advance(5_000);
      expect(await claim("b")).toMatchObject([{ id: held.id, interrupted: true }]);
    });

    it("takes people before groups, and a group not before its members' first attempt", async () => {
      const { changes } = made.directory;
      const ada = await assigned("ada");
      const group = await changes.createGroup("Crew");
      await changes.addMember(group, ada);
      await changes.push(group);
      expect((await claim("a")).map(({ kind }) => kind)).toEqual(["appUser"]);
      made.advance(60_000);
      expect((await claim("b")).map(({ kind }) => kind)).toEqual(["appUser", "pushGroup"]);
    });
  });

  describe("a record", () => {
    it("is stored whole: link, state, cleanliness, the end of the lease", async () => {
      const ada = await assigned("ada");
      expect(await store.recordUser(linked(await loaded(await claimOne("a")), "account-1"))).toBe("recorded");
      expect(await rowOf(ada)).toMatchObject({
        externalId: "account-1",
        knownActive: true,
        isDirty: false,
        isLeased: false,
      });
      expect(await store.findNextDue(made.now())).toBeUndefined();
    });

    it("of a lost lease stores nothing at all", async () => {
      const ada = await assigned("ada");
      const old = await loaded(await claimOne("a"));
      made.advance(LEASE_MS);
      await claim("b");
      expect(await store.recordUser(linked(old, "account-1"))).toBe("leaseLost");
      expect(await rowOf(ada)).toMatchObject({ externalId: null, isDirty: true, isLeased: true });
    });

    it("never cleans, nor puts off, what a change made dirty meanwhile", async () => {
      const ada = await assigned("ada");
      const first = await loaded(await claimOne("a"));
      await made.directory.changes.changeProfile(ada, { title: "Chief" });
      await store.recordUser(clean(first));
      expect(await rowOf(ada)).toMatchObject({ isDirty: true });
      const second = await loaded(await claimOne("b"));
      await made.directory.changes.changeProfile(ada, { title: "Cook" });
      await store.recordUser(retried(second, new Date(made.now().getTime() + 60_000)));
      expect(await claim("c")).toHaveLength(1);
    });

    it("of a failure is due again when it was said, with its task, until it works", async () => {
      const ada = await assigned("ada");
      await store.recordUser(retried(await loaded(await claimOne("a")), new Date(made.now().getTime() + 60_000)));
      expect(await rowOf(ada)).toMatchObject({ isDirty: true, isLeased: false, taskCause: "serverError" });
      expect(await claim("b")).toEqual([]);
      made.advance(60_000);
      const again = await loaded(await claimOne("b"));
      expect(again.subject).toMatchObject({ attempts: 1, hasOpenTask: true });
      await store.recordUser(clean(again));
      expect(await rowOf(ada)).toMatchObject({ isDirty: false, taskCause: undefined });
    });

    it("keeps a doubt through whatever the directory changes, until a run ends it", async () => {
      const ada = await assigned("ada");
      await store.recordUser(lost(await loaded(await claimOne("a")), made.now()));
      const { changes } = made.directory;
      await changes.changeProfile(ada, { email: "ada.other@x.example" });
      await changes.unassign(ada);
      await changes.assign(ada);
      const held = await claimOne("b");
      expect(held.interrupted).toBe(true);
      await store.recordUser(clean(await loaded(held)));
      await changes.changeProfile(ada, { title: "Chief" });
      expect((await claimOne("c")).interrupted).toBe(false);
    });

    it("is refused when the account is somebody else's", async () => {
      await assigned("ada");
      const first = await loaded(await claimOne("a"));
      await store.recordUser(linked(first, "account-1"));
      const bo = await assigned("bo");
      const second = await loaded(await claimOne("b"));
      expect(await store.findHolder(second.subject, "account-1")).toEqual({
        appUserId: first.claim.id,
        login: "ada@x.example",
      });
      expect(await store.recordUser(linked(second, "account-1"))).toBe("accountTaken");
      expect(await rowOf(bo)).toMatchObject({ externalId: null, isLeased: true });
      await store.sendAnew(first.claim.id, made.now());
      expect(await claim("c")).toMatchObject([{ id: first.claim.id }]);
    });

    it("that pauses the app holds everything back until the pause ends", async () => {
      await assigned("ada");
      await assigned("bo");
      const [first, second] = await claim("a");
      if (first === undefined || second === undefined) throw new Error("Two are due");
      await store.recordUser(stopped(await loaded(first), { kind: "appWaits", delayMs: 30_000 }));
      expect(await store.loadUser(second)).toMatchObject({ app: { canSend: false } });
      await store.recordUser(clean(await loaded(second)));
      expect(await claim("b")).toEqual([]);
      expect(await store.findNextDue(made.now())).toEqual(new Date(made.now().getTime() + 30_000));
      made.advance(30_000);
      const held = await claimOne("b");
      expect((await loaded(held)).subject.app).toMatchObject({ canSend: true, rateLimitCount: 1 });
      await store.recordUser(stopped(await loaded(held), { kind: "appStops" }));
      made.advance(3_600_000);
      expect(await claim("c")).toEqual([]);
      await made.directory.changes.resume();
      expect(await claim("c")).toHaveLength(1);
    });
  });

  describe("changes", () => {
    it("of members make their groups due, once the members' accounts are there", async () => {
      const { changes } = made.directory;
      const ada = await assigned("ada");
      const group = await changes.createGroup("Crew");
      const push = await changes.push(group);
      await changes.addMember(group, ada);
      await store.recordUser(linked(await loaded(await claimOne("a")), "account-1"));
      const [held] = await claim("b");
      expect(held).toMatchObject({ kind: "pushGroup", id: push });
      const subject = held && (await store.loadGroup(held));
      expect(subject).toMatchObject({ group: { name: "Crew" }, membersKnown: false });
      expect(subject).toMatchObject({ isWhole: true });
      expect(subject && (await store.loadMembers(subject, "everybody"))).toMatchObject({
        members: [{ externalId: "account-1", assigned: true }],
        held: [],
      });
      expect(await pushOf(push)).toMatchObject({ isDirty: true, isLeased: true });
    });

    it("assign and unassign through groups", async () => {
      const { changes } = made.directory;
      const ada = await hire("ada");
      const group = await changes.createGroup("Crew");
      await changes.addMember(group, ada);
      await changes.assignGroup(group);
      expect(await rowOf(ada)).toMatchObject({ assigned: true, isDirty: true });
      await changes.removeMember(group, ada);
      expect(await rowOf(ada)).toMatchObject({ assigned: false, isDirty: true });
      await changes.addMember(group, ada);
      await changes.move(ada, "deactivate");
      expect(await rowOf(ada)).toMatchObject({ assigned: false });
      await expect(changes.assign(ada)).rejects.toThrow(/inactive user/);
    });

    it("after a suspension are sent when it ends", async () => {
      const { changes } = made.directory;
      const ada = await assigned("ada");
      await store.recordUser(linked(await loaded(await claimOne("a")), "account-1"));
      await changes.move(ada, "suspend");
      expect(await rowOf(ada)).toMatchObject({ assigned: true, isDirty: false });
      await changes.move(ada, "unsuspend");
      expect(await rowOf(ada)).toMatchObject({ isDirty: true });
    });
  });
}
