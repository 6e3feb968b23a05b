import { type MigrationSet, migrationDirectory } from "@lockstep/database";

/** The store's migrations; they run in the schema of the app that mounts the store, before the app's own. */
export const scimStoreMigrations: MigrationSet = {
  component: "scim-store",
  directory: migrationDirectory(import.meta.url),
};
