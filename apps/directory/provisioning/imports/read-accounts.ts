/** Accounts of which the app's event feed tells, as they are now: many of them in one list, and by itself whoever is not in it. */
import { isJsonObject, type JsonObject } from "@lockstep/scim";
import { readListPage, type ScimAnswer } from "@lockstep/scim-client";
import type { Deps } from "../../deps.ts";
import type { Verdict } from "../outcome-rules.ts";
import { judgeAnswer, outcomeOf } from "./answer-verdict.ts";
import type { PhaseWork } from "./import-subject.ts";

/** Reads at once. */
const READS_AT_ONCE = 4;
/** Accounts of one list: the address stays below 2 KiB, which everything on the way takes. */
const IDS_PER_LIST = 25;

/** What was read. */
export interface Accounts {
  readonly ok: true;
  readonly asked: readonly string[];
  readonly found: readonly JsonObject[];
  readonly gone: readonly string[];
}

/**
 * The accounts of these ids. A list only ever says who is there: whom it leaves out is read alone, and only the app's own 404 or 410 says
 * that an account is gone (ADR 28). A list that the app refuses is no list of nobody; then each is read alone.
 */
export async function readAccounts(
  deps: Deps,
  work: PhaseWork,
  asked: readonly string[],
): Promise<Accounts | { readonly ok: false; readonly verdict: Verdict }> {
  const found = new Map<string, JsonObject>();
  const lists = Array.from({ length: Math.ceil(asked.length / IDS_PER_LIST) }, (_, index) =>
    asked.slice(index * IDS_PER_LIST, (index + 1) * IDS_PER_LIST),
  ).filter((ids) => ids.length > 1);
  for (const answer of await sendAll(work, lists.map(listPath))) {
    if (isAway(answer)) return { ok: false, verdict: judgeAnswer(deps, work.subject, answer) };
    const page = answer.kind === "answer" && answer.status === 200 ? readListPage(answer.body) : undefined;
    for (const resource of page?.resources ?? []) {
      const id = resource["id"];
      if (typeof id === "string" && asked.includes(id)) found.set(id, resource);
    }
  }
  const gone: string[] = [];
  const left = asked.filter((id) => !found.has(id));
  for (const [index, answer] of (await sendAll(work, left.map(accountPath))).entries()) {
    const id = left[index] ?? "";
    const body = bodyOf(answer);
    if (body !== undefined) found.set(id, body);
    else if (outcomeOf(deps, work.subject, answer).kind === "gone") gone.push(id);
    else return { ok: false, verdict: judgeAnswer(deps, work.subject, answer) };
  }
  return { ok: true, asked, found: [...found.values()], gone };
}

function listPath(ids: readonly string[]): string {
  const filter = ids.map((id) => `id eq ${JSON.stringify(id)}`).join(" or ");
  return `/Users?${new URLSearchParams({ filter, startIndex: "1", count: String(ids.length) })}`;
}

function accountPath(id: string): string {
  return `/Users/${encodeURIComponent(id)}`;
}

/** The app cannot be asked now: to ask for each account by itself would only ask more. */
function isAway(answer: ScimAnswer): boolean {
  return answer.kind !== "answer" || answer.status === 401 || answer.status === 429 || answer.status >= 500;
}

async function sendAll(work: PhaseWork, paths: readonly string[]): Promise<readonly ScimAnswer[]> {
  const answers: ScimAnswer[] = [];
  for (let at = 0; at < paths.length; at += READS_AT_ONCE) {
    const sent = paths
      .slice(at, at + READS_AT_ONCE)
      .map((path) =>
        work.client.send({ method: "GET", path }, { traceparent: work.traceparent(), signal: work.signal }),
      );
    answers.push(...(await Promise.all(sent)));
    if (answers.some(isAway)) break;
  }
  return answers;
}

function bodyOf(answer: ScimAnswer): JsonObject | undefined {
  return answer.kind === "answer" && answer.status === 200 && isJsonObject(answer.body) ? answer.body : undefined;
}
