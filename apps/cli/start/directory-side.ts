import { createDirectory, type Directory, type DirectoryTables, directoryMigrations } from "@lockstep/directory-app";
import { createPinnedFetch, resolveBySystem } from "@lockstep/scim-client/node";
import { openPool, type SchemaOwner } from "./database.ts";
import { clock, consoleFolder, POOL_SIZE, random, type SideParts } from "./side-parts.ts";

/** The directory's schema. */
export const DIRECTORY: SchemaOwner = { schema: "directory", role: "lockstep_directory", sets: directoryMigrations };

/** The directory over its migrated schema; stopped, worker included, with the program. Opens no port and starts no worker yet. */
export async function makeDirectory(parts: SideParts): Promise<Directory> {
  const { context, ownerUrl, masterKey } = parts;
  const { environment, logger, closers } = context;
  const directory = await createDirectory({
    host: environment.host,
    port: environment.directoryPort,
    publicUrl: environment.directoryUrl,
    database: openPool<DirectoryTables>(context, ownerUrl, { owner: DIRECTORY, size: POOL_SIZE }),
    masterKey,
    clock,
    random,
    logger: logger.child({ side: "directory" }),
    supportUrl: environment.supportUrl,
    pricingUrl: environment.pricingUrl,
    guideUrl: environment.guideUrl,
    targetReach: environment.targetReach,
    fetch: createPinnedFetch({ reach: environment.targetReach }),
    resolve: resolveBySystem,
    consoleDirectory: consoleFolder("directory-console"),
  });
  closers.add("directory", () => directory.stop());
  return directory;
}
