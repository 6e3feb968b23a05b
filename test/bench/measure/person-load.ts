/** One run of the load generator that does what a first push does, without the engine. */
import { fileURLToPath } from "node:url";
import { outputOf } from "./run-script.ts";
import type { SeenRequest } from "./target.ts";

/** What is sent: the requests that the engine sent for one person, with other names. */
export interface PersonLoad {
  readonly url: string;
  readonly connections: number;
  readonly people: number;
  readonly lookup: SeenRequest;
  readonly create: SeenRequest;
  /** User name and id of the person whose requests they are. */
  readonly seenName: string;
  readonly seenId: string;
  /** User name of each person, with `#` for the number. */
  readonly name: string;
}

/** What came of it. */
export interface PersonLoadResult {
  /** People per second. */
  readonly perSecond: number;
  readonly failed: number;
}

const GENERATOR = fileURLToPath(new URL("../person-load.ts", import.meta.url));

/** Runs the generator in a process of its own. Throws when an answer was no success: then the numbers mean nothing. */
export async function runPersonLoad(load: PersonLoad): Promise<number> {
  const measured = JSON.parse(await outputOf(GENERATOR, [JSON.stringify(load)])) as PersonLoadResult;
  if (measured.failed > 0) throw new Error(`The load generator at ${load.url}: ${measured.failed} requests failed`);
  return measured.perSecond;
}
