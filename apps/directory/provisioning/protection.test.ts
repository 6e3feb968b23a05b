import { afterEach, beforeEach, expect, it } from "vitest";
import { type Office, openOffice, tasksBecome } from "./testing/office.ts";
import { until } from "./testing/world.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.end());

async function employ(name = "Jane Doe"): Promise<{ readonly app: string; readonly id: string }> {
  const app = await office.connect();
  const id = await office.hire(name);
  await office.assign(app, id);
  await office.worker();
  await office.settled();
  office.target.forget();
  return { app, id };
}

const isActive = () => office.target.user("jane.doe@example.com")?.["active"];

it("keeps a protected person's account on when the person is unassigned, until an administrator approves, once", async () => {
  const { app, id } = await employ();
  await office.api("POST", "/api/lockstep/v1/protected-people", { kind: "PERSON", id, reason: "Break-glass account" });
  await office.unassign(app, id);
  const [task] = await tasksBecome(office, ["protectedPerson"]);
  expect(task).toMatchObject({
    detail: expect.stringContaining("protected"),
    remedy: expect.stringContaining("Approve"),
  });
  await office.api("POST", `/api/lockstep/v1/tasks/${task?.id}/retry`);
  await office.settled();
  expect(isActive()).toBe(true);
  expect(office.target.writes()).toEqual([]);
  await office.api("POST", `/api/lockstep/v1/tasks/${task?.id}/approve`);
  await tasksBecome(office, []);
  expect(isActive()).toBe(false);

  await office.assign(app, id);
  await office.settled();
  expect(isActive()).toBe(true);
  await office.api("POST", `/api/v1/users/${id}/lifecycle/deactivate`);
  await tasksBecome(office, ["protectedPerson"]);
  expect(isActive()).toBe(true);
});

it("protects the members of a group in every path that would switch off or change a password", async () => {
  const { app, id } = await employ();
  const group = await office.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name: "Crown jewels" } });
  await office.api("PUT", `/api/v1/groups/${group.id}/users/${id}`);
  await office.api("POST", "/api/lockstep/v1/protected-people", { kind: "GROUP", id: group.id });
  const password = office.target.user("jane.doe@example.com")?.["password"];
  await office.api("POST", `/api/lockstep/v1/apps/${app}/reset-passwords`);
  const [reset] = await tasksBecome(office, ["protectedPerson"]);
  expect(reset?.detail).toContain("password");
  expect(office.target.user("jane.doe@example.com")?.["password"]).toBe(password);
  // Everything else goes on.
  await office.api("POST", `/api/v1/users/${id}`, { profile: { title: "Boss" } });
  await until(() => expect(office.target.user("jane.doe@example.com")).toMatchObject({ title: "Boss" }));
  await office.api("PUT", `/api/lockstep/v1/apps/${app}/engine`, { suspendedPeople: "DEACTIVATE" });
  await office.api("POST", `/api/v1/users/${id}/lifecycle/suspend`);
  await office.settled();
  expect(isActive()).toBe(true);
  expect(office.target.user("jane.doe@example.com")?.["password"]).toBe(password);
});

it("protects the administrators of this directory from the start, and nobody else", async () => {
  const { app, id } = await employ();
  const listed = await office.api<{ items: readonly { kind: string; id: string }[] }>(
    "GET",
    "/api/lockstep/v1/protected-people",
  );
  expect(listed.items).toEqual([expect.objectContaining({ kind: "ADMINISTRATORS", subjectId: null })]);
  const admin = await office.hire("Ada Admin", { login: "ADMIN@directory.example" });
  await office.assign(app, admin);
  await office.settled();
  for (const person of [admin, id]) await office.unassign(app, person);
  await tasksBecome(office, ["protectedPerson"]);
  await office.settled();
  expect(isActive()).toBe(false);
  expect(office.target.user("ada.admin@example.com")).toMatchObject({ active: true });
  await office.api("DELETE", `/api/lockstep/v1/protected-people/${listed.items[0]?.id}`);
  const [task] = await office.openTasks();
  await office.api("POST", `/api/lockstep/v1/tasks/${task?.id}/retry`);
  await tasksBecome(office, []);
  expect(office.target.user("ada.admin@example.com")).toMatchObject({ active: false });
});

it("refuses protections of nobody and approvals of what needs none", async () => {
  const path = "/api/lockstep/v1/protected-people";
  expect((await office.refused("POST", path, { kind: "PERSON", id: "00unobody" })).causes[0]).toContain(
    "no person 00unobody",
  );
  expect((await office.refused("POST", path, { kind: "ADMINISTRATORS" })).causes[0]).toContain("Protected already");
  const app = await office.connect();
  const id = await office.hire("Jane Doe");
  office.target.fault = ({ method }) =>
    method === "POST" ? { kind: "answer", status: 400, detail: "No." } : undefined;
  await office.assign(app, id);
  await office.worker();
  const [task] = await tasksBecome(office, ["rejected"]);
  expect((await office.refused("POST", `/api/lockstep/v1/tasks/${task?.id}/approve`)).status).toBe(403);
});
