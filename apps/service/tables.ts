import type { ScimStoreTables } from "@lockstep/scim-store";

/**
 * Tables of the service's schema as the query builder sees them: the store's. The service's own are read and written by
 * SQL templates, each typed where it is read.
 */
export type ServiceTables = ScimStoreTables;
