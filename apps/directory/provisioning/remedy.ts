/** What a person can do about each cause of a task: stored with it in English, beside the target's own words. */
import { type TaskWords, taskWords } from "../words/tasks.ts";
import type { TaskCause } from "./outcome-rules.ts";

/** The next step for a person, in one or two sentences. */
export function remedyFor(cause: TaskCause, status?: number, words: TaskWords = taskWords): string {
  return words.remedies[cause === "rejected" && status === 409 ? "conflict" : cause];
}

/** A stored remedy in the words that are asked for; what was stored is English, and may name a hold. */
export function remedyTold(
  task: { readonly cause: string; readonly remedy: string; readonly statusCode: number | null },
  words: TaskWords,
): string {
  if (words === taskWords || !Object.hasOwn(words.remedies, task.cause)) return task.remedy;
  const hold = / \(hold \w+\)$/.exec(task.remedy)?.[0] ?? "";
  return `${remedyFor(task.cause as TaskCause, task.statusCode ?? undefined, words)}${hold}`;
}
