/** Incremental imports from the true service: its event feed tells what changed, deletions included, so that no list is read. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually } from "./support/api.ts";
import {
  addPerson,
  assign,
  type Company,
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

interface Run {
  readonly id: string;
  readonly state: string;
  readonly mode: string;
  readonly note: string | null;
  readonly scanned: number;
  readonly newPeople: number;
  readonly removed: number;
}

const path = () => `/api/lockstep/v1/apps/${company.appId}`;

async function run(mode: "FULL" | "INCREMENTAL"): Promise<Run> {
  company.proxy.forget();
  const { id } = await company.directory.ok<Run>("POST", `${path()}/imports`, { mode });
  return await eventually(
    () => company.directory.ok<Run>("GET", `${path()}/imports/${id}`),
    ({ state }) => state === "DONE" || state === "FAILED" || state === "HELD",
  );
}

it("sees who was deleted in the service, who is new and who was changed", async () => {
  const [kept, gone] = [await addPerson(company, "Feedkept"), await addPerson(company, "Feedgone")];
  for (const person of [kept, gone]) await assign(company, person);
  const users = [await userWhen(company, kept), await userWhen(company, gone)];
  await settled(company);
  expect(await run("FULL")).toMatchObject({ state: "DONE", mode: "FULL", removed: 0 });

  await company.scim.ok("DELETE", `/Users/${users[1]?.id}`);
  const made = await company.scim.ok<{ id: string }>("POST", "/Users", {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
    userName: "feed.new@acme.example",
    name: { givenName: "Feed", familyName: "New" },
    emails: [{ value: "feed.new@acme.example", type: "work", primary: true }],
    active: true,
  });
  const note = "What changed was read from the app's event feed, deletions included.";
  expect(await run("INCREMENTAL")).toMatchObject({
    ...{ state: "DONE", mode: "INCREMENTAL", note, scanned: 2, newPeople: 1, removed: 1 },
  });
  const asked = company.proxy.exchanges.map((exchange) => `${exchange.method} ${exchange.path}`);
  expect(asked.filter((request) => !request.startsWith("GET /events?")).sort()).toEqual(
    [`GET /SCIM/v2/Users/${made.id}`, `GET /SCIM/v2/Users/${users[1]?.id}`].sort(),
  );
  const left = await company.directory.ok<{ id: string }[]>("GET", `/api/v1/apps/${company.appId}/users`);
  expect(left.map(({ id }) => id)).toEqual([kept.id]);
});
