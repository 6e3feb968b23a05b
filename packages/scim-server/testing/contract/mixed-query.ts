/** The contract of queries over several types (RFC 7644 §3.4.2.1). */
import { expect, it } from "vitest";
import type { MixedPage } from "../../ports.ts";
import { GROUP_SHAPE, newCaller, USER_SHAPE } from "../shapes.ts";
import { ALL, type ContractContext, createGroup, createUser, draft, expectScimError, NONE, query } from "./context.ts";

const BOTH = [USER_SHAPE, GROUP_SHAPE];

const ask = (context: ContractContext, overrides: Parameters<typeof query>[0] = {}, shapes = BOTH) =>
  context.store.queryAll(context.caller, shapes, query(overrides));

const namesOf = ({ resources }: MixedPage) =>
  resources.map(({ resource }) => resource.attributes["userName"] ?? resource.attributes["displayName"]);

async function fill(context: ContractContext): Promise<{ readonly anna: string; readonly group: string }> {
  const anna = await createUser(context, { userName: "anna", displayName: "Anna", title: "Chief", externalId: "x1" });
  context.advance(1);
  const group = await createGroup(context, "Sales", [anna.id]);
  context.advance(1);
  await createUser(context, { userName: "bert", title: "Clerk" });
  context.advance(1);
  await createGroup(context, "Board");
  return { anna: anna.id, group: group.id };
}

/** Lists over several types. */
export function describeMixedQuery(context: ContractContext): void {
  it("lists all types in one order, page by page, with one total [F-03]", async () => {
    const { anna, group } = await fill(context);
    const all = await ask(context);
    expect(namesOf(all)).toEqual(["anna", "Sales", "bert", "Board"]);
    expect(all).toMatchObject({ totalResults: 4, resources: [{ shape: USER_SHAPE }, { shape: GROUP_SHAPE }, {}, {}] });
    expect(all.resources.slice(0, 2).map(({ resource }) => resource.id)).toEqual([anna, group]);
    const second = await ask(context, { startIndex: 2, count: 2 });
    expect(namesOf(second)).toEqual(["Sales", "bert"]);
    expect(second.totalResults).toBe(4);
    expect(await ask(context, { startIndex: 5 })).toMatchObject({ totalResults: 4, resources: [] });
    expect(await ask(context, { count: 0 })).toEqual({ totalResults: 4, resources: [] });
    expect(namesOf(await ask(context, { sortOrder: "descending" }))).toEqual(["Board", "bert", "Sales", "anna"]);
  });

  it("takes attributes that a type does not have for unassigned [F-03] [F-19]", async () => {
    const { anna } = await fill(context);
    const names = async (filterText: string) => {
      const page = await ask(context, { filterText });
      expect(page.totalResults, filterText).toBe(page.resources.length);
      return namesOf(page);
    };
    expect(await names('title eq "chief"')).toEqual(["anna"]);
    expect(await names('title ne "chief"')).toEqual(["Sales", "bert", "Board"]);
    expect(await names("title pr")).toEqual(["anna", "bert"]);
    expect(await names("not (title pr)")).toEqual(["Sales", "Board"]);
    expect(await names("title eq null")).toEqual(["Sales", "Board"]);
    expect(await names('displayName sw "b" or userName eq "ANNA"')).toEqual(["anna", "Board"]);
    expect(await names(`members[value eq "${anna}"] or title eq "clerk"`)).toEqual(["Sales", "bert"]);
    expect(await names('meta.resourceType eq "Group"')).toEqual(["Sales", "Board"]);
    expect(await names(`schemas eq "${USER_SHAPE.core.id}"`)).toEqual(["anna", "bert"]);
    expect(await names(`${USER_SHAPE.core.id}:userName pr`)).toEqual(["anna", "bert"]);
    expect(await names(`id eq "${anna}"`)).toEqual(["anna"]);
    expect(await names('title pr and members.value eq "x"')).toEqual([]);
  });

  it("refuses what no type has [F-03]", async () => {
    await expectScimError(ask(context, { filterText: 'shoeSize eq "44"' }), "invalidFilter", /shoeSize/);
    await expectScimError(ask(context, { filterText: "userName pr" }, [GROUP_SHAPE]), "invalidFilter", /userName/);
    await expectScimError(ask(context, { filterText: 'password eq "x"' }), "invalidFilter", /password/);
    await expectScimError(ask(context, { sortBy: "shoeSize" }), "invalidValue", /shoeSize/);
  });

  it("sorts over types, those without the attribute last or first [S-04]", async () => {
    await fill(context);
    expect(namesOf(await ask(context, { sortBy: "displayName" }))).toEqual(["anna", "Board", "Sales", "bert"]);
    const descending = await ask(context, { sortBy: "title", sortOrder: "descending" });
    expect(namesOf(descending)).toEqual(["Sales", "Board", "bert", "anna"]);
    expect(
      namesOf(await ask(context, { sortBy: "meta.resourceType", filterText: "title pr or displayName pr" })),
    ).toEqual(["Sales", "Board", "anna", "bert"]);
  });

  it("goes on after a position in every order [S-14]", async () => {
    await fill(context);
    for (const order of [{}, { sortOrder: "descending" as const }, { sortBy: "displayName" }, { sortBy: "title" }]) {
      const whole = namesOf(await ask(context, order));
      const seen: unknown[] = [];
      let page = await ask(context, { ...order, count: 1, after: "" });
      seen.push(...namesOf(page));
      while (page.next !== undefined && seen.length < 10) {
        page = await ask(context, { ...order, count: 1, after: page.next });
        expect(page.totalResults).toBe(4);
        seen.push(...namesOf(page));
      }
      expect(seen, JSON.stringify(order)).toEqual(whole);
    }
  });

  it("carries the parts of each type [F-03]", async () => {
    const { anna, group } = await fill(context);
    const [first, second, third] = (await ask(context, { include: ALL })).resources;
    expect(first?.resource.groups).toEqual([{ value: group, type: "direct", display: "Sales" }]);
    expect(first?.resource).not.toHaveProperty("members");
    expect(second?.resource.members).toEqual([{ value: anna, type: "User", display: "Anna" }]);
    expect(second?.resource).not.toHaveProperty("groups");
    expect(third?.resource.groups).toEqual([]);
  });

  it("never shows another account [F-30]", async () => {
    await fill(context);
    const foreign = newCaller();
    await context.store.create(foreign, USER_SHAPE, draft({ userName: "theirs" }), NONE);
    const page = await context.store.queryAll(foreign, BOTH, query({ filterText: "id pr or displayName pr" }));
    expect(page.totalResults).toBe(1);
    expect(namesOf(page)).toEqual(["theirs"]);
  });
}
