/**
 * An import of an app (okta-client §1.4): accounts, what the rules confirm of them, then groups, then accounts that are gone. Every step is one transaction that also stores
 * where the next one starts, so that a crash, a pause or a stop goes on from there.
 */
import { createTraceparent, type TraceId } from "@lockstep/ports";
import type { Deps } from "../../deps.ts";
import { causedBy } from "../../domain/act.ts";
import { ownCause } from "../../domain/own-causes.ts";
import { openClient } from "../open-client.ts";
import type { Verdict } from "../outcome-rules.ts";
import { retryDelayMs } from "../retry-rules.ts";
import { toTarget } from "../user-subject.ts";
import { detailOf } from "./answer-verdict.ts";
import { prepareIncremental } from "./changes-trial.ts";
import type { ImportClaim } from "./claim-import.ts";
import { confirmByRule } from "./confirm-by-rule.ts";
import { finishRun, noteFault, pauseRun, releaseRun } from "./end-run.ts";
import { findAbsent } from "./find-absent.ts";
import { type ImportSubject, loadImport, type PhaseEnd, type PhaseWork } from "./import-subject.ts";
import { noteFeedEnd, readFeed } from "./read-feed.ts";
import { readGroups, skipGroups } from "./read-groups.ts";
import { readPeople } from "./read-people.ts";
import { removeAbsent } from "./remove-absent.ts";

/** Failures in a row before the import gives up; the next scheduled one starts anew. */
const ATTEMPTS_MAX = 5;

/** Runs a leased import until it is done, held, cancelled, paused with its app, or the signal stops it. */
export async function runImport(deps: Deps, claim: ImportClaim, signal: AbortSignal): Promise<void> {
  try {
    await runPhases(causedBy(deps, ownCause("import", claim.id)), claim, signal);
  } catch (error) {
    if (!isLasting(error)) throw error;
    deps.logger.error(
      { importRun: claim.id, error: String(error) },
      "A step of an import failed by a fault of our own",
    );
    await noteFault(deps, claim, await loadImport(deps, claim));
  }
}

/** Classes of SQLSTATE (PostgreSQL, appendix A) that come again with the same data: cardinality, data, constraint, syntax, limits. */
const LASTING = /^(21|22|23|42|54)/;

/** Whether the same step would most likely fail again; a lost connection or a deadlock passes with the next lease. */
function isLasting(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return true;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && LASTING.test(code);
}

async function runPhases(deps: Deps, claim: ImportClaim, signal: AbortSignal): Promise<void> {
  const { traceId } = createTraceparent(deps.random);
  for (let attempt = 1; ; attempt += 1) {
    const subject = await loadImport(deps, claim);
    if (subject === undefined) return;
    const { phase } = subject;
    const end = await runPhase(deps, claim, { subject, signal, traceId, isLastAttempt: attempt >= ATTEMPTS_MAX });
    if (end.progressed) attempt = 1;
    switch (end.kind) {
      case "done":
        if (phase === "REMOVALS") return await finishRun(deps, claim, { subject });
        attempt = 0;
        break;
      case "lost":
      case "held":
        return;
      case "stopped":
        return await releaseRun(deps, claim);
      case "failed":
        if (!(await goesOn(deps, claim, { subject, signal, attempt, verdict: end.verdict }))) return;
    }
  }
}

interface Failure {
  readonly subject: ImportSubject;
  readonly signal: AbortSignal;
  readonly attempt: number;
  readonly verdict: Verdict;
}

/** Whether the run is tried once more, after a pause; otherwise it has been ended or given back. */
async function goesOn(deps: Deps, claim: ImportClaim, failure: Failure): Promise<boolean> {
  const { subject, signal, attempt, verdict } = failure;
  if (verdict.kind === "appStops" || verdict.kind === "appWaits") {
    await pauseRun(deps, claim, { subject, verdict });
    return false;
  }
  if (verdict.kind === "retries" && attempt < ATTEMPTS_MAX) {
    if (await sleep(deps, retryDelayMs(deps.random, attempt), signal)) return true;
    await releaseRun(deps, claim);
    return false;
  }
  // People were read by now: groups that cannot be read do not make that undone.
  if (subject.phase === "GROUPS" && subject.mode !== "GROUPS")
    return (await skipGroups(deps, claim, detailOf(verdict))).kind === "done";
  await finishRun(deps, claim, { subject, error: detailOf(verdict) });
  return false;
}

async function runPhase(
  deps: Deps,
  claim: ImportClaim,
  run: {
    readonly subject: ImportSubject;
    readonly signal: AbortSignal;
    readonly traceId: TraceId;
    readonly isLastAttempt: boolean;
  },
): Promise<PhaseEnd> {
  const { subject } = run;
  const opened = openClient(deps, toTarget(subject));
  if (!opened.ok) {
    const verdict = {
      kind: "appStops",
      cause: "credential",
      status: undefined,
      detail: opened.message,
      step: undefined,
    } as const;
    return { kind: "failed", verdict, progressed: false };
  }
  const traceparent = () => createTraceparent(deps.random, run.traceId).traceparent;
  const work: PhaseWork = { ...run, client: opened.client, traceparent };
  switch (subject.phase) {
    case "USERS":
      if (subject.feedAfter !== null) return await readFeed(deps, claim, work);
      if (subject.mode === "INCREMENTAL" && subject.modifiedAfter === null)
        return await prepareIncremental(deps, claim, work);
      await noteFeedEnd(deps, claim, work);
      return await readPeople(deps, claim, work);
    case "CONFIRMATIONS":
      return await confirmByRule(deps, claim, work);
    case "GROUPS":
      return await readGroups(deps, claim, work);
    case "REMOVALS": {
      const found = await findAbsent(deps, claim, subject);
      return found.kind === "done" ? await removeAbsent(deps, claim, work) : found;
    }
  }
}

/** False when the signal ended the wait. */
async function sleep(deps: Deps, delayMs: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  return await new Promise((resolve) => {
    const callOff = deps.timers.after(delayMs, () => {
      signal.removeEventListener("abort", onAbort);
      resolve(true);
    });
    const onAbort = () => {
      callOff();
      resolve(false);
    };
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
