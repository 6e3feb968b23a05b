import type { Database } from "@lockstep/database";
import { StartupError } from "@lockstep/database";
import type { StartContext } from "./database.ts";
import { firstRunPath, readFirstRun } from "./first-run-file.ts";
import { type Installation, markDone } from "./installation.ts";
import { SAMPLES } from "./side-parts.ts";

/**
 * Provisions the sample company in front of the user, or completes what an interrupted start has left; false when nothing is due. It speaks to this process by its local
 * addresses: the public ones need not lead here yet.
 */
export async function provisionSampleWhenDue(options: {
  readonly context: StartContext;
  readonly database: Database<unknown>;
  readonly installation: Installation;
  readonly serviceUrl: string;
  readonly directoryUrl: string;
}): Promise<boolean> {
  const { context, database, installation } = options;
  if (!installation.hasSample || installation.isSampleDone) return false;
  const { home } = context.environment;
  const firstRun = readFirstRun(home);
  if (firstRun === undefined) {
    throw new StartupError(
      `The sample company is not complete and ${firstRunPath(home)} is missing: restore the file, or begin anew with an empty LOCKSTEP_HOME.`,
    );
  }
  // Loaded only now: an ordinary start has no use for it.
  const { provisionSample } = await import("../sample/index.ts");
  await provisionSample({
    firstRun: {
      service: { ...firstRun.service, scimBaseUrl: `${options.serviceUrl}/SCIM/v2/` },
      directory: { ...firstRun.directory, baseUrl: options.directoryUrl },
    },
    output: context.output,
    samples: SAMPLES,
    now: () => Date.now(),
    signal: context.signal,
  });
  await markDone(database, "sample_done_at");
  return true;
}
