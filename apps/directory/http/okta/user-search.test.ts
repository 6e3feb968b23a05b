import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, addPerson, startTestDirectory, type TestDirectory } from "../testing/test-directory.ts";

let directory: TestDirectory;
let [anna, bert, cleo]: readonly string[] = [];
beforeAll(async () => {
  directory = await startTestDirectory();
  const add = (lastName: string, query: string, extra = {}) =>
    addPerson(directory, { profile: { lastName, division: "Search", ...extra } }, query);
  anna = await add("Alpha", "?activate=false", { title: "Chief Clerk" });
  bert = await add("bravo", "", { title: "Clerk" });
  cleo = await add("Charlie", "");
  const times = ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"];
  for (const [index, id] of [anna, bert, cleo].entries()) {
    const activated = index === 0 ? null : times[index];
    await directory.rows(
      "update person set created_at = $2, last_updated_at = $2, status_changed_at = $3, activated_at = $3 where id = $1",
      [id, times[index], activated],
    );
  }
});
afterAll(() => directory.close());

const found = async (parameter: string, expression: string) => {
  const query = `${parameter}=${encodeURIComponent(`profile.division eq "Search" and ${expression}`)}`;
  const users = await directory.ok<readonly { id: string }[]>("GET", `/api/v1/users?${query}`);
  return users.map(({ id }) => ({ [anna ?? ""]: "A", [bert ?? ""]: "B", [cleo ?? ""]: "C" })[id]).join("");
};
const FEBRUARY = '"2026-02-01T00:00:00.000Z"';

describe("search", () => {
  it.each([
    ['profile.lastName eq "BRAVO"', "B"],
    ['profile.lastName ne "bravo"', "AC"],
    ['profile.lastName sw "CH"', "C"],
    ['profile.lastName ew "A"', "A"],
    ['profile.lastName co "rAv"', "B"],
    ['profile.lastName gt "bravo"', "C"],
    ['profile.lastName ge "bravo"', "BC"],
    ['profile.lastName lt "bravo"', "A"],
    ['profile.lastName le "bravo"', "AB"],
    ["profile.title pr", "AB"],
    ["not (profile.title pr)", "C"],
    [`created eq ${FEBRUARY}`, "B"],
    [`created ne ${FEBRUARY}`, "AC"],
    [`created gt ${FEBRUARY}`, "C"],
    [`created ge ${FEBRUARY}`, "BC"],
    [`created lt ${FEBRUARY}`, "A"],
    [`lastUpdated le ${FEBRUARY}`, "AB"],
    [`statusChanged gt ${FEBRUARY}`, "C"],
    ["activated pr", "BC"],
    ['created gt "2026-02-01T02:00:00.000+02:00"', "C"],
    ['status eq "STAGED"', "A"],
    ['status lt "STAGED" or status gt "STAGED"', "BC"],
    ['type.id eq "oty00000000000000000"', "ABC"],
    ['(status eq "STAGED" or profile.title eq "clerk") and profile.title co "clerk"', "AB"],
  ])("%s finds %s", async (expression, people) => {
    expect(await found("search", `(${expression})`)).toBe(people);
  });

  it("finds one by id", async () => {
    expect(await found("search", `id eq "${bert}"`)).toBe("B");
  });

  it.each([
    ["profile.lastName", "asc", "ABC"],
    ["profile.lastName", "desc", "CBA"],
    ["created", "desc", "CBA"],
    ["status", "asc", "BCA"],
    ["profile.title", "asc", "CAB"],
  ])("sorted by %s %s", async (sortBy, sortOrder, people) => {
    const letters = { [anna ?? ""]: "A", [bert ?? ""]: "B", [cleo ?? ""]: "C" };
    const search = encodeURIComponent('profile.division eq "Search"');
    let next: string | undefined = `/api/v1/users?search=${search}&sortBy=${sortBy}&sortOrder=${sortOrder}&limit=1`;
    let seen = "";
    while (next !== undefined && seen.length < 5) {
      const page: Answer<readonly { id: string }[]> = await directory.call("GET", next);
      seen += page.body.map(({ id }) => letters[id] ?? "?").join("");
      next = /<http:\/\/directory\.test([^>]+)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1];
    }
    // People of the same status come in the order of their ids.
    const isTie = sortBy === "status";
    expect(isTie ? [seen.at(-1), [...seen.slice(0, 2)].sort().join("")] : seen).toEqual(isTie ? ["A", "BC"] : people);
  });

  it.each([
    ['profile.lastName like "x"', "E0000031"],
    ["profile.lastName eq 7", "E0000037"],
    ['created eq "yesterday"', "E0000030"],
    ['created sw "2026-01-01"', "E0000031"],
    ['shoe eq "44"', "E0000031"],
    ["(profile.lastName pr", "E0000031"],
  ])("refuses %s", async (expression, code) => {
    const path = `/api/v1/users?search=${encodeURIComponent(expression)}`;
    expect((await directory.refused("GET", path, { status: 400, code })).length).toBeGreaterThan(0);
  });
});

describe("filter", () => {
  it.each([
    ['profile.lastName eq "bravo"', "B"],
    ['profile.lastName eq "BRAVO"', ""],
    ['status eq "STAGED" or profile.lastName eq "Charlie"', "AC"],
    [`lastUpdated gt ${FEBRUARY}`, "C"],
    [`lastUpdated ge ${FEBRUARY} and lastUpdated le ${FEBRUARY}`, "B"],
  ])("%s finds %s", async (expression, people) => {
    expect(await found("filter", `(${expression})`)).toBe(people);
  });
});
