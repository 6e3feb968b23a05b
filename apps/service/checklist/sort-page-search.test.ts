/** Checklist §2.6: sorting and paging (RFC 7644 §3.4.2.3 and §3.4.2.4). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Checklist,
  ENTERPRISE_URN,
  expectError,
  LIST_URN,
  query,
  type Resource,
  startChecklist,
} from "../testing/checklist.ts";
import { addUser } from "../testing/people.ts";

let all: Checklist;
beforeAll(async () => {
  all = await startChecklist();
});
afterAll(async () => {
  await all?.test.close();
});

/** Makes users of one kind and gives their ids in the order in which they were made. */
async function make(userType: string, people: readonly Record<string, unknown>[]): Promise<readonly string[]> {
  const made: string[] = [];
  for (const person of people) {
    all.test.clock.advance(10);
    made.push((await all.user({ ...person, userType })).id);
  }
  return made;
}

/** Nicknames of the users of one kind, in the order of a sort. */
async function sorted(userType: string, parameters: Record<string, string | number>): Promise<string> {
  const body = await all.list("/Users", { filter: `userType eq "${userType}"`, ...parameters });
  return body.Resources.map((user: Resource) => user.nickName).join(" ");
}

const page = (parameters: Record<string, string | number>) => all.list("/Users", parameters);

describe("Sorting", () => {
  beforeAll(async () => {
    await make("S-01", [
      { nickName: "1", title: "banana", externalId: "b" },
      { nickName: "2", title: "Apple", externalId: "B" },
      { nickName: "3", title: "ápple", externalId: "a" },
      { nickName: "4", title: "cherry 😀", externalId: "A" },
      { nickName: "5", title: "apple pie", externalId: "c" },
    ]);
    await make("S-02", [
      { nickName: "1", emails: [{ value: "z@x.example" }, { value: "a@x.example", primary: true }] },
      { nickName: "2", emails: [{ value: "m@x.example" }, { value: "b@x.example" }] },
      { nickName: "3", emails: [{ value: "b@x.example", primary: true }, { value: "z@x.example" }] },
    ]);
    await make("S-03", [
      { nickName: "1", title: "b" },
      { nickName: "2" },
      { nickName: "3", title: "a" },
      { nickName: "4" },
    ]);
  });

  it("is ascending unless descending is asked for, and letter case does not count for title [S-01]", async () => {
    expect(await sorted("S-01", { sortBy: "title" })).toBe("2 5 1 4 3");
    expect(await sorted("S-01", { sortBy: "title", sortOrder: "ascending" })).toBe("2 5 1 4 3");
    expect(await sorted("S-01", { sortBy: "TITLE", sortOrder: "Descending" })).toBe("3 4 1 5 2");
  });

  it("goes by code points where letter case counts [S-01]", async () => {
    expect(await sorted("S-01", { sortBy: "externalId" })).toBe("4 2 3 1 5");
    expect(await sorted("S-01", { sortBy: "externalId", sortOrder: "descending" })).toBe("5 1 3 2 4");
  });

  it("takes times, sub-attributes and extensions, with a URN or without [S-01]", async () => {
    expect(await sorted("S-01", { sortBy: "meta.created", sortOrder: "descending" })).toBe("5 4 3 2 1");
    expect(await sorted("S-01", { sortBy: "urn:ietf:params:scim:schemas:core:2.0:User:title" })).toBe("2 5 1 4 3");
    await make("S-01-x", [
      { nickName: "1", name: { familyName: "b" }, [ENTERPRISE_URN]: { department: "a" } },
      { nickName: "2", name: { familyName: "a" }, [ENTERPRISE_URN]: { department: "b" } },
    ]);
    expect(await sorted("S-01-x", { sortBy: "name.familyName" })).toBe("2 1");
    expect(await sorted("S-01-x", { sortBy: `${ENTERPRISE_URN}:department` })).toBe("1 2");
  });

  it("another order than the two is 400 invalidValue [S-01]", async () => {
    expectError(await all.scim.call("GET", "/Users?sortBy=title&sortOrder=random"), 400, "invalidValue");
  });

  it("of several values takes the primary one, else the first [S-02]", async () => {
    expect(await sorted("S-02", { sortBy: "emails" })).toBe("1 3 2");
    expect(await sorted("S-02", { sortBy: "emails.value", sortOrder: "descending" })).toBe("2 3 1");
  });

  it("puts those without a value last, and first when descending [S-03]", async () => {
    expect(await sorted("S-03", { sortBy: "title" })).toBe("3 1 2 4");
    expect((await sorted("S-03", { sortBy: "title", sortOrder: "descending" })).split(" ").slice(2)).toEqual([
      "1",
      "3",
    ]);
  });

  it.each(["nothing", "name", "emails.nothing", "urn:example:X:y", "members", "(", "password"])(
    "by %s is 400 invalidValue, which names it [S-04]",
    async (sortBy) => {
      const answer = await all.scim.call("GET", `/Users?${query({ sortBy })}`);
      expectError(answer, 400, "invalidValue");
      expect(answer.body.detail).toContain("sortBy");
    },
  );
});

describe("Pages", () => {
  let made: readonly string[] = [];
  const FILTER = 'userType eq "pages"';
  beforeAll(async () => {
    const people = Array.from({ length: 7 }, (_, place) => ({
      nickName: `${place}`,
      title: place % 2 ? "odd" : "even",
    }));
    made = await make("pages", people);
  });
  const idsOf = (body: Resource): string[] => body.Resources.map((user: Resource) => user.id);

  it("follow one another without a gap or repetition, in the order of creation [S-05]", async () => {
    const seen: string[] = [];
    for (let startIndex = 1; startIndex <= 7; startIndex += 2) {
      seen.push(...idsOf(await page({ filter: FILTER, startIndex, count: 2 })));
    }
    expect(seen).toEqual(made);
  });

  it("stay whole when many have the same sort key, and when users come between the pages [S-05]", async () => {
    const seen: string[] = [];
    for (let startIndex = 1; startIndex <= 7; startIndex += 1) {
      seen.push(...idsOf(await page({ filter: FILTER, startIndex, count: 1, sortBy: "title" })));
      await all.user({ userType: "others" });
    }
    expect([...new Set(seen)].sort()).toEqual([...made].sort());
  });

  it.each([0, -1, -1000000, "-99999999999999999999"])("startIndex %s is read as 1 [S-06]", async (startIndex) => {
    const body = await page({ filter: FILTER, startIndex, count: 2 });
    expect([body.startIndex, idsOf(body)]).toEqual([1, made.slice(0, 2)]);
  });

  it.each([0, -1, -1000000])("count %s is the number alone [S-07]", async (count) => {
    const body = await page({ filter: FILTER, count });
    expect([body.totalResults, body.itemsPerPage, body.Resources]).toEqual([7, 0, []]);
  });

  it("hold no more than was asked for, and say how many they hold [S-08]", async () => {
    for (const count of [1, 3, 7, 50]) {
      const body = await page({ filter: FILTER, count });
      const expected = Math.min(count, 7);
      expect([body.itemsPerPage, body.Resources.length]).toEqual([expected, expected]);
    }
    const last = await page({ filter: FILTER, startIndex: 6, count: 5 });
    expect([last.startIndex, last.itemsPerPage, idsOf(last)]).toEqual([6, 2, made.slice(5)]);
  });

  it.each([8, 1_000, "99999999999999999999"])(
    "startIndex %s, behind the end, is 200 and empty [S-09]",
    async (startIndex) => {
      const body = await page({ filter: FILTER, startIndex, count: 2 });
      expect([body.totalResults, body.itemsPerPage, body.Resources]).toEqual([7, 0, []]);
    },
  );

  it.each(["x", "1.5", "1e3", "1 2", "null", "0x1", "--1"])(
    "startIndex or count %j is 400 invalidValue [S-10]",
    async (text) => {
      expectError(await all.scim.call("GET", `/Users?${query({ startIndex: text })}`), 400, "invalidValue");
      expectError(await all.scim.call("GET", `/Users?${query({ count: text })}`), 400, "invalidValue");
    },
  );

  it("totalResults counts all matches, whatever the page [S-11]", async () => {
    const totals = [];
    for (const parameters of [{}, { count: 1 }, { count: 0 }, { startIndex: 7 }, { startIndex: 70 }]) {
      totals.push((await page({ filter: FILTER, ...parameters })).totalResults);
    }
    expect(totals).toEqual([7, 7, 7, 7, 7]);
    const every = await page({ count: 1_000 });
    expect(every.totalResults).toBe(every.Resources.length);
    await addUser(all.scim, all.name());
    expect((await page({ count: 1 })).totalResults).toBe(every.totalResults + 1);
  });
});

describe("A page of more than the service gives", () => {
  let large: Checklist;
  beforeAll(async () => {
    large = await startChecklist();
    await large.test.database.asOwner(
      `insert into resource (account_id, id, type, doc, created_at, modified_at)
       select account_id, gen_random_uuid(), type, jsonb_build_object('userName', 'u' || n, 'userType', 'many'), now(), now()
       from (select account_id, type from resource where type = 'User' limit 1) one, generate_series(1, 1001) n`,
    );
  });
  afterAll(() => large?.test.close());

  it("is cut to the announced number, without an error, and tells the truth [S-08] [F-04]", async () => {
    const { maxResults } = (await large.read("/ServiceProviderConfig")).filter;
    expect(maxResults).toBe(1_000);
    const body = await large.list("/Users", { filter: 'userType eq "many"', count: 5_000, attributes: "userName" });
    expect(body).toMatchObject({ schemas: [LIST_URN], totalResults: 1_001, itemsPerPage: 1_000, startIndex: 1 });
    expect(body.Resources).toHaveLength(1_000);
    const rest = await large.list("/Users", { filter: 'userType eq "many"', count: 5_000, startIndex: 1_001 });
    expect([rest.totalResults, rest.itemsPerPage]).toEqual([1_001, 1]);
  });
});
