/** The document of this service: everything that a program uses. Consoles have an API of their own, which is no promise. */
import type { ResourceShape } from "@lockstep/scim";
import { eventsRoute } from "../api/event-routes.ts";
import { OAUTH_ROUTES } from "../api/oauth-routes.ts";
import { BUILT_IN } from "../domain/resource-types.ts";
import { SCIM_BASE_PATH } from "../domain/scim-base-path.ts";
import { REST_ROUTES } from "../rest/routes.ts";
import { createDocument, type OpenApiDocument } from "./create-document.ts";

/** The OpenAPI document of a service that is reached at `serverUrl` and serves these resource types. Needs no database. */
export function createServiceDocument(
  serverUrl: string,
  shapes: readonly ResourceShape[] = BUILT_IN.shapes,
): OpenApiDocument {
  return createDocument({
    serverUrl,
    routes: [...REST_ROUTES, eventsRoute, ...OAUTH_ROUTES],
    shapes,
    scimBasePath: SCIM_BASE_PATH,
  });
}
