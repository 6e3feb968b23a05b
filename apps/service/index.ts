/** The service: accounts, organisations, sign-in and the SCIM endpoint. */
export type {
  SeedAccount,
  SeedOrganisation,
  SeedUser,
  Service,
  ServiceConfig,
  ServiceSeed,
} from "./config.ts";
export { createService } from "./create-service.ts";
export { BUILT_IN } from "./domain/resource-types.ts";
export { FILL_USERS_MAX, type Filling, FillingError, type FillingMeans, fillAccount } from "./fill-account.ts";
export { createServiceDocument } from "./openapi/service-document.ts";
export { serviceMigrations } from "./service-migrations.ts";
export type { ServiceTables } from "./tables.ts";
