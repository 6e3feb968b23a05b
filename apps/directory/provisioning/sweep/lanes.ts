/** The worker's work that is done set-wise beside the runs of single subjects: sweeps, plans, and looks at pushed groups. */
import type { Deps } from "../../deps.ts";
import { claimDriftCheck } from "../drift/check-rows.ts";
import { runDriftCheck } from "../drift/run-check.ts";
import { claimPlan } from "../plans/claim-plan.ts";
import { runPlan } from "../plans/run-plan.ts";
import { type Lane, startLane } from "./lane.ts";
import { claimSweep, sweepApp } from "./sweep-app.ts";

export type { Lane } from "./lane.ts";

/** Starts them; a long plan does not hold up a sweep. `worker` names the leases. */
export function startLanes(deps: Deps, worker: string): Lane {
  const { logger, timers } = deps;
  const lanes = [
    startLane({ name: "sweep", logger, timers }, async (signal) => {
      const claim = await claimSweep(deps, worker);
      if (claim !== undefined) await sweepApp(deps, claim, signal);
      return claim !== undefined;
    }),
    startLane({ name: "plan", logger, timers }, async (signal) => {
      const claim = await claimPlan(deps, worker);
      if (claim !== undefined) await runPlan(deps, claim, signal);
      return claim !== undefined;
    }),
    startLane({ name: "drift", logger, timers }, async (signal) => {
      const claim = await claimDriftCheck(deps, worker);
      if (claim !== undefined) await runDriftCheck(deps, claim, signal);
      return claim !== undefined;
    }),
  ];
  return {
    wake() {
      for (const lane of lanes) lane.wake();
    },
    async stop() {
      await Promise.all(lanes.map((lane) => lane.stop()));
    },
  };
}
