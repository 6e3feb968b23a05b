/** The remaining features of the guide, each shown on one person and left as it was found. */
import { setTimeout as delay } from "node:timers/promises";
import type { AppUser, DirectoryUser, ImportRun } from "@lockstep/directory-app/contract";
import { DirectoryRequestError } from "../client/directory-client.ts";
import type { SampleContext } from "./provision-sample.ts";
import { randomPassword } from "./random-password.ts";
import { waitUntilSettled } from "./wait-for-app.ts";

const PROMOTED = "cfraser@corp.meridian.example";
const RETURNING = "ireid@corp.meridian.example";
const POLL_INTERVAL_MS = 200;
const IMPORT_POLLS_MAX = 1500;

/** Update User Attributes: a new title reaches the application. */
export async function showUpdate(context: SampleContext): Promise<string> {
  const person = await readPerson(context, PROMOTED);
  await context.client.request({
    method: "POST",
    path: `/api/v1/users/${person.id}`,
    body: { profile: { title: "Senior Account Manager" } },
  });
  await waitUntilSettled(context, "Updating");
  return `${person.profile["displayName"]} is now Senior Account Manager`;
}

/** Deactivate Users: somebody leaves and comes back, and has the same account. */
export async function showDeactivation(context: SampleContext): Promise<string> {
  const person = await readPerson(context, RETURNING);
  const before = await readAppUser(context, person.id);
  if (person.status !== "DEPROVISIONED") {
    await context.client.request({ method: "POST", path: `/api/v1/users/${person.id}/lifecycle/deactivate` });
    await waitUntilSettled(context, "Deactivating");
  }
  await context.client.request({
    method: "POST",
    path: `/api/v1/users/${person.id}/lifecycle/activate?sendEmail=false`,
  });
  await choosePassword(context, person.id);
  await waitUntilSettled(context, "Reactivating");
  const after = await readAppUser(context, person.id);
  const same =
    before?.externalId === undefined || before.externalId === null || before.externalId === after?.externalId;
  return `${person.profile["displayName"]} left and came back${same ? " to the same account" : " to another account"}`;
}

/** Sync Password: a changed directory password makes a new random one in the application. */
export async function showPasswordSync(context: SampleContext): Promise<string> {
  const person = await readPerson(context, PROMOTED);
  await choosePassword(context, person.id);
  await waitUntilSettled(context, "Syncing passwords");
  return `${person.profile["displayName"]} changed the directory password and got a new random one`;
}

async function choosePassword(context: SampleContext, personId: string): Promise<void> {
  const credentials = { password: { value: randomPassword() } };
  await context.client.request({ method: "POST", path: `/api/v1/users/${personId}`, body: { credentials } });
}

/** Import Users: an import on demand finds everybody linked, and lists the accounts that the directory does not know. */
export async function showImport(context: SampleContext): Promise<string> {
  const path = `/api/lockstep/v1/apps/${context.appId}/imports`;
  const run = await startImport(context, path);
  for (let poll = 0; poll < IMPORT_POLLS_MAX; poll += 1) {
    const state = await context.client.request<ImportRun>({ path: `${path}/${run.id}` });
    if (state.state === "DONE")
      return `${state.scanned} accounts read, ${state.newPeople} of them not in the directory`;
    if (state.state === "FAILED" || state.state === "CANCELLED" || state.state === "HELD")
      throw new Error(`The import ended: ${state.error ?? state.state}.`);
    context.output.progress(`  Importing users ${state.scanned}${state.total === null ? "" : `/${state.total}`}`);
    await delay(POLL_INTERVAL_MS, undefined, { signal: context.signal });
  }
  throw new Error("The import did not finish: look at the Import tab of the app in the directory console.");
}

/** Starts an import, or joins the one that an interrupted run left. */
async function startImport(context: SampleContext, path: string): Promise<ImportRun> {
  try {
    return await context.client.request<ImportRun>({ method: "POST", path });
  } catch (error) {
    if (!(error instanceof DirectoryRequestError) || error.status !== 409) throw error;
    const runs = await context.client.request<{ readonly items: readonly ImportRun[] }>({ path });
    const running = runs.items.find((run) => run.state === "QUEUED" || run.state === "RUNNING") ?? runs.items[0];
    if (running === undefined) throw error;
    return running;
  }
}

function readPerson(context: SampleContext, login: string): Promise<DirectoryUser> {
  return context.client.request<DirectoryUser>({ path: `/api/v1/users/${encodeURIComponent(login)}` });
}

async function readAppUser(context: SampleContext, personId: string): Promise<AppUser | undefined> {
  try {
    return await context.client.request<AppUser>({ path: `/api/v1/apps/${context.appId}/users/${personId}` });
  } catch (error) {
    if (error instanceof DirectoryRequestError && error.status === 404) return undefined;
    throw error;
  }
}
