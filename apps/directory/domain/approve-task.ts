/** Approving what a task asks for: it is done once, with the next run. */
import { sql } from "kysely";
import { type Act, eventOf } from "./act.ts";
import { markAppUsers } from "./dirty.ts";
import { DirectoryError } from "./error.ts";
import { writeEvent } from "./system-log.ts";
import { lockOpenTask } from "./tasks.ts";

/** Causes of tasks that wait for an approval instead of a repair. */
const APPROVABLE: readonly string[] = ["protectedPerson", "accountGone"];

/** Approves the task's work and makes it due. E0000107 when the task asks for no approval. */
export async function approveTask(act: Act, id: string): Promise<void> {
  await act.database.transaction(async (trx) => {
    const task = await lockOpenTask(trx, id);
    const now = new Date(act.clock.now());
    if (!APPROVABLE.includes(task.cause) || task.app_user_id === null) {
      throw new DirectoryError("E0000107", {
        causes: ["The task asks for no approval. Follow its remedy, then retry it."],
      });
    }
    await sql`
      update app_user set approved = array(select distinct unnest(approved || ${task.cause}::text)) where id = ${task.app_user_id}`.execute(
      trx,
    );
    await sql`update task set next_attempt_at = ${now}, last_updated_at = ${now} where id = ${id}`.execute(trx);
    await markAppUsers(trx, sql`id = ${task.app_user_id}`, now);
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "application.provision.task.approve",
        displayMessage: "Approve provisioning task",
        targets: [{ id: task.app_id, type: "AppInstance", displayName: task.app_label }],
        debug: { cause: task.cause, subject: task.subject_name },
      }),
    );
  });
}
