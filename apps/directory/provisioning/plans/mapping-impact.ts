/** Whether saving settings would overwrite more than the budget allows: asked before they are saved, by what the app is known to hold. */
import type { AppId } from "@lockstep/ports";
import type { PlanProposal } from "../../contract.ts";
import type { Deps } from "../../deps.ts";
import { allowanceOf } from "../../domain/budget.ts";
import { DirectoryError } from "../../domain/error.ts";
import { wordsOfExcess } from "../budget/open-hold.ts";
import { countDone } from "../budget/population.ts";
import { readBudget } from "../budget/read-budget.ts";
import { createDesiredUsers } from "../desired-users.ts";
import { effectOf } from "../sweep/effect.ts";
import { loadLinked } from "../sweep/load-linked.ts";
import { findSubjectApp, type SubjectApp } from "../user-subject.ts";
import { withProposal } from "./proposal.ts";

const BATCH_SIZE = 1_000;
const DIRECTION = "attributeOverwrites";

/** E0000195 when the proposal overwrites more than the app's budget allows, with what to do. */
export async function assertWithinBudget(deps: Deps, appId: AppId, proposal: PlanProposal): Promise<void> {
  const app = await findSubjectApp(deps.database.kysely, appId);
  if (app === undefined) return;
  const budget = await readBudget(deps.database.kysely, appId);
  const scope = {
    appId,
    direction: DIRECTION,
    windowHours: budget.windowHours,
    now: new Date(deps.clock.now()),
  } as const;
  const { done, population } = await countDone(deps.database.kysely, scope);
  const allowance = allowanceOf(budget[DIRECTION], population);
  if (population + done <= allowance) return;
  const affected = await countOverwritten(deps, withProposal(app, proposal));
  if (affected + done <= allowance) return;
  const words = wordsOfExcess({ budget, direction: DIRECTION, affected, done, population, allowance });
  throw new DirectoryError("E0000195", {
    summary: "The change exceeds the app's budget",
    causes: [
      `plan: ${words} Make a plan of the change (POST …/plans, or lockstep plan), look at it, and name it as "plan".`,
    ],
  });
}

async function countOverwritten(deps: Deps, app: SubjectApp): Promise<number> {
  const desiredOf = createDesiredUsers(deps.clock.now());
  let affected = 0;
  let afterPersonId = "";
  for (;;) {
    const people = await loadLinked(deps.database.kysely, { app, afterPersonId, limit: BATCH_SIZE });
    affected += people.filter(({ subject }) => effectOf(subject, desiredOf) === "overwrite").length;
    const last = people.at(-1);
    if (last === undefined || people.length < BATCH_SIZE) return affected;
    afterPersonId = last.subject.person.id;
  }
}
