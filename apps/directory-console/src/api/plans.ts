import type {
  BudgetDirection,
  PlanApplied,
  PlannedSubject,
  PlanProposal,
  PlanRun,
} from "@lockstep/directory-app/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { lockstepAppPath } from "./apps.ts";
import { api } from "./client.ts";

const PROGRESS_INTERVAL_MS = 700;
/** The first page are examples; more on demand. */
const SUBJECTS_PER_PAGE = 5;

/** True while the plan is being made. */
export function isPlanning(plan: PlanRun): boolean {
  return plan.state === "QUEUED" || plan.state === "RUNNING";
}

/** One plan; refreshes by itself until it is made. */
export function planQuery(appId: string, planId: string) {
  return queryOptions({
    queryKey: ["app", appId, "plans", planId],
    queryFn: ({ signal }) =>
      api.get<PlanRun>(`${lockstepAppPath(appId)}/plans/${encodeURIComponent(planId)}`, undefined, signal),
    refetchInterval: ({ state }) => (state.data === undefined || isPlanning(state.data) ? PROGRESS_INTERVAL_MS : false),
  });
}

/** Whom a plan is about, each with the exact requests, a page at a time. */
export function planSubjectsQuery(appId: string, planId: string) {
  return infiniteQueryOptions({
    queryKey: ["app", appId, "plans", planId, "subjects"],
    queryFn: ({ pageParam, signal }) =>
      api.get<{ items: readonly PlannedSubject[]; next: string | null }>(
        `${lockstepAppPath(appId)}/plans/${encodeURIComponent(planId)}/actions`,
        { after: pageParam, limit: SUBJECTS_PER_PAGE },
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Asks for a plan of everybody in the app, with settings as they are saved or as they are proposed. Nothing is saved or sent. */
export function startPlan(appId: string, proposal: PlanProposal | undefined): Promise<PlanRun> {
  return api.post<PlanRun>(`${lockstepAppPath(appId)}/plans`, proposal === undefined ? {} : { proposal });
}

/** Ends a plan that is being made. */
export function cancelPlan(appId: string, planId: string): Promise<PlanRun> {
  return api.post<PlanRun>(`${lockstepAppPath(appId)}/plans/${encodeURIComponent(planId)}/cancel`);
}

/** Saves what the plan proposes and sends exactly what it shows; `approve` lets it pass a budget in these directions. */
export function applyPlan(appId: string, planId: string, approve: readonly BudgetDirection[]): Promise<PlanApplied> {
  return api.post<PlanApplied>(`${lockstepAppPath(appId)}/plans/${encodeURIComponent(planId)}/apply`, { approve });
}
