/** Puts one OpenAPI 3.1 document together: routes that carry their own definitions, and SCIM from its resource shapes. */
import { isDeepStrictEqual } from "node:util";
import { OpenAPIHono, type RouteConfig } from "@hono/zod-openapi";
import type { ResourceShape } from "@lockstep/scim";
import type { JsonSchema } from "./attribute-schema.ts";
import { scimComponents } from "./scim-parts.ts";
import { scimPaths } from "./scim-paths.ts";
import { scimSchemas } from "./scim-schemas.ts";

/** What the document is made of. */
export interface DocumentParts {
  /** Where the service is reached, without a slash at the end. */
  readonly serverUrl: string;
  readonly routes: readonly RouteConfig[];
  readonly shapes: readonly ResourceShape[];
  readonly scimBasePath: string;
}

/** The parts of an OpenAPI document that are looked at here. */
export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, JsonSchema>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
}

const INFO = {
  title: "Lockstep service",
  version: "1.0.0",
  description:
    "SCIM 2.0 for directories, a read API and an event feed for programs. Errors of SCIM are SCIM errors; all others have the shape `Error`.",
};
const TOKEN_PATH = "/oauth/token";
/** Where programs get their credential, so that none is needed to ask. */
const PUBLIC = /^\/(oauth|\.well-known)\//;

/** The document. Throws when two routes give one name to two different things. */
export function createDocument({ serverUrl, routes, shapes, scimBasePath }: DocumentParts): OpenApiDocument {
  const parts = [
    ...routes.map(describeRoute),
    { paths: scimPaths(shapes, scimBasePath), components: { schemas: scimSchemas(shapes), ...scimComponents() } },
  ];
  const paths: Record<string, JsonSchema> = {};
  const components: Record<string, Record<string, JsonSchema>> = {};
  for (const part of parts) {
    for (const [path, item] of Object.entries(part.paths)) paths[path] = join(path, paths[path] ?? {}, item);
    for (const [kind, named] of Object.entries(part.components))
      components[kind] = join(kind, components[kind] ?? {}, named);
  }
  const schemes = securitySchemes(Object.hasOwn(paths, TOKEN_PATH));
  components["securitySchemes"] = schemes;
  return {
    openapi: "3.1.0",
    info: INFO,
    servers: [{ url: serverUrl }],
    security: Object.keys(schemes).map((name) => ({ [name]: [] })),
    tags: tagsOf(paths),
    paths,
    components,
  };
}

interface Part {
  readonly paths: Readonly<Record<string, JsonSchema>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
}

/** A route alone, so that a name which two routes use differently is seen. */
function describeRoute(route: RouteConfig): Part {
  const app = new OpenAPIHono();
  const operationId = route.operationId ?? operationIdOf(route);
  app.openAPIRegistry.registerPath({ ...route, operationId, ...(PUBLIC.test(route.path) ? { security: [] } : {}) });
  const { paths, components } = app.getOpenAPI31Document({ openapi: "3.1.0", info: INFO });
  return JSON.parse(JSON.stringify({ paths: paths ?? {}, components: components ?? {} })) as Part;
}

/** `GET /events` is `getEvents`, `POST /oauth/token` is `postOauthToken`. */
function operationIdOf({ method, path }: RouteConfig): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

/** Both together. Throws for a name that both have and mean differently. */
function join<Item>(
  where: string,
  known: Readonly<Record<string, Item>>,
  added: Readonly<Record<string, Item>>,
): Record<string, Item> {
  for (const [name, item] of Object.entries(added)) {
    if (Object.hasOwn(known, name) && !isDeepStrictEqual(known[name], item)) {
      throw new Error(`The OpenAPI document has two different things with the name "${name}" in ${where}.`);
    }
  }
  return { ...known, ...added };
}

function securitySchemes(hasTokens: boolean): Record<string, JsonSchema> {
  const scopes = {
    "users:read": "Read users",
    "users:write": "Create, change and delete users",
    "groups:read": "Read groups",
    "groups:write": "Create, change and delete groups",
  };
  return {
    basic: { type: "http", scheme: "basic", description: "E-mail and password of an administrator." },
    bearer: { type: "http", scheme: "bearer", description: "An API key." },
    ...(hasTokens ? { oauth: { type: "oauth2", flows: { clientCredentials: { tokenUrl: TOKEN_PATH, scopes } } } } : {}),
  };
}

function tagsOf(paths: Readonly<Record<string, JsonSchema>>): readonly { readonly name: string }[] {
  const operations = Object.values(paths).flatMap((item) => Object.values(item));
  const names = operations.flatMap((operation) => (operation as { readonly tags?: readonly string[] }).tags ?? []);
  return [...new Set(names)].map((name) => ({ name }));
}
