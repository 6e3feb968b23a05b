/** One run of the load generator against one target. */
import { fileURLToPath } from "node:url";
import { outputOf } from "./run-script.ts";

/** Connections of the load generator. */
export const CONNECTIONS = 16;

/** What is sent. */
export type Kind = "create" | "get" | "find" | "findExternal" | "patch";

/** A run of the load generator. */
export interface Load {
  readonly kind: Kind;
  /** Base URL, without slash. */
  readonly url: string;
  readonly authorization: string;
  readonly seconds: number;
  /** So many requests instead of so many seconds. */
  readonly amount?: number;
  /** Ids for `get` and `patch`. */
  readonly ids: readonly string[];
  /** User names for `find`, external ids for `findExternal`. */
  readonly names: readonly string[];
  /** Makes names and values that no run before has sent. */
  readonly firstTurn: number;
}

/** What came of it. */
export interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly total: number;
  /** Answers other than 2xx, and requests without an answer. */
  readonly failed: number;
  readonly lastTurn: number;
}

const GENERATOR = fileURLToPath(new URL("../load.ts", import.meta.url));

/** Runs the load generator in a process of its own. Throws when an answer was no success: then the numbers mean nothing. */
export async function runLoad(load: Load): Promise<Measured> {
  const measured = JSON.parse(await outputOf(GENERATOR, [JSON.stringify(load)])) as Measured;
  if (measured.failed > 0)
    throw new Error(`${load.kind} at ${load.url}: ${measured.failed} of ${measured.total} requests failed`);
  return measured;
}
