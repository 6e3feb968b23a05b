/** `lockstep apply PLAN`: sends exactly what a plan showed. */
import type { DirectoryApp, PlanApplied, PlanRun } from "@lockstep/directory-app/contract";
import { DirectoryRequestError } from "../../client/directory-client.ts";
import type { DirectoryOptions } from "../../client/directory-options.ts";
import type { CommandContext } from "./context.ts";

/** Runs the command: 0 = all of it is due, 1 = refused, or some of it was left out since it changed. */
export async function runApply(
  planId: string,
  options: DirectoryOptions & { readonly approve: readonly string[] },
  { client, output }: CommandContext,
): Promise<number> {
  const plan = await findPlan(planId, client);
  const applied = await client.request<PlanApplied>({
    method: "POST",
    path: `/api/lockstep/v1/apps/${plan.app.id}/plans/${plan.id}/apply`,
    body: { approve: options.approve },
  });
  if (options.json === true) output.line(JSON.stringify(applied));
  else {
    output.line(`${plan.app.label}: ${applied.applied} are due and sent in the background.`);
    if (applied.leftOut > 0) {
      output.line(
        `${applied.leftOut} differ from the plan and were left out: ${applied.leftOutNames.join(", ")}. Plan again to see them.`,
      );
    }
  }
  return applied.leftOut === 0 ? 0 : 1;
}

/** A plan's id says nothing of its app: it is looked for in each. */
async function findPlan(planId: string, client: CommandContext["client"]): Promise<PlanRun> {
  for (const app of await client.request<readonly DirectoryApp[]>({ path: "/api/v1/apps?limit=200" })) {
    try {
      return await client.request<PlanRun>({
        path: `/api/lockstep/v1/apps/${app.id}/plans/${encodeURIComponent(planId)}`,
      });
    } catch (error) {
      if (!(error instanceof DirectoryRequestError) || error.status !== 404) throw error;
    }
  }
  throw new Error(`There is no plan ${planId}: make one with lockstep plan. The last ten of an app are kept.`);
}
