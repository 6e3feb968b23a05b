/** The counting target, seen from the benches. */
import type { IncomingHttpHeaders } from "node:http";

/** A request as it came. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the target counted. */
export interface Counted {
  readonly requests: number;
  readonly writes: number;
  /** User names that were created more than once. */
  readonly twice: number;
  /** When the first request came, in milliseconds of the epoch. */
  readonly firstAt: number | undefined;
  /** The last request of each method. */
  readonly seen: Readonly<Record<string, SeenRequest>>;
}

/** What came since it was last asked to forget. */
export async function countAt(origin: string): Promise<Counted> {
  return (await (await fetch(`${origin}/count`)).json()) as Counted;
}

/** Begins to count anew. */
export async function forgetAt(origin: string): Promise<void> {
  await (await fetch(`${origin}/count`, { method: "DELETE" })).text();
}
