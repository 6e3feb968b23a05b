/**
 * Whether an app is so ill that it is left alone for a while (quarantine): judged from the runs of late, as pure data. Nothing is
 * kept while nothing fails. A fault of the target strikes many people; a fault of one person's data strikes that person only.
 */

/** The runs since the first failure of late. */
export interface Health {
  readonly sinceMs: number;
  readonly runs: number;
  readonly failures: number;
  /** Different subjects that the target failed without one success or refusal between them. */
  readonly inARow: readonly string[];
  /** Different subjects that failed at all. */
  readonly struck: readonly string[];
  /** Probes that failed since the quarantine began. */
  readonly probes: number;
}

/** How a run ended: as wanted, by a fault of the target, or by its refusal of this one subject. */
export type RunHealth = "well" | "faulty" | "refused";

/** What a run says about the app. */
export interface HealthEvent {
  readonly result: RunHealth;
  readonly subjectId: string;
  readonly nowMs: number;
  /** Random number in [0, 1) that spreads the probes of several apps. */
  readonly fraction: number;
}

/** The health after a run, and what follows from it. */
export type HealthVerdict =
  | { readonly kind: "goesOn"; readonly health: Health | undefined }
  /** Quarantine begins, or a probe failed: the next one may leave at `probeAtMs`. */
  | { readonly kind: "quarantine"; readonly health: Health; readonly probeAtMs: number; readonly reason: string }
  | { readonly kind: "recovered" };

/** Different people in a row whom the target failed. */
export const IN_A_ROW_MAX = 10;
/** A share of failures counts from so many runs, over at most so long a time, with so many different people struck. */
const RUNS_MIN = 20;
const SHARE_MAX = 0.6;
const STRUCK_MIN = 10;
const WINDOW_MS = 10 * 60_000;

const PROBE_FIRST_MS = 60_000;
const PROBE_DELAY_MAX_MS = 60 * 60_000;
const PROBE_JITTER = 0.2;

/** Judges a run. `isQuarantined`: the app is in quarantine, and the run was its probe. */
export function judgeHealth(health: Health | undefined, event: HealthEvent, isQuarantined: boolean): HealthVerdict {
  if (isQuarantined) return judgeProbe(health, event);
  if (event.result === "well" && (health === undefined || isOver(health, event.nowMs))) {
    return { kind: "goesOn", health: undefined };
  }
  const next = count(health === undefined || isOver(health, event.nowMs) ? begin(event.nowMs) : health, event);
  const reason = reasonOf(next);
  if (reason === undefined || event.result === "well") return { kind: "goesOn", health: next };
  return { kind: "quarantine", health: next, probeAtMs: event.nowMs + probeDelayMs(0, event.fraction), reason };
}

function judgeProbe(health: Health | undefined, event: HealthEvent): HealthVerdict {
  if (event.result === "well") return { kind: "recovered" };
  const next = count(health ?? begin(event.nowMs), event);
  const probes = next.probes + 1;
  const reason = `${reasonOf(next) ?? "The app failed."} Probes that failed since: ${probes}.`;
  const probeAtMs = event.nowMs + probeDelayMs(probes, event.fraction);
  return { kind: "quarantine", health: { ...next, probes }, probeAtMs, reason };
}

function begin(nowMs: number): Health {
  return { sinceMs: nowMs, runs: 0, failures: 0, inARow: [], struck: [], probes: 0 };
}

function isOver({ sinceMs }: Health, nowMs: number): boolean {
  return nowMs - sinceMs > WINDOW_MS;
}

function count(health: Health, { result, subjectId }: HealthEvent): Health {
  if (result === "well") return { ...health, runs: health.runs + 1, inARow: [] };
  return {
    ...health,
    runs: health.runs + 1,
    failures: health.failures + 1,
    // A refusal is an answer: the target is there.
    inARow: result === "refused" ? [] : add(health.inARow, subjectId, IN_A_ROW_MAX),
    struck: add(health.struck, subjectId, STRUCK_MIN),
  };
}

function add(subjects: readonly string[], subjectId: string, max: number): readonly string[] {
  return subjects.includes(subjectId) || subjects.length >= max ? subjects : [...subjects, subjectId];
}

function reasonOf({ inARow, struck, runs, failures }: Health): string | undefined {
  if (inARow.length >= IN_A_ROW_MAX) return `The app failed ${IN_A_ROW_MAX} different people or groups in a row.`;
  if (runs < RUNS_MIN || struck.length < STRUCK_MIN || failures / runs < SHARE_MAX) return undefined;
  return `${failures} of the last ${runs} runs failed.`;
}

/** One minute, doubling to an hour; up to a fifth earlier. */
function probeDelayMs(probes: number, fraction: number): number {
  const whole = Math.min(PROBE_FIRST_MS * 2 ** Math.min(probes, 10), PROBE_DELAY_MAX_MS);
  return Math.round(whole * (1 - PROBE_JITTER * fraction));
}
