import { afterEach, beforeEach, expect, it } from "vitest";
import { type Office, openOffice, tasksBecome } from "./testing/office.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.end());

const isActive = () => office.target.user("jane.doe@example.com")?.["active"];

interface Event {
  readonly eventType: string;
  readonly debugContext: { readonly debugData: Readonly<Record<string, unknown>> };
}

async function deletionEvents(): Promise<readonly Event[]> {
  const rows = await office.api<readonly Event[]>("GET", "/api/v1/logs?limit=1000");
  return rows.filter((event) => event.eventType === "user.lifecycle.delete.completed");
}

/** Jane has an account, leaves, and the app refuses to switch it off. */
async function refusedDeparture(): Promise<{ readonly app: string; readonly jane: string }> {
  const app = await office.connect({ dialect: "rfc" });
  const jane = await office.hire("Jane Doe");
  await office.assign(app, jane);
  await office.worker();
  await office.settled();
  office.target.fault = ({ method }) =>
    method === "PATCH" ? { kind: "answer", status: 400, detail: "Owners cannot be deactivated." } : undefined;
  await office.api("DELETE", `/api/v1/users/${jane}`);
  await tasksBecome(office, ["rejected"]);
  return { app, jane };
}

it("does not delete a person whose account the app refused to switch off, and names app and account", async () => {
  const { jane } = await refusedDeparture();
  const id = office.target.user("jane.doe@example.com")?.["id"];
  const { status, causes } = await office.refused("DELETE", `/api/v1/users/${jane}`);
  expect(status).toBe(409);
  expect(causes.join()).toContain(`Declaree (account ${String(id)})`);
  expect(isActive()).toBe(true);

  office.target.fault = () => undefined;
  const [task] = await office.openTasks();
  expect(task?.summary).toBe("Deactivation of user jane.doe@example.com to app Declaree failed");
  await office.api("POST", `/api/lockstep/v1/tasks/${task?.id}/retry`);
  await tasksBecome(office, []);
  expect(isActive()).toBe(false);
  await office.api("DELETE", `/api/v1/users/${jane}`);
});

it("deletes once an administrator has given the account up, and the System Log says what stays active", async () => {
  const { jane } = await refusedDeparture();
  const id = office.target.user("jane.doe@example.com")?.["id"];
  const [task] = await office.openTasks();
  await office.api("POST", `/api/lockstep/v1/tasks/${task?.id}/cancel`);
  await office.api("DELETE", `/api/v1/users/${jane}`);
  const [event] = await deletionEvents();
  expect(event?.debugContext.debugData).toMatchObject({ accountsLeftActive: `Declaree (account ${String(id)})` });
});

it("does not delete a person for whom an account may have been created whose id nobody knows", async () => {
  const app = await office.connect({ dialect: "rfc" });
  const jane = await office.hire("Jane Doe");
  await office.assign(app, jane);
  // Created, without an answer; and then the app cannot be asked.
  office.target.fault = ({ method }) =>
    method === "POST"
      ? { kind: "carryOutAndCut" }
      : isActive() === undefined
        ? undefined
        : { kind: "answer", status: 500, detail: "The disk is full." };
  const worker = await office.worker();
  await expect
    .poll(async () => (await office.appUserOf(app, jane)).error, { timeout: 25_000 })
    .toContain("The disk is full.");
  await worker.stop();
  await office.api("DELETE", `/api/v1/users/${jane}`);
  const { status, causes } = await office.refused("DELETE", `/api/v1/users/${jane}`);
  expect(status).toBe(409);
  expect(causes.join()).toContain("Declaree");

  office.target.fault = () => undefined;
  await office.worker();
  await office.settled();
  expect(isActive()).toBe(false);
  await office.api("DELETE", `/api/v1/users/${jane}`);
});
