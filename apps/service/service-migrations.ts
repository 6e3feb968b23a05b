import { type MigrationSet, migrationDirectory } from "@lockstep/database";
import { scimStoreMigrations } from "@lockstep/scim-store";

/** The migrations of the service's schema, in the order in which they apply: resources first, then what refers to them. */
export const serviceMigrations: readonly MigrationSet[] = [
  scimStoreMigrations,
  { component: "service", directory: migrationDirectory(import.meta.url) },
];
