/** The contract of pages that start after a position (RFC 9865): complete whatever happens between them. */
import type { JsonObject } from "@lockstep/scim";
import { expect, it } from "vitest";
import type { ResourcePage, StoredResource } from "../../ports.ts";
import { USER_SHAPE } from "../shapes.ts";
import { type ContractContext, createUser, expectScimError, query } from "./context.ts";

type Overrides = Parameters<typeof query>[0];

/** Users in every state that a sort key can be in: equal, unequal, missing; several of one moment. */
const PEOPLE: readonly JsonObject[] = [
  { userName: "e", title: "Chief", active: true },
  { userName: "D", title: "chief", active: false },
  { userName: "c", active: true },
  { userName: "B", title: "Clerk", active: false, emails: [{ value: "z@x" }, { value: "a@x", primary: true }] },
  { userName: "a", emails: [{ value: "m@x" }] },
  { userName: "f", title: "" },
  { userName: "Ä", title: "Äbtissin", active: true },
];

const ORDERS: readonly Overrides[] = [
  {},
  { sortOrder: "descending" },
  ...["userName", "title", "active", "emails.value", "meta.lastModified", "id", "externalId"].flatMap((sortBy) => [
    { sortBy },
    { sortBy, sortOrder: "descending" as const },
  ]),
];

const ask = (context: ContractContext, overrides: Overrides) =>
  context.store.query(context.caller, USER_SHAPE, query(overrides));

async function createPeople(context: ContractContext): Promise<readonly StoredResource[]> {
  const created: StoredResource[] = [];
  for (const [index, attributes] of PEOPLE.entries()) {
    created.push(await createUser(context, attributes));
    if (index % 2 === 0) context.advance(1);
  }
  return created;
}

/** All pages, one after the other; `between` runs before each page but the first. */
async function readAll(
  context: ContractContext,
  overrides: Overrides,
  between: () => Promise<void> = async () => undefined,
): Promise<readonly ResourcePage[]> {
  const pages = [await ask(context, { ...overrides, after: "" })];
  for (let page = pages.at(-1); page?.next !== undefined; page = pages.at(-1)) {
    if (pages.length > 50) throw new Error("The pages have no end");
    await between();
    pages.push(await ask(context, { ...overrides, after: page.next }));
  }
  return pages;
}

const namesOf = (pages: readonly ResourcePage[]) =>
  pages.flatMap(({ resources }) => resources.map(({ attributes }) => attributes["userName"]));

/** Pages by position. */
export function describePages(context: ContractContext): void {
  it("give what one page gives, in every order and size of page, with the total on each [S-14]", async () => {
    await createPeople(context);
    for (const order of ORDERS) {
      const whole = await ask(context, order);
      expect(whole.next, JSON.stringify(order)).toBeUndefined();
      for (const count of [1, 2, 3, 7]) {
        const pages = await readAll(context, { ...order, count });
        expect(namesOf(pages), JSON.stringify({ ...order, count })).toEqual(namesOf([whole]));
        expect(pages).toHaveLength(Math.ceil(PEOPLE.length / count));
        for (const page of pages) expect(page.totalResults).toBe(PEOPLE.length);
      }
    }
  });

  it("keep to the filter [S-14]", async () => {
    await createPeople(context);
    const pages = await readAll(context, { filterText: "title pr", sortBy: "title", count: 2 });
    expect(namesOf(pages)).toEqual(["f", "e", "D", "B", "Ä"]);
    expect(pages.map(({ totalResults }) => totalResults)).toEqual([5, 5, 5]);
  });

  it("tell after a page by index where the next one starts, and stop at the end [S-14]", async () => {
    await createPeople(context);
    const second = await ask(context, { sortBy: "userName", startIndex: 3, count: 2 });
    expect(namesOf([second])).toEqual(["c", "D"]);
    const rest = await ask(context, { sortBy: "userName", count: 10, after: second.next ?? "" });
    expect(namesOf([rest])).toEqual(["e", "f", "Ä"]);
    expect(rest.next).toBeUndefined();
    expect((await ask(context, { startIndex: 7, count: 2 })).next).toBeUndefined();
    expect((await ask(context, { count: 0 })).next).toBeUndefined();
  });

  it("neither skip nor repeat while others are deleted, added and changed, the last one seen included [S-14]", async () => {
    for (const order of [{}, { sortBy: "userName" }, { sortBy: "title", sortOrder: "descending" as const }]) {
      const created = await createPeople(context);
      const kept = new Set<unknown>(created.map(({ id }) => id));
      let round = 0;
      const seen: string[] = [];
      let page = await ask(context, { ...order, count: 2, after: "" });
      for (;;) {
        seen.push(...page.resources.map(({ id }) => id));
        if (page.next === undefined) break;
        const last = page.resources.at(-1);
        if (last !== undefined) {
          await context.store.remove(context.caller, USER_SHAPE, last.id, { ifMatch: undefined });
          kept.delete(last.id);
        }
        round += 1;
        await createUser(context, { userName: `0-new-${round}`, title: `zz-${round}` });
        page = await ask(context, { ...order, count: 2, after: page.next });
      }
      expect(new Set(seen).size, JSON.stringify(order)).toBe(seen.length);
      for (const id of kept) expect(seen, JSON.stringify(order)).toContain(id);
      for (const user of (await ask(context, {})).resources) {
        await context.store.remove(context.caller, USER_SHAPE, user.id, { ifMatch: undefined });
      }
    }
  });

  it("refuse what is no position of the query [S-14]", async () => {
    const user = await createUser(context, { userName: "a" });
    const texts = ["nonsense", "[]", '["a"]', `["x","${user.id}"]`, `["2026-01-01T00:00:00.000Z","' or 1=1 --"]`];
    for (const after of texts) await expectScimError(ask(context, { after }), "invalidCursor", /not valid/);
  });
}
