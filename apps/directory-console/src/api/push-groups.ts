import type {
  BulkPush,
  BulkPushReport,
  ClashChoice,
  GroupPushMapping,
  LeftOutMember,
  NewPushGroup,
  PushCandidates,
  PushExclusion,
  PushGroup,
  PushGroupCounts,
  PushRule,
  PushRuleInput,
  PushRulePreview,
} from "@lockstep/directory-app/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { appPath, lockstepAppPath } from "./apps.ts";
import { api } from "./client.ts";

const PAGE_SIZE = 25;

const MAPPINGS_MAX = 1_000;
const REFRESH_MS = 5_000;

/** The push groups of an app in Okta's shape, for the page of a group; refreshes by itself. */
export function pushGroupsQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "push-mappings"],
    queryFn: async ({ signal }) =>
      (await api.page<GroupPushMapping>(`${appPath(appId)}/group-push/mappings`, { limit: MAPPINGS_MAX }, signal))
        .items,
    refetchInterval: REFRESH_MS,
  });
}

/** Which push groups are listed, as it stands in the URL. */
export interface PushGroupFilters {
  readonly status?: PushGroup["status"];
  readonly by?: "NAME" | "RULE";
  readonly clash?: boolean;
  readonly q?: string;
  readonly after?: string;
}

/** One page of the push groups of an app with the counts of all; refreshes by itself. */
export function pushGroupListQuery(appId: string, filters: PushGroupFilters) {
  return queryOptions({
    queryKey: ["app", appId, "push-groups", filters],
    queryFn: ({ signal }) =>
      api.answer<{ items: readonly PushGroup[]; counts: PushGroupCounts }>(
        `${lockstepAppPath(appId)}/push-groups`,
        { ...filters, limit: PAGE_SIZE },
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}

function pushPath(appId: string, pushId: string): string {
  return `${lockstepAppPath(appId)}/push-groups/${encodeURIComponent(pushId)}`;
}

/** One push group. */
export function pushGroupQuery(appId: string, pushId: string) {
  return queryOptions({
    queryKey: ["app", appId, "push-group", pushId],
    queryFn: ({ signal }) => api.get<PushGroup>(pushPath(appId, pushId), undefined, signal),
  });
}

/** One page of the members that the app does not have in a group, each with the reason. */
export function leftOutQuery(appId: string, pushId: string, after: string | undefined) {
  return queryOptions({
    queryKey: ["app", appId, "push-group", pushId, "left-out", after ?? ""],
    queryFn: ({ signal }) =>
      api.answer<{ items: readonly LeftOutMember[]; total: number }>(
        `${pushPath(appId, pushId)}/left-out`,
        { after, limit: PAGE_SIZE },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
}

/** The app is asked which groups of a group's name it has; nothing is changed. */
export function candidatesQuery(appId: string, which: { readonly groupId: string } | { readonly name: string }) {
  return queryOptions({
    queryKey: ["app", appId, "push-candidates", which],
    queryFn: ({ signal }) =>
      api.get<PushCandidates>(`${lockstepAppPath(appId)}/push-groups/candidates`, { ...which }, signal),
    staleTime: 0,
    retry: false,
  });
}

/** Pushes a group by name. */
export function addPushGroup(appId: string, input: NewPushGroup): Promise<PushGroup> {
  return api.post<PushGroup>(`${lockstepAppPath(appId)}/push-groups`, input);
}

/** Does one thing with one push group. */
export function actOnPushGroup(
  appId: string,
  pushId: string,
  action: "activate" | "deactivate" | "push" | "retry" | "keep",
): Promise<PushGroup> {
  return api.post<PushGroup>(`${pushPath(appId, pushId)}/${action}`);
}

/** Decides about a name that the app has already. */
export function resolveClash(appId: string, pushId: string, choice: ClashChoice): Promise<unknown> {
  return api.post(`${pushPath(appId, pushId)}/resolve`, choice);
}

/** Does one thing with many push groups, a portion at a time; gives what was done and what was refused. */
export async function actOnPushGroups(
  appId: string,
  input: Omit<BulkPush, "after">,
): Promise<{ done: number; refusals: readonly { groupName: string | null; reason: string | null }[] }> {
  let done = 0;
  const refusals: BulkPushReport["items"][number][] = [];
  let after: string | null = null;
  do {
    const body: BulkPush = after === null ? input : { ...input, after };
    const report: BulkPushReport = await api.post<BulkPushReport>(`${lockstepAppPath(appId)}/push-groups/bulk`, body);
    done += report.done;
    refusals.push(...report.items.filter(({ result }) => result === "REFUSED"));
    after = report.next;
  } while (after !== null);
  return { done, refusals };
}

/** The rules by which groups are pushed. */
export function pushRulesQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "push-rules"],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: readonly PushRule[] }>(`${lockstepAppPath(appId)}/push-rules`, undefined, signal)).items,
  });
}

/** What a rule would do when it is saved. */
export function pushRulePreviewQuery(appId: string, input: PushRuleInput, id: string | undefined) {
  return queryOptions({
    queryKey: ["app", appId, "push-rule-preview", id ?? "", input],
    queryFn: () =>
      api.post<PushRulePreview>(
        `${lockstepAppPath(appId)}/push-rules/preview`,
        id === undefined ? input : { ...input, id },
        { limit: PAGE_SIZE },
      ),
    retry: false,
    placeholderData: keepPreviousData,
  });
}

function rulePath(appId: string, ruleId: string): string {
  return `${lockstepAppPath(appId)}/push-rules/${encodeURIComponent(ruleId)}`;
}

/** Makes a rule, or replaces one. */
export function savePushRule(appId: string, input: PushRuleInput, id: string | undefined): Promise<PushRule> {
  return id === undefined
    ? api.post<PushRule>(`${lockstepAppPath(appId)}/push-rules`, input)
    : api.put<PushRule>(rulePath(appId, id), input);
}

/** Switches a rule on or off; the groups that it pushed stay as they are. */
export function setPushRuleActive(appId: string, ruleId: string, isActive: boolean): Promise<PushRule> {
  return api.post<PushRule>(`${rulePath(appId, ruleId)}/${isActive ? "activate" : "deactivate"}`);
}

/** Deletes a rule; its groups stay pushed, are unlinked, or are unlinked and deleted in the app. */
export function deletePushRule(appId: string, ruleId: string, groups: "keep" | "leave" | "delete"): Promise<void> {
  return api.remove(rulePath(appId, ruleId), { groups });
}

/** Groups that no rule pushes, since somebody unlinked them by hand. */
export function pushExclusionsQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "push-exclusions"],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ items: readonly PushExclusion[] }>(
          `${lockstepAppPath(appId)}/push-groups/exclusions`,
          undefined,
          signal,
        )
      ).items,
  });
}

/** Lets rules look at a group again. */
export function endPushExclusion(appId: string, groupId: string): Promise<void> {
  return api.remove(`${lockstepAppPath(appId)}/push-groups/exclusions/${encodeURIComponent(groupId)}`);
}
