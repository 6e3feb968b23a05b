/** What the processes of the engine's benches agree on. */
import { createHash } from "node:crypto";

/** Seals the connection secrets. */
export const BENCH_MASTER_KEY: Uint8Array = createHash("sha256").update("bench").digest();

/** Where the directory's tables lie. */
export const DIRECTORY_SCHEMA = { schema: "directory", role: "lockstep_directory" } as const;
