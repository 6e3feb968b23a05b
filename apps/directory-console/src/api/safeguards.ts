import type { Budget, BudgetHold, BudgetHoldSubject, Protection } from "@lockstep/directory-app/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { lockstepAppPath } from "./apps.ts";
import { api, LOCKSTEP } from "./client.ts";

const REFRESH_MS = 5_000;
const SUBJECTS_PER_PAGE = 100;

/** The limits of an app. */
export function budgetQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "budget"],
    queryFn: ({ signal }) => api.get<Budget>(`${lockstepAppPath(appId)}/budget`, undefined, signal),
  });
}

/** The limits of every app that has none of its own. */
export const defaultBudgetQuery = queryOptions({
  queryKey: ["budget"],
  queryFn: ({ signal }) => api.get<Budget>(`${LOCKSTEP}/budget`, undefined, signal),
});

/** Gives an app limits of its own; without any it has the directory's again. */
export function saveBudget(appId: string, budget: Budget | undefined): Promise<Budget> {
  return api.put<Budget>(`${lockstepAppPath(appId)}/budget`, budget ?? {});
}

/** What waits for a person because it would exceed the budget; refreshes by itself. */
export function holdsQuery(appId: string) {
  return queryOptions({
    queryKey: ["app", appId, "holds"],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: readonly BudgetHold[] }>(`${LOCKSTEP}/budget/holds`, { state: "OPEN", appId }, signal))
        .items,
    refetchInterval: REFRESH_MS,
  });
}

/** Exactly who is held, a page at a time. */
export function holdSubjectsQuery(hold: BudgetHold) {
  return infiniteQueryOptions({
    queryKey: ["app", hold.app.id, "holds", hold.id],
    queryFn: ({ pageParam, signal }) =>
      api.get<{ items: readonly BudgetHoldSubject[]; next: string | null }>(
        `${LOCKSTEP}/budget/holds/${encodeURIComponent(hold.id)}/subjects`,
        { after: pageParam, limit: SUBJECTS_PER_PAGE },
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
}

/** Lets exactly the list of a hold pass, once, or drops its work until something changes. */
export function decideHold(id: string, decision: "approve" | "reject"): Promise<{ decided: number; leftOut: number }> {
  return api.post(`${LOCKSTEP}/budget/holds/${encodeURIComponent(id)}/${decision}`);
}

/** Whose accounts are left alone without approval. */
export const protectionsQuery = queryOptions({
  queryKey: ["protections"],
  queryFn: async ({ signal }) =>
    (await api.get<{ items: readonly Protection[] }>(`${LOCKSTEP}/protected-people`, undefined, signal)).items,
});

/** Protects a person, everybody in a group, or the administrators. */
export function protect(input: { kind: Protection["kind"]; id?: string; reason: string }): Promise<Protection> {
  return api.post<Protection>(`${LOCKSTEP}/protected-people`, input);
}

/** Ends a protection. */
export function unprotect(id: string): Promise<void> {
  return api.remove(`${LOCKSTEP}/protected-people/${encodeURIComponent(id)}`);
}
