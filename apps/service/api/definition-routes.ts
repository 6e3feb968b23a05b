/** `/api/schemas` and `/api/resource-types`: an account's own definitions, in the JSON of RFC 7643 §6 and §7. */
import {
  type Catalogue,
  type DefinitionResult,
  readResourceTypeDefinition,
  readSchemaDefinition,
  resourceTypeToJson,
  schemaToJson,
} from "@lockstep/scim";
import { type Context, Hono } from "hono";
import { ApiFault } from "../api-fault.ts";
import type { DefinitionList, ResourceTypeResource, SchemaResource } from "../contract.ts";
import { type AuditAction, writeAudit } from "../domain/audit.ts";
import { composeAccount } from "../domain/catalogues.ts";
import { changeDefinition, type DefinitionDraft } from "../domain/change-definition.ts";
import { type AccountDefinitions, readDefinitions } from "../domain/definition-rows.ts";
import type { ApiEnv, ApiParts } from "./environment.ts";
import { readJsonBody } from "./read-input.ts";
import { requireAdministrator } from "./rights.ts";

/** Largest definition: 200 attributes with 50 sub-attributes each do not fit, what people write does. */
const DEFINITION_BYTES_MAX = 512 * 1024;

type Kind = DefinitionDraft["kind"];

export function definitionRoutes(parts: ApiParts): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  addRoutes(routes, parts, { kind: "schema", path: "/schemas" });
  addRoutes(routes, parts, { kind: "resourceType", path: "/resource-types" });
  return routes;
}

function addRoutes(
  routes: Hono<ApiEnv>,
  parts: ApiParts,
  { kind, path }: { readonly kind: Kind; readonly path: string },
): void {
  routes.get(path, async (context) => context.json(await list(parts, context, kind)));
  routes.get(`${path}/:id`, async (context) => {
    const id = idOf(context);
    const { items, inherited } = await list(parts, context, kind);
    const found = [...items, ...inherited].find((item) => item.id.toLowerCase() === id.toLowerCase());
    if (found === undefined) throw unknown(kind, id);
    return context.json(found);
  });
  routes.post(path, async (context) => {
    const value = await readDefinition(context, kind);
    return context.json(
      await change(parts, context, { draft: { kind, id: value.id, value } as DefinitionDraft, mode: "create" }),
      201,
    );
  });
  routes.put(`${path}/:id`, async (context) => {
    const id = idOf(context);
    const value = await readDefinition(context, kind);
    if (value.id.toLowerCase() !== id.toLowerCase()) {
      const message = `The definition is that of "${value.id}", the address that of "${id}"; make them agree.`;
      throw new ApiFault(400, "invalidDefinition", message, { field: "id" });
    }
    return context.json(
      await change(parts, context, { draft: { kind, id, value } as DefinitionDraft, mode: "replace" }),
    );
  });
  routes.delete(`${path}/:id`, async (context) => {
    const draft = { kind, id: idOf(context), value: undefined };
    await change(parts, context, { draft, mode: "remove" });
    return context.body(null, 204);
  });
}

async function list(
  parts: ApiParts,
  { var: { viewer } }: Context<ApiEnv>,
  kind: Kind,
): Promise<DefinitionList<SchemaResource | ResourceTypeResource>> {
  requireAdministrator(viewer);
  const definitions = await parts.config.database.inAccount(viewer.accountId, (trx) =>
    readDefinitions(trx, viewer.accountId),
  );
  return toList(parts.catalogues.base, definitions, kind);
}

/** The account's own, types with all their extensions; and what the account has from the service. */
function toList(
  base: Catalogue,
  definitions: AccountDefinitions,
  kind: Kind,
): DefinitionList<SchemaResource | ResourceTypeResource> {
  const isOwn = (own: readonly { readonly id: string }[], id: string) =>
    own.some((definition) => definition.id.toLowerCase() === id.toLowerCase());
  if (kind === "schema") {
    return {
      items: definitions.schemas.map((schema) => schemaToJson(schema) as unknown as SchemaResource),
      inherited: base.schemas.map((schema) => schemaToJson(schema) as unknown as SchemaResource),
    };
  }
  const { shapes } = composeAccount(base, definitions).catalogue;
  const whole = definitions.types.map((own) => shapes.find(({ type }) => type.name === own.name)?.type ?? own);
  const rest = base.shapes.filter(({ type }) => !isOwn(definitions.types, type.id));
  return {
    items: whole.map((type) => resourceTypeToJson(type) as unknown as ResourceTypeResource),
    inherited: rest.map(({ type }) => resourceTypeToJson(type) as unknown as ResourceTypeResource),
  };
}

async function change(
  parts: ApiParts,
  { var: { viewer, traceId } }: Context<ApiEnv>,
  { draft, mode }: { readonly draft: DefinitionDraft; readonly mode: "create" | "replace" | "remove" },
): Promise<SchemaResource | ResourceTypeResource | undefined> {
  const { config, catalogues } = parts;
  const { accountId } = viewer;
  requireAdministrator(viewer);
  const options = { accountId, base: catalogues.base, mode, now: config.clock.now() };
  const shown = await config.database.inAccount(accountId, async (trx) => {
    const { before, after } = await changeDefinition(trx, draft, options);
    const verb = after === undefined ? "removed" : before === undefined ? "defined" : "replaced";
    const action: AuditAction = `${draft.kind}.${verb}`;
    const detail = {
      id: draft.id,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    };
    await writeAudit(trx, { accountId, actorUserId: viewer.userId, action, detail, traceId }, config);
    const { items } = toList(catalogues.base, await readDefinitions(trx, accountId), draft.kind);
    return items.find((item) => item.id.toLowerCase() === draft.id.toLowerCase());
  });
  catalogues.forget(accountId);
  return shown;
}

async function readDefinition(context: Context<ApiEnv>, kind: Kind) {
  requireAdministrator(context.var.viewer);
  const json = await readJsonBody(context, DEFINITION_BYTES_MAX);
  const result: DefinitionResult<NonNullable<DefinitionDraft["value"]>> =
    kind === "schema" ? readSchemaDefinition(json) : readResourceTypeDefinition(json);
  if (result.ok) return result.value;
  const place = result.path === "" ? "The definition" : result.path;
  throw new ApiFault(400, "invalidDefinition", `${place} ${result.message}.`, { field: result.path });
}

function idOf(context: Context<ApiEnv>): string {
  return context.req.param("id") ?? "";
}

function unknown(kind: Kind, id: string): ApiFault {
  const noun = kind === "schema" ? "schema" : "resource type";
  return new ApiFault(404, "notFound", `There is no ${noun} "${id.slice(0, 200)}" in your account.`);
}
