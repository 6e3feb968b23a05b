import { createDirectoryClient, type DirectoryClient } from "../client/directory-client.ts";
import { formatDuration, formatTable, type Output } from "../terminal/output.ts";
import { connectApp, setToApp, setToDirectory, setUserNameFormat } from "./configure-app.ts";
import { countRequests, type RequestCount } from "./request-count.ts";
import { importGroups, importSamplePeople } from "./sample-people.ts";
import { showDeactivation, showImport, showPasswordSync, showUpdate } from "./show-features.ts";
import { assignAndWait, pushGroupsAndWait } from "./wait-for-app.ts";

/** The part of `first-run.json` that the sample needs. */
export interface SampleTarget {
  readonly service: {
    readonly scimBaseUrl: string;
    readonly provisioning: { readonly username: string; readonly password: string } | null;
  };
  readonly directory: { readonly baseUrl: string; readonly apiToken: string | null; readonly appId: string | null };
}

export interface SampleOptions {
  readonly firstRun: SampleTarget;
  readonly output: Output;
  /** Folder with `people.csv` and `groups.csv`. */
  readonly samples: URL;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** What a step of the guide did, for the table at the end. */
interface FeatureRow {
  readonly feature: string;
  readonly happened: string;
  readonly requests: RequestCount;
  readonly durationMs: number;
}

/**
 * Sets up and provisions the sample company. Each step asks what is there before it acts, so that an interrupted run is
 * completed by the next one and no step is done twice. Prints a table of the guide's features with what happened.
 */
export async function provisionSample(options: SampleOptions): Promise<void> {
  const { apiToken, appId, baseUrl } = options.firstRun.directory;
  const credentials = options.firstRun.service.provisioning;
  if (apiToken === null || appId === null || credentials === null) {
    throw new Error("The first-run file names no sample: start with an empty data directory and LOCKSTEP_SAMPLE=on.");
  }
  const client = createDirectoryClient({ baseUrl, token: apiToken, signal: options.signal });
  const context: SampleContext = { ...options, client, appId };
  options.output.line("Sample company: Meridian Foods");
  await importGroups(context);
  await importSamplePeople(context);
  await connectApp(context, { baseUrl: options.firstRun.service.scimBaseUrl, ...credentials });
  await setToApp(context);
  await setToDirectory(context);
  await setUserNameFormat(context);
  printTable(context, await walkFeatures(context));
}

/** What every step of the sample is handed. */
export interface SampleContext extends SampleOptions {
  readonly client: DirectoryClient;
  readonly appId: string;
}

async function walkFeatures(context: SampleContext): Promise<readonly FeatureRow[]> {
  const steps: readonly (readonly [string, (context: SampleContext) => Promise<string>])[] = [
    ["Create Users", assignAndWait],
    ["Update User Attributes", showUpdate],
    ["Deactivate Users", showDeactivation],
    ["Sync Password", showPasswordSync],
    ["Group push", pushGroupsAndWait],
    ["Import Users", showImport],
  ];
  const rows: FeatureRow[] = [];
  for (const [feature, run] of steps) {
    context.signal.throwIfAborted();
    const startedAt = context.now();
    const happened = await run(context);
    const requests = await countRequests(context.client, new Date(startedAt));
    rows.push({ feature, happened, requests, durationMs: context.now() - startedAt });
    context.output.line(`  ${feature}: ${happened}`);
  }
  return rows;
}

function printTable(context: SampleContext, rows: readonly FeatureRow[]): void {
  const cells = rows.map((row) => [
    row.feature,
    row.happened,
    String(row.requests.total),
    row.requests.answers,
    formatDuration(row.durationMs),
  ]);
  context.output.line("");
  context.output.line(formatTable([["feature", "what happened", "requests", "answers", "time"], ...cells]));
  context.output.line("");
}
