/**
 * Traces of runs. They begin with a mark of this directory, so that what an app stored under one is known as the directory's doing before
 * the run is stored, and when it never is, since its worker was killed.
 */
import { createHmac } from "node:crypto";
import { createTraceparent, type TraceId } from "@lockstep/ports";
import type { Ports } from "../deps.ts";

/** Of the 32 digits of a trace: the others are random, as W3C Trace Context wants the last ones to be. */
const MARK_DIGITS = 8;

/** A fresh trace for one run. */
export function createRunTrace({ random, masterKey }: Pick<Ports, "random" | "masterKey">): TraceId {
  const { traceId } = createTraceparent(random);
  return `${markOf(masterKey)}${traceId.slice(MARK_DIGITS)}` as TraceId;
}

/** True for traces that `createRunTrace` made under the same master key; of others one in four billion passes. */
export function isRunTrace(masterKey: Uint8Array, traceId: string): boolean {
  return traceId.startsWith(markOf(masterKey));
}

function markOf(masterKey: Uint8Array): string {
  return createHmac("sha256", masterKey).update("lockstep/run-trace").digest("hex").slice(0, MARK_DIGITS);
}
