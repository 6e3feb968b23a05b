/** `lockstep budget list|approve|reject`: what waits for a person because it exceeds a budget. */
import type { BudgetHold, BudgetHoldSubject } from "@lockstep/directory-app/contract";
import type { DirectoryOptions } from "../../client/directory-options.ts";
import { type CommandContext, SOMETHING_TO_DO } from "./context.ts";

const HOLDS = "/api/lockstep/v1/budget/holds";
/** Subjects that are printed of one hold; `--json` prints all. */
const PRINTED_MAX = 20;

/** Lists what waits: 0 = nothing, 2 = something. */
export async function listWaiting(options: DirectoryOptions, { client, output }: CommandContext): Promise<number> {
  const { items } = await client.request<{ items: readonly BudgetHold[] }>({ path: `${HOLDS}?state=OPEN` });
  for (const hold of items) {
    if (options.json === true) {
      output.line(JSON.stringify({ ...hold, subjects: await subjectsOf(hold, client) }));
      continue;
    }
    const { items: subjects } = await client.request<Page>({
      path: `${HOLDS}/${hold.id}/subjects?limit=${PRINTED_MAX}`,
    });
    output.line(`${hold.id}  ${hold.app.label}: ${hold.message}`);
    for (const { name, amount } of subjects) output.line(`  ${name}${amount > 1 ? ` (${amount} members)` : ""}`);
    output.line(`  Decide it: lockstep budget approve ${hold.id}, or lockstep budget reject ${hold.id}`);
  }
  if (items.length === 0 && options.json !== true) output.line("Nothing waits for approval.");
  return items.length === 0 ? 0 : SOMETHING_TO_DO;
}

/** Approves or rejects a hold. */
export async function decide(
  verb: "approve" | "reject",
  holdId: string,
  { options, context }: { readonly options: DirectoryOptions; readonly context: CommandContext },
): Promise<number> {
  const result = await context.client.request<{ decided: number; leftOut: number }>({
    method: "POST",
    path: `${HOLDS}/${encodeURIComponent(holdId)}/${verb}`,
  });
  if (options.json === true) context.output.line(JSON.stringify(result));
  else {
    const left = result.leftOut === 0 ? "" : ` ${result.leftOut} changed since and are judged anew.`;
    context.output.line(`${result.decided} ${verb === "approve" ? "approved: they are sent now." : "dropped."}${left}`);
  }
  return 0;
}

interface Page {
  readonly items: readonly BudgetHoldSubject[];
  readonly next: string | null;
}

async function subjectsOf(hold: BudgetHold, client: CommandContext["client"]): Promise<readonly BudgetHoldSubject[]> {
  const subjects: BudgetHoldSubject[] = [];
  let next: string | null = "";
  while (next !== null) {
    const page: Page = await client.request<Page>({
      path: `${HOLDS}/${hold.id}/subjects?after=${encodeURIComponent(next)}`,
    });
    subjects.push(...page.items);
    next = page.next;
  }
  return subjects;
}
