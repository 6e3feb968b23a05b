/** Members of a pushed group that the directory does not know, and those of whom nobody recorded that they were sent. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Office, openOffice, tasksBecome } from "./testing/office.ts";

let office: Office;
let app: string;
let people: readonly string[];
let group: string;
beforeEach(async () => {
  office = await openOffice();
  app = await office.connect();
  people = [await office.hire("Ann A"), await office.hire("Bob B"), await office.hire("Cid C")];
  ({ id: group } = await office.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name: "Staff" } }));
  await office.worker();
  await office.assign(app, ...people);
  await join(0);
  await office.settled();
});
afterEach(() => office.end());

const join = (index: number) => office.api("PUT", `/api/v1/groups/${group}/users/${people[index]}`);
const leave = (index: number) => office.api("DELETE", `/api/v1/groups/${group}/users/${people[index]}`);
const pushes = (path = "") => `/api/lockstep/v1/apps/${app}/push-groups${path}`;
const accountOf = (name: string) => String(office.target.user(`${name}@example.com`)?.["id"]);

function members(): readonly string[] {
  const held = (office.target.group("Staff")?.["members"] ?? []) as readonly { readonly value: string }[];
  return held.map(({ value }) => String(office.target.users().find(({ id }) => id === value)?.["userName"])).sort();
}

/** Somebody changes who is in the group, in the app. */
function setMembers(...values: readonly string[]): void {
  Object.assign(office.target.group("Staff") ?? {}, { members: values.map((value) => ({ value })) });
}

const addStranger = () => office.target.put("Users", { userName: "stranger@example.com", active: true });

async function pushed(body: object = {}): Promise<string> {
  const { id } = await office.api<{ id: string }>("POST", pushes(), { groupId: group, ...body });
  await office.settled();
  return id;
}

/** What happens until then is not answered: neither changes of members nor the question what became of them. */
async function withoutAnswers(work: () => Promise<unknown>): Promise<void> {
  office.target.fault = ({ method, path }) => {
    if (!path.startsWith("/Groups/")) return undefined;
    return method === "PATCH" ? { kind: "carryOutAndCut" } : { kind: "answer", status: 503, detail: "Not now." };
  };
  office.target.forget();
  await work();
  await expect.poll(() => office.target.requests.filter(({ method }) => method === "GET").length).toBeGreaterThan(0);
  await expect
    .poll(async () => (await office.api<{ items: { error: string | null }[] }>("GET", pushes())).items[0]?.error)
    .not.toBeNull();
}

async function withAnswersAgain(): Promise<void> {
  office.target.fault = () => undefined;
  office.clock.advance(3_600_000);
  (await office.worker()).wake();
  await office.settled();
  expect(await tasksBecome(office, [])).toEqual([]);
}

describe("a member of others in a pushed group", () => {
  it("stays on Push Now; who is known to the directory and does not belong there goes", async () => {
    const id = await pushed();
    setMembers(addStranger(), accountOf("cid.c"));
    await office.api("POST", pushes(`/${id}/push`));
    await office.settled();
    expect(members()).toEqual(["ann.a@example.com", "stranger@example.com"]);
  });

  it("goes on Push Now where the app's setting says so", async () => {
    const id = await pushed();
    setMembers(addStranger(), accountOf("ann.a"));
    await office.api("PUT", `/api/lockstep/v1/apps/${app}/drift/settings`, { foreignMembers: "REMOVE" });
    await office.api("POST", pushes(`/${id}/push`));
    await office.settled();
    expect(members()).toEqual(["ann.a@example.com"]);
  });

  it("stays when the whole group is read after an answer that got lost", async () => {
    await pushed();
    setMembers(addStranger(), accountOf("ann.a"));
    await withoutAnswers(() => join(1));
    await withAnswersAgain();
    expect(members()).toEqual(["ann.a@example.com", "bob.b@example.com", "stranger@example.com"]);
  });
});

describe("a member whose addition was sent and never answered", () => {
  it("is forgotten with the push", async () => {
    const id = await pushed();
    await withoutAnswers(() => join(1));
    const noted = () => office.database.kysely.selectFrom("push_group_sent").selectAll().execute();
    expect(await noted()).toHaveLength(1);
    await office.api("POST", pushes(`/${id}/deactivate`));
    office.target.fault = () => undefined;
    await office.api("POST", pushes(`/${id}/unlink`), { deleteTargetGroup: true });
    await office.settled();
    expect(await noted()).toEqual([]);
  });

  it("is taken out of a chosen group when the person has left meanwhile, and those that it had stay", async () => {
    const stranger = addStranger();
    const chosen = office.target.put("Groups", { displayName: "Staff", members: [{ value: stranger }] });
    await pushed({ action: "LINK", targetGroupId: chosen });
    await withoutAnswers(() => join(1));
    expect(members()).toContain("bob.b@example.com");
    await leave(1);
    await withAnswersAgain();
    expect(members()).toEqual(["ann.a@example.com", "stranger@example.com"]);
  });

  it("is taken out although the person was deleted in the directory meanwhile", async () => {
    await pushed();
    await withoutAnswers(() => join(1));
    await office.api("POST", `/api/v1/users/${people[1]}/lifecycle/deactivate`);
    // Refused until the account is switched off.
    const remove = () => office.api("DELETE", `/api/v1/users/${people[1]}`);
    await expect.poll(() => remove().then(() => "deleted", String), { timeout: 10_000 }).toBe("deleted");
    await withAnswersAgain();
    expect(members()).toEqual(["ann.a@example.com"]);
  });
});
