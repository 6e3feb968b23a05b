import { setTimeout as delay } from "node:timers/promises";
import type { GroupPushMapping, Progress } from "@lockstep/directory-app/contract";
import { progressBar } from "../terminal/output.ts";
import type { SampleContext } from "./provision-sample.ts";
import { listGroups } from "./sample-people.ts";

/** The group whose members have the app. */
const ASSIGNED_GROUP = "Expense users";
/** How often the app's progress is asked for, and how long at most. Milliseconds. */
const POLL_INTERVAL_MS = 200;
const WAIT_MAX_MS = 300_000;

/** Assigns the app to its group and waits until everybody has an account. */
export async function assignAndWait(context: SampleContext): Promise<string> {
  const group = (await listGroups(context)).find((candidate) => candidate.profile.name === ASSIGNED_GROUP);
  if (group === undefined)
    throw new Error(`The sample group "${ASSIGNED_GROUP}" is missing: check samples/groups.csv.`);
  await context.client.request({
    method: "PUT",
    path: `/api/v1/apps/${context.appId}/groups/${group.id}`,
    body: { priority: 0 },
  });
  const progress = await waitUntilSettled(context, "Provisioning people");
  return `${progress.synchronized} of ${progress.assigned} people of "${ASSIGNED_GROUP}" have an account`;
}

/** Pushes every group and waits until the target holds them. */
export async function pushGroupsAndWait(context: SampleContext): Promise<string> {
  const path = `/api/v1/apps/${context.appId}/group-push/mappings`;
  const mappings = await context.client.request<readonly GroupPushMapping[]>({ path });
  const pushed = new Set(mappings.map((mapping) => mapping.sourceGroupId));
  for (const group of await listGroups(context)) {
    if (pushed.has(group.id)) continue;
    await context.client.request({
      method: "POST",
      path,
      body: { sourceGroupId: group.id, targetGroupName: group.profile.name, status: "ACTIVE" },
    });
  }
  const progress = await waitUntilSettled(context, "Pushing groups");
  const after = await context.client.request<readonly GroupPushMapping[]>({ path });
  const members = after.reduce((sum, mapping) => sum + mapping.pushedMembers, 0);
  return `${progress.pushGroups.total - progress.pushGroups.failed} groups with ${members} memberships`;
}

/** Waits until nothing is pending in the app, showing how far it is. Throws when something failed or it takes too long. */
export async function waitUntilSettled(context: SampleContext, what: string): Promise<Progress> {
  const deadline = context.now() + WAIT_MAX_MS;
  while (context.now() < deadline) {
    const progress = await context.client.request<Progress>({
      path: `/api/lockstep/v1/apps/${context.appId}/progress`,
    });
    const groups = progress.pushGroups;
    if (progress.pending === 0 && groups.pending === 0 && !progress.sweeping) {
      const failed = progress.failed + groups.failed;
      if (failed > 0) throw new Error(`${what}: ${failed} failed. The Tasks page of the directory console says why.`);
      return progress;
    }
    const bar =
      progress.pending > 0
        ? progressBar(progress.synchronized, progress.assigned)
        : progressBar(groups.total - groups.pending, groups.total);
    context.output.progress(`  ${what} ${bar}`);
    await delay(POLL_INTERVAL_MS, undefined, { signal: context.signal });
  }
  throw new Error(
    `${what} did not finish within ${WAIT_MAX_MS / 60_000} minutes. The Tasks page of the directory console says why.`,
  );
}
