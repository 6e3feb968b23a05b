import type { DirectoryGroup, DirectoryUser, GroupRule, RulePreview } from "@lockstep/directory-app/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, LOCKSTEP, OKTA } from "./client.ts";

const PAGE_SIZE = 50;
const RULES = `${OKTA}/groups/rules`;

/** A group rule with the names of its groups, where they were asked for. */
export type NamedRule = GroupRule & {
  readonly _embedded?: { readonly groupIdToGroupNameMap?: Readonly<Record<string, string>> };
};

/** One page of group rules, the oldest first. */
export function rulesQuery(filters: { readonly q?: string; readonly after?: string }) {
  return queryOptions({
    queryKey: ["group-rules", filters],
    queryFn: ({ signal }) =>
      api.page<NamedRule>(
        RULES,
        { search: filters.q, after: filters.after, limit: PAGE_SIZE, expand: "groupIdToGroupNameMap" },
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 5_000,
  });
}

/** One rule. */
export function ruleQuery(id: string) {
  return queryOptions({
    queryKey: ["group-rule", id],
    queryFn: ({ signal }) => api.get<NamedRule>(rulePath(id), { expand: "groupIdToGroupNameMap" }, signal),
  });
}

/** Whom a condition takes. Nothing is stored. */
export function rulePreviewQuery(expression: string) {
  return queryOptions({
    queryKey: ["rule-preview", expression],
    queryFn: () => api.post<RulePreview>(`${LOCKSTEP}/group-rules/preview`, { expression }),
    enabled: expression !== "",
    retry: false,
  });
}

/** What a rule says. */
export interface RuleInput {
  readonly name: string;
  readonly expression: string;
  readonly groups: readonly Pick<DirectoryGroup, "id">[];
  readonly excluded: readonly Pick<DirectoryUser, "id">[];
}

/** Stores a new rule, or (with an id) replaces one that is not active. */
export function saveRule(id: string | undefined, input: RuleInput): Promise<GroupRule> {
  const body = {
    type: "group_rule",
    name: input.name,
    conditions: {
      people: { users: { exclude: input.excluded.map((person) => person.id) }, groups: { exclude: [] } },
      expression: { type: "urn:okta:expression:1.0", value: input.expression },
    },
    actions: { assignUserToGroups: { groupIds: input.groups.map((group) => group.id) } },
  };
  return id === undefined ? api.post(RULES, body) : api.put(rulePath(id), body);
}

/** Switches a rule on or off. */
export function switchRule(id: string, operation: "activate" | "deactivate"): Promise<void> {
  return api.post(`${rulePath(id)}/lifecycle/${operation}`);
}

/** Deletes a rule; its members leave the groups or stay. */
export function deleteRule(id: string, removeUsers: boolean): Promise<void> {
  return api.remove(rulePath(id), { removeUsers });
}

function rulePath(id: string): string {
  return `${RULES}/${encodeURIComponent(id)}`;
}
