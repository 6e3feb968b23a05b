/** What every store of the worker must do about the members of pushed groups: who changed is noted, and a push looks at them only. */
import type { Claim, ClaimOptions, ProvisioningStore } from "@lockstep/directory-app/simulation";
import type { GroupId, PersonId } from "@lockstep/ports";
import { beforeEach, describe, expect, it } from "vitest";
import type { DirectoryChanges } from "../directory.ts";
import { type Leased, type LeasedGroup, linked, pushed, resynced } from "./records.ts";
import type { DirectoryUnderTest } from "./store-contract.ts";

/** What the tests share with the rest of the contract. */
export interface ContractParts {
  readonly made: () => DirectoryUnderTest;
  readonly claim: (owner: string, more?: Partial<ClaimOptions>) => Promise<readonly Claim[]>;
  readonly loaded: (held: Claim) => Promise<Leased>;
  readonly assigned: (name: string) => Promise<PersonId>;
}

/** Defines the tests. */
export function describeNotedMembers({ made, claim, loaded, assigned }: ContractParts): void {
  let store: ProvisioningStore;
  let changes: DirectoryChanges;
  let group: GroupId;

  /** Leases the group, and loads whom a run would compare. */
  const leasedGroup = async (owner: string): Promise<LeasedGroup> => {
    const held = (await claim(owner)).find(({ kind }) => kind === "pushGroup");
    const subject = held && (await store.loadGroup(held));
    if (held === undefined || subject === undefined) throw new Error("The group is not due");
    const compared = await store.loadMembers(subject, subject.isWhole ? "everybody" : "noted");
    return { claim: held, subject, compared, now: made().now() };
  };
  /** A person with an account of this id. */
  const accountOf = async (name: string, externalId: string): Promise<PersonId> => {
    const person = await assigned(name);
    await store.recordUser(linked(await leasedPerson(`${name} account`), externalId));
    return person;
  };
  const leasedPerson = async (owner: string): Promise<Leased> => {
    const [held] = await claim(owner, { limit: 1 });
    if (held?.kind !== "appUser") throw new Error("No person is due");
    return await loaded(held);
  };

  it("push groups that became due together are leased by their ids, whatever order they were made in", async () => {
    ({ store, changes } = made().directory);
    const ids: string[] = [];
    for (const name of ["Crew", "Board", "Sales", "Finance", "Care", "Legal"])
      ids.push(await changes.push(await changes.createGroup(name)));
    const leased: string[] = [];
    for (const limit of [2, 1, 3]) leased.push(...(await claim(`a${limit}`, { limit })).map(({ id }) => id));
    expect(leased).toEqual(ids.toSorted());
    expect(leased).not.toEqual(ids);
  });

  describe("members of pushed groups", () => {
    beforeEach(async () => {
      ({ store, changes } = made().directory);
      group = await changes.createGroup("Crew");
      await changes.push(group);
    });

    it("are compared all at first, and then those who were noted", async () => {
      const first = await leasedGroup("a");
      expect(first).toMatchObject({ subject: { isWhole: true }, compared: { scope: "everybody", people: undefined } });
      await store.recordGroup(pushed(first));
      const ada = await accountOf("ada", "account-0");
      await accountOf("bo", "account-1");
      await changes.addMember(group, ada);
      const joined = await leasedGroup("b");
      expect(joined).toMatchObject({
        subject: { isWhole: false },
        compared: { people: [ada], members: [{ personId: ada, externalId: "account-0" }], held: [] },
      });
      await store.recordGroup(pushed(joined, { held: ["account-0"] }));
      await changes.removeMember(group, ada);
      const left = await leasedGroup("c");
      expect(left.compared).toMatchObject({ people: [ada], members: [], held: ["account-0"] });
      await store.recordGroup(pushed(left, { held: [] }));
      await changes.touchAll();
      expect(await leasedGroup("d")).toMatchObject({ subject: { isWhole: true }, compared: { notes: [], held: [] } });
    });

    it("whose addition is sent are remembered until a run knows who is in the group", async () => {
      await accountOf("ada", "account-0");
      const first = await leasedGroup("a");
      expect(await store.noteSent(first.claim, first.subject, ["account-0", "account-9"])).toBe(true);
      // The first run is never heard of again.
      made().advance(3_600_000);
      const next = await leasedGroup("b");
      expect(next.compared).toMatchObject({ sent: ["account-0", "account-9"], held: [] });
      expect(await store.noteSent(first.claim, first.subject, ["account-1"])).toBe(false);
      expect(await store.findAccounts(next.subject, ["account-0", "account-9"])).toEqual(["account-0"]);
      await store.recordGroup(pushed(next, { comparison: "lost" }));
      const again = await leasedGroup("c");
      expect(again.compared).toMatchObject({ sent: [] });
    });

    it("that join during a run are noted for the next one", async () => {
      const ada = await accountOf("ada", "account-0");
      const first = await leasedGroup("a");
      await changes.addMember(group, ada);
      await store.recordGroup(pushed(first));
      expect(await leasedGroup("b")).toMatchObject({ subject: { isWhole: false }, compared: { people: [ada] } });
    });

    it("are noted with the account that they had", async () => {
      const ada = await accountOf("ada", "account-0");
      await changes.addMember(group, ada);
      await store.recordGroup(pushed(await leasedGroup("a"), { held: ["account-0"] }));
      await changes.changeProfile(ada, { title: "Chief" });
      // Somebody removed the account, and the run made another one.
      const run = linked(await leasedPerson("b"), "account-9");
      await store.recordUser(run.ran === undefined ? run : { ...run, ran: { ...run.ran, membershipOf: "account-0" } });
      expect((await leasedGroup("c")).compared).toMatchObject({
        people: [ada],
        members: [{ externalId: "account-9" }],
        held: ["account-0"],
      });
    });

    it("stay noted when the app did not let the run go on, and are all compared when nobody knows what arrived", async () => {
      const ada = await accountOf("ada", "account-0");
      await store.recordGroup(pushed(await leasedGroup("a")));
      await changes.addMember(group, ada);
      await store.recordGroup(pushed(await leasedGroup("b"), { comparison: "open" }));
      const again = await leasedGroup("c");
      expect(again.compared).toMatchObject({ scope: "noted", people: [ada] });
      await store.recordGroup(pushed(again, { comparison: "lost" }));
      expect(await leasedGroup("d")).toMatchObject({ subject: { isWhole: true } });
    });

    it("that the app refused are noted when their account changes, and not forgotten by pushes of others", async () => {
      const ada = await accountOf("ada", "account-0");
      await changes.addMember(group, ada);
      await store.recordGroup(pushed(await leasedGroup("a"), { refused: ["account-0"] }));
      const bo = await accountOf("bo", "account-1");
      await changes.addMember(group, bo);
      const other = await leasedGroup("b");
      expect(other.compared.refusal).toContain("There is no such user.");
      await store.recordGroup(pushed(other, { held: ["account-1"] }));
      await changes.changeProfile(ada, { title: "Chief" });
      await store.recordUser(resynced(await leasedPerson("c"), "account-0"));
      const retried = await leasedGroup("d");
      expect(retried.compared).toMatchObject({ people: [ada], refusal: undefined });
      await store.recordGroup(pushed(retried, { held: ["account-0"] }));
      await changes.changeProfile(ada, { title: "Cook" });
      await store.recordUser(resynced(await leasedPerson("e"), "account-0"));
      expect(await claim("f")).toEqual([]);
    });
  });
}
