/** What the service provider says about itself (RFC 7644 §4, RFC 7643 §5 to §7). */
import {
  equalUrn,
  findAttribute,
  type JsonObject,
  listResponse,
  resourceTypeToJson,
  ScimError,
  schemaToJson,
} from "@lockstep/scim";
import type { Answer } from "./answer.ts";
import { baseUri, type Exchange, type Provider, schemasIn } from "./context.ts";
import type { DiscoveryDocument } from "./route.ts";

/** RFC 7643 §5: the URN of the service provider's configuration. */
const CONFIG_URN = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";

/** Answers a discovery request. Paging, sorting and attribute parameters are ignored (RFC 7644 §4). */
export function answerDiscovery(exchange: Exchange, document: DiscoveryDocument, id: string | undefined): Answer {
  const { parameters, leniency } = exchange;
  if (document === "ServiceProviderConfig") {
    if (id !== undefined) throw new ScimError("notFound", "There is one ServiceProviderConfig, without an id.");
    return { status: 200, body: configOf(exchange) };
  }
  // RFC 7644 §4: a filter on these two should be refused with 403.
  if (parameters.has("filter")) throw new ScimError("forbidden", `/${document} cannot be filtered.`);
  const all = document === "Schemas" ? schemasOf(exchange) : resourceTypesOf(exchange);
  if (id === undefined) {
    return { status: 200, body: listResponse(all, { totalResults: all.length, startIndex: 1 }) };
  }
  const named = (name: "id" | "schema") => {
    return all.find((resource) => typeof resource[name] === "string" && equalUrn(resource[name], id));
  };
  const byUrn = document === "ResourceTypes" && leniency.has("resourceTypeByUrn") ? named("schema") : undefined;
  if (byUrn !== undefined) leniency.use("resourceTypeByUrn");
  const found = named("id") ?? byUrn;
  if (found === undefined) throw new ScimError("notFound", `There is nothing at /${document}/${id.slice(0, 200)}.`);
  return { status: 200, body: found };
}

function schemasOf({ provider, shapes }: Exchange): readonly JsonObject[] {
  return (provider.schemas ?? schemasIn(shapes)).map((schema) => ({
    ...schemaToJson(schema),
    meta: metaOf(provider, "Schema", `Schemas/${schema.id}`),
  }));
}

function resourceTypesOf({ provider, shapes }: Exchange): readonly JsonObject[] {
  return shapes.map(({ type }) => ({
    ...resourceTypeToJson(type),
    meta: metaOf(provider, "ResourceType", `ResourceTypes/${encodeURIComponent(type.id)}`),
  }));
}

function metaOf(provider: Provider, resourceType: string, path: string): JsonObject {
  return { resourceType, location: `${baseUri(provider)}/${path}` };
}

function configOf({ provider, caller, shapes }: Exchange): JsonObject {
  const { limits, documentationUri, cursors } = provider;
  const hasBulk = limits.bulkOperations > 0;
  return {
    schemas: [CONFIG_URN],
    ...(documentationUri === undefined ? {} : { documentationUri }),
    // The interoperability profile draft: told to those who asked for it only.
    ...(caller.tolerance?.profile === "interop" ? { interopProfileConformant: true } : {}),
    patch: { supported: true },
    bulk: {
      supported: hasBulk,
      maxOperations: limits.bulkOperations,
      maxPayloadSize: hasBulk ? limits.bulkBytes : 0,
    },
    filter: { supported: true, maxResults: limits.pageSizeMax },
    changePassword: { supported: shapes.some(({ core }) => findAttribute(core.attributes, "password") !== undefined) },
    sort: { supported: true },
    etag: { supported: true },
    // RFC 9865 §4. Clients that know nothing of cursors page by index, as they always did.
    pagination: {
      cursor: cursors !== undefined,
      index: true,
      defaultPaginationMethod: "index",
      defaultPageSize: limits.pageSizeDefault,
      maxPageSize: limits.pageSizeMax,
      ...(cursors === undefined ? {} : { cursorTimeout: limits.cursorTimeoutSeconds }),
    },
    authenticationSchemes: provider.authenticationSchemes.map((scheme) => ({ ...scheme })),
    meta: metaOf(provider, "ServiceProviderConfig", "ServiceProviderConfig"),
  };
}
