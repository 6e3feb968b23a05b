import { existsSync } from "node:fs";
import type { Database } from "@lockstep/database";
import type { Directory } from "@lockstep/directory-app";
import type { Service } from "@lockstep/service-app";
import type { StartContext } from "./database.ts";
import { type FirstRun, firstRunPath, readFirstRun, writeFirstRun } from "./first-run-file.ts";
import { type Installation, markDone, openInstallation, whileFillingAlone } from "./installation.ts";
import type { MasterKey } from "./master-key.ts";
import { seedDirectory, seedService } from "./seed.ts";
import { SAMPLES } from "./side-parts.ts";
import { runStep } from "./steps.ts";

/** The sides that this process runs, with their public addresses. */
export interface Sides {
  readonly service?: { readonly app: Service; readonly baseUrl: string } | undefined;
  readonly directory?: { readonly app: Directory; readonly baseUrl: string } | undefined;
}

export interface FillingOptions {
  readonly context: StartContext;
  readonly database: Database<unknown>;
  readonly masterKey: MasterKey;
  readonly sides: Sides;
}

/**
 * Fills the sides that are still empty and writes first-run.json. What was begun by a killed start is completed with the same sign-ins, because
 * they are derived; what is done is noted in the database, and a file that stands beside a filled database is left alone.
 */
export async function fillWhenEmpty(
  options: FillingOptions,
): Promise<{ readonly installation: Installation; readonly isFresh: boolean }> {
  const { context, database, masterKey, sides } = options;
  const open = () => openInstallation(database, { masterKey, hasSample: context.environment.hasSample });
  const before = await open();
  if (!isDue(before, sides)) return { installation: before, isFresh: false };
  await runStep(context.output, "Filling the empty database", () =>
    whileFillingAlone(database, async () => {
      const installation = await open();
      if (isDue(installation, sides)) await fill(options, installation);
    }),
  );
  return { installation: await open(), isFresh: true };
}

/** Whether a side of this process has not been filled yet. */
function isDue(installation: Installation, sides: Sides): boolean {
  return (
    (sides.service !== undefined && !installation.isServiceSeeded) ||
    (sides.directory !== undefined && !installation.isDirectorySeeded)
  );
}

async function fill(options: FillingOptions, installation: Installation): Promise<void> {
  const { context, database, masterKey, sides } = options;
  const { environment } = context;
  const seedContext = {
    masterKey: masterKey.bytes,
    installationId: installation.id,
    hasSample: installation.hasSample,
    samples: SAMPLES,
  };
  const fillsService = sides.service !== undefined && !installation.isServiceSeeded;
  const fillsDirectory = sides.directory !== undefined && !installation.isDirectorySeeded;
  let firstRun = startingFile(environment.home, installation, addresses(options));
  if (sides.service !== undefined && fillsService) {
    const seeded = await seedService(sides.service.app.seed, seedContext);
    firstRun = { ...firstRun, service: { ...firstRun.service, ...seeded } };
  }
  if (sides.directory !== undefined && fillsDirectory) {
    const seeded = await seedDirectory(sides.directory.app.seed, seedContext);
    firstRun = { ...firstRun, directory: { ...firstRun.directory, ...seeded } };
  }
  // The file stands before the database says so: a kill in between makes the next start write the same file again.
  writeFirstRun(environment.home, firstRun);
  if (fillsService) await markDone(database, "service_seeded_at");
  if (fillsDirectory) await markDone(database, "directory_seeded_at");
}

/** The file as it is when the other side was filled before by a process of its own; otherwise one with addresses only. */
function startingFile(home: string, installation: Installation, fresh: FirstRun): FirstRun {
  const isPartlyFilled = installation.isServiceSeeded || installation.isDirectorySeeded;
  const existing = isPartlyFilled && existsSync(firstRunPath(home)) ? readFirstRun(home) : undefined;
  return existing ?? fresh;
}

function addresses({ context, sides }: FillingOptions): FirstRun {
  const { environment } = context;
  const service =
    sides.service?.baseUrl ?? environment.serviceUrl ?? `http://${environment.host}:${environment.servicePort}`;
  const directory =
    sides.directory?.baseUrl ?? environment.directoryUrl ?? `http://${environment.host}:${environment.directoryPort}`;
  return {
    service: { baseUrl: service, scimBaseUrl: `${service}/SCIM/v2/`, owner: null, provisioning: null, apiKey: null },
    directory: { baseUrl: directory, admin: null, apiToken: null, appId: null },
  };
}
