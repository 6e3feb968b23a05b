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
export { SERVICE_SHAPES } from "./domain/shapes.ts";
export { createServiceDocument } from "./openapi/service-document.ts";
export { serviceMigrations } from "./service-migrations.ts";
export type { ServiceTables } from "./tables.ts";
