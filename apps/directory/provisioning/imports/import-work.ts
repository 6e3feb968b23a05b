/** Imports as work of a worker, which leases and runs them. */
import type { ImportClaim } from "./claim-import.ts";

/** Import runs, as the worker takes and runs them. */
export interface ImportWork {
  /** Leases the longest waiting run; undefined when there is none. */
  claim(lease: {
    readonly now: Date;
    readonly owner: string;
    readonly leaseMs: number;
  }): Promise<ImportClaim | undefined>;
  /** Runs it until it is done, or the signal stops it. */
  run(claim: ImportClaim, signal: AbortSignal): Promise<void>;
}
