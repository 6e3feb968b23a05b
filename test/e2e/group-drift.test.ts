/** The directory's look at a group that it pushed to the true service: a digest while both are equal, the members once they are not. */
import { afterAll, beforeAll, expect, it } from "vitest";
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
let people: readonly Person[];
beforeAll(async () => {
  company = await startCompany();
  await saveConnection(company);
  await setToApp(company, { create: true, update: true, deactivate: true });
  people = [await addPerson(company, "Digestone"), await addPerson(company, "Digesttwo")];
});
afterAll(async () => {
  await company?.close();
});

interface Finding {
  readonly pushGroupId: string;
  readonly state: string;
  readonly method: string;
  readonly missingCount: number;
  readonly missing?: readonly { readonly name: string | null }[];
}

const drift = (path: string) => `/api/lockstep/v1/apps/${company.appId}/drift${path}`;

/** Looks at every pushed group; the finding of the only one, and what the look asked the service. */
async function looked(): Promise<{ readonly finding: Finding; readonly asked: readonly string[] }> {
  company.proxy.forget();
  const { id } = await company.directory.ok<{ id: string }>("POST", drift("/checks"), {});
  await eventually(
    () => company.directory.ok<{ state: string }>("GET", drift(`/checks/${id}`)),
    ({ state }) => state === "DONE",
  );
  const { items } = await company.directory.ok<{ items: readonly Finding[] }>("GET", drift("/groups"));
  const [finding] = items;
  if (finding === undefined) throw new Error("The group was not looked at");
  return { finding, asked: company.proxy.exchanges.map(({ method, path }) => `${method} ${path}`) };
}

it("reads no members while both sides are equal, names who was taken out behind its back, and puts that right", async () => {
  const { id: group } = await company.directory.ok<{ id: string }>("POST", "/api/v1/groups", {
    profile: { name: "Watched" },
  });
  for (const person of people) await company.directory.ok("PUT", `/api/v1/groups/${group}/users/${person.id}`);
  await company.directory.ok("POST", `/api/lockstep/v1/apps/${company.appId}/push-groups`, {
    groupId: group,
    assign: true,
  });
  const users = await Promise.all(people.map((person) => userWhen(company, person)));
  await settled(company);
  const theirs = async () => {
    const filter = encodeURIComponent('displayName eq "Watched"');
    const list = await company.scim.ok<{ Resources: readonly ScimGroup[] }>("GET", `/Groups?filter=${filter}`);
    return await company.scim.ok<ScimGroup>("GET", `/Groups/${list.Resources[0]?.id}`);
  };
  const { id, members } = await theirs();
  expect(members).toHaveLength(2);

  const equal = await looked();
  expect(equal.finding).toMatchObject({ state: "IN_SYNC", method: "DIGEST" });
  expect(equal.asked).toEqual([`GET /v1/groups/${id}/digest`]);

  await company.scim.ok("PATCH", `/Groups/${id}`, {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    Operations: [{ op: "remove", path: `members[value eq "${users[0]?.id}"]` }],
  });
  const drifted = await looked();
  expect(drifted.finding).toMatchObject({ state: "DRIFTED", method: "MEMBERS", missingCount: 1 });
  expect(JSON.stringify(drifted.finding)).toContain(people[0]?.login);
  expect(drifted.asked).toEqual([
    `GET /v1/groups/${id}/digest`,
    `GET /SCIM/v2/Groups/${id}?attributes=displayName,externalId,members.value`,
  ]);

  const { pushGroupId } = drifted.finding;
  const { plan } = await company.directory.ok<{ plan: string }>("GET", drift(`/groups/${pushGroupId}/repair`));
  await company.directory.ok("POST", drift(`/groups/${pushGroupId}/repair`), { plan });
  await settled(company);
  expect((await theirs()).members?.map(({ value }) => value).sort()).toEqual(users.map((user) => user.id).sort());
  expect((await looked()).finding).toMatchObject({ state: "IN_SYNC", method: "DIGEST" });
});
