/** The effects of a run beside its subject's row: its task, and the app as a whole. */
import type { Deps } from "../../deps.ts";
import type { Trx } from "../../domain/act.ts";
import { recordAppWorks } from "../app-pause.ts";
import { openTask, resolveTask } from "../provisioning-task.ts";
import { recordHealth } from "../quarantine.ts";
import type { RecordedApp, RunEffects } from "../run-effects.ts";
import { stopApp } from "../stop-app.ts";

/** Carries out what was decided for the task and the app. */
export async function carryOut(
  deps: Deps,
  trx: Trx,
  record: {
    readonly effects: Pick<RunEffects, "task" | "app" | "health">;
    readonly claim: { readonly id: string };
    readonly subject: { readonly app: RecordedApp };
    readonly now: Date;
  },
): Promise<void> {
  const { now } = record;
  const { task, app, health } = record.effects;
  if (task?.kind === "open") await openTask(trx, deps.random, { ...task.task, now });
  if (task?.kind === "resolve") await resolveTask(trx, task.subject, now);
  if (app?.kind === "works") await recordAppWorks(trx, record.subject.app, now);
  if (app?.kind === "stops") await stopApp(deps, trx, record.subject.app, { trouble: app.trouble, now });
  if (health !== undefined) {
    await recordHealth(deps, trx, { ...health, app: record.subject.app, subjectId: record.claim.id, now });
  }
}
