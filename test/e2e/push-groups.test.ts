/** Push Groups against the true service: one group for assignment and push, a rule, and a name that the service has already. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "./support/api.ts";
import {
  addPerson,
  type Company,
  type Person,
  type ScimGroup,
  saveConnection,
  setToApp,
  settled,
  startCompany,
  userWhen,
} from "./support/company.ts";

let company: Company;
beforeAll(async () => {
  company = await startCompany();
  await saveConnection(company);
  await setToApp(company, { create: true, update: true, deactivate: true });
});
afterAll(async () => {
  await company?.close();
});

const own = (path: string) => `/api/lockstep/v1/apps/${company.appId}${path}`;

async function team(name: string, ...people: readonly Person[]): Promise<string> {
  const { id } = await company.directory.ok<{ id: string }>("POST", "/api/v1/groups", { profile: { name } });
  for (const person of people) await company.directory.ok("PUT", `/api/v1/groups/${id}/users/${person.id}`);
  return id;
}

async function groupsCalled(name: string): Promise<readonly ScimGroup[]> {
  const filter = encodeURIComponent(`displayName eq "${name}"`);
  return (await company.scim.ok<{ Resources: readonly ScimGroup[] }>("GET", `/Groups?filter=${filter}`)).Resources;
}

async function membersOf(name: string): Promise<readonly string[]> {
  const [found] = await groupsCalled(name);
  if (found === undefined) return [];
  const { members } = await company.scim.ok<ScimGroup>("GET", `/Groups/${found.id}`);
  return (members ?? []).map(({ value }) => value).sort();
}

describe("one group for both", () => {
  it("assigns and pushes in one step, then follows: who joins gets account and membership, who leaves loses both", async () => {
    const [one, two] = [await addPerson(company, "Pushone"), await addPerson(company, "Pushtwo")];
    const group = await team("Finance", one);
    await company.directory.ok("POST", own("/push-groups"), { groupId: group, assign: true });
    const userOne = await userWhen(company, one);
    await eventually(
      () => membersOf("Finance"),
      (ids) => ids.join() === userOne.id,
    );
    await company.directory.ok("PUT", `/api/v1/groups/${group}/users/${two.id}`);
    const userTwo = await userWhen(company, two);
    await eventually(
      () => membersOf("Finance"),
      (ids) => ids.length === 2,
    );
    await company.directory.ok("DELETE", `/api/v1/groups/${group}/users/${one.id}`);
    await eventually(
      () => membersOf("Finance"),
      (ids) => ids.join() === userTwo.id,
    );
    await settled(company);
    expect(await company.scim.ok("GET", `/Users/${userOne.id}`)).toMatchObject({ active: false });
  });
});

describe("a rule, and a name that the service has already", () => {
  it("pushes what matches, leaves the service's own group alone, and links to it on demand", async () => {
    const theirs = await company.scim.ok<ScimGroup>("POST", "/Groups", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
      displayName: "Team Taken",
    });
    for (const name of ["Team Free", "Team Taken"]) await team(name);
    await company.directory.ok("POST", own("/push-rules"), {
      name: "Teams",
      conditions: [{ attribute: "name", operator: "STARTS_WITH", value: "Team" }],
    });
    const clashes = () =>
      company.directory.ok<{ items: readonly { id: string; groupName: string }[] }>(
        "GET",
        own("/push-groups?clash=true"),
      );
    const { items } = await eventually(clashes, (page) => page.items.length === 1);
    expect(items[0]?.groupName).toBe("Team Taken");
    expect(await groupsCalled("Team Free")).toHaveLength(1);
    await company.directory.ok("POST", own("/push-groups/bulk"), { action: "LINK", filter: { clash: true } });
    await eventually(clashes, (page) => page.items.length === 0);
    await settled(company);
    expect((await groupsCalled("Team Taken")).map(({ id }) => id)).toEqual([theirs.id]);
  });
});
