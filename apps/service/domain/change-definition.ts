/** Changes of an account's own schemas and resource types: only such as leave every stored resource valid. */
import {
  type Catalogue,
  type Definitions,
  equalUrn,
  findIncompatibility,
  type JsonObject,
  type ResourceShape,
  type ResourceTypeDefinition,
  resourceTypeToJson,
  type SchemaDefinition,
  schemaToJson,
} from "@lockstep/scim";
import { hasUniqueUserName, uniqueAttributes } from "@lockstep/scim-store";
import { ApiFault } from "../api-fault.ts";
import { type QueryExecutorProvider, sql } from "../sql.ts";
import { composeAccount, countAttributes, uses } from "./catalogues.ts";
import {
  type DefinitionKey,
  deleteDefinition,
  raiseRevision,
  readDefinitions,
  writeDefinition,
} from "./definition-rows.ts";

/** Most definitions of one kind in one account, and most attributes and sub-attributes in all its schemas. */
const DEFINITIONS_MAX = 100;
const ATTRIBUTES_MAX = 5_000;

const GOES_AWAY = "the type goes away";

/** A definition as it shall stand; undefined removes it. */
export type DefinitionDraft =
  | { readonly kind: "schema"; readonly id: string; readonly value: SchemaDefinition | undefined }
  | { readonly kind: "resourceType"; readonly id: string; readonly value: ResourceTypeDefinition | undefined };

/** What a change did, for the audit trail and the answer. */
export interface DefinitionChange {
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
}

/**
 * Makes a change in `trx`. With `mode` "create" the definition must be new, with "replace" it must be the account's own, or a type
 * that every account has and that gets extensions. Throws `ApiFault`: 400 `invalidDefinition`, 404, 409.
 */
export async function changeDefinition(
  trx: QueryExecutorProvider,
  draft: DefinitionDraft,
  options: {
    readonly accountId: DefinitionKey["accountId"];
    readonly base: Catalogue;
    readonly mode: "create" | "replace" | "remove";
    readonly now: number;
  },
): Promise<DefinitionChange> {
  const { accountId, base, mode, now } = options;
  await raiseRevision(trx, accountId);
  const current = await readDefinitions(trx, accountId);
  const own = findOwn(current, draft);
  assertMode(draft, { own, base, mode });
  const next = withDraft(current, draft);
  if (next.schemas.length > DEFINITIONS_MAX || next.types.length > DEFINITIONS_MAX) {
    throw new ApiFault(409, "tooMany", `An account has at most ${DEFINITIONS_MAX} schemas and as many resource types.`);
  }
  if (countAttributes(next) > ATTRIBUTES_MAX) {
    throw new ApiFault(409, "tooMany", `The schemas of an account have at most ${ATTRIBUTES_MAX} attributes together.`);
  }
  if (draft.kind === "schema" && draft.value === undefined) assertUnused(current, draft.id);
  // Also a type that is not served, because the operator took its endpoint, may have resources.
  const isGone = draft.kind === "resourceType" && draft.value === undefined && own !== undefined;
  if (isGone && !base.shapes.some(({ type }) => isSame(own.id, type))) {
    assertNone(await countResources(trx, accountId, own.id), own.id, GOES_AWAY);
  }
  const before = composeAccount(base, current);
  const after = composeAccount(base, next);
  for (const { subject, path, message } of after.faults) {
    if (before.faults.some((known) => known.subject === subject)) continue;
    const name = subject === draft.id ? "" : `"${subject}" `;
    throw new ApiFault(400, "invalidDefinition", `${name}${path}: ${message}.`, { field: path });
  }
  await assertNothingBreaks(trx, accountId, { before: before.catalogue, after: after.catalogue });
  await freeUniqueValues(trx, accountId, { before: before.catalogue, after: after.catalogue });
  const key: DefinitionKey = { accountId, kind: draft.kind, key: draft.id.toLowerCase() };
  const json = toJson(draft);
  if (json === undefined) await deleteDefinition(trx, key);
  else await writeDefinition(trx, key, json, now);
  return { before: own === undefined ? undefined : toJson({ ...draft, value: own } as DefinitionDraft), after: json };
}

type Definition = SchemaDefinition | ResourceTypeDefinition;

function toJson(draft: DefinitionDraft): JsonObject | undefined {
  if (draft.value === undefined) return undefined;
  return draft.kind === "schema" ? schemaToJson(draft.value) : resourceTypeToJson(draft.value);
}

function isSame(id: string, definition: Definition): boolean {
  return equalUrn(id, definition.id);
}

function findOwn(definitions: Definitions, { kind, id }: DefinitionDraft): Definition | undefined {
  const all: readonly Definition[] = kind === "schema" ? definitions.schemas : definitions.types;
  return all.find((definition) => isSame(id, definition));
}

/** The definitions with the draft in the place of the old one, or at the end. */
function withDraft(definitions: Definitions, draft: DefinitionDraft): Definitions {
  if (draft.kind === "schema") return { ...definitions, schemas: put(definitions.schemas, draft.id, draft.value) };
  return { ...definitions, types: put(definitions.types, draft.id, draft.value) };
}

function put<Item extends Definition>(items: readonly Item[], id: string, value: Item | undefined): readonly Item[] {
  if (value === undefined) return items.filter((item) => !isSame(id, item));
  return items.some((item) => isSame(id, item))
    ? items.map((item) => (isSame(id, item) ? value : item))
    : [...items, value];
}

function assertMode(
  { kind, id, value }: DefinitionDraft,
  known: {
    readonly own: Definition | undefined;
    readonly base: Catalogue;
    readonly mode: "create" | "replace" | "remove";
  },
): void {
  const { own, base, mode } = known;
  const noun = kind === "schema" ? "schema" : "resource type";
  if (mode === "create") {
    if (own === undefined) return;
    throw new ApiFault(
      409,
      "definitionExists",
      `The ${noun} "${own.id}" exists already; replace it, or choose another.`,
    );
  }
  const isBaseType = kind === "resourceType" && base.shapes.some(({ type }) => isSame(id, type));
  if (own === undefined && !(mode === "replace" && isBaseType)) {
    const isBase = isBaseType || base.schemas.some((schema) => kind === "schema" && isSame(id, schema));
    if (isBase) {
      throw new ApiFault(
        409,
        "notYours",
        `The ${noun} "${id}" is the service's own and cannot be changed by an account.`,
      );
    }
    throw new ApiFault(404, "notFound", `Your account has no ${noun} "${id}".`);
  }
  if (own !== undefined && value !== undefined && own.id !== value.id) {
    const message = `The ${noun} is spelt "${own.id}" and cannot be renamed; remove it and define another.`;
    throw new ApiFault(400, "invalidDefinition", message, { field: kind === "schema" ? "id" : "name" });
  }
}

function assertUnused(definitions: Definitions, urn: string): void {
  const users = definitions.types.filter((type) => uses(type, urn));
  if (users.length === 0) return;
  const names = users.map(({ name }) => `"${name}"`).join(", ");
  throw new ApiFault(409, "schemaInUse", `The schema is in use by ${names}; take it from there first.`);
}

/** Compares each resource type before and after, and asks the database only where a stored resource could mind. */
async function assertNothingBreaks(
  trx: QueryExecutorProvider,
  accountId: string,
  { before, after }: { readonly before: Catalogue; readonly after: Catalogue },
): Promise<void> {
  for (const shape of before.shapes) {
    const next = after.shapes.find(({ type }) => type.name === shape.type.name);
    if (next === shape) continue;
    const { name } = shape.type;
    const fault = breakOfType(shape, next);
    if (fault !== undefined) assertNone(await countResources(trx, accountId, name), name, fault);
    if (next === undefined) continue;
    for (const { schema, sentence } of breaksOfExtensions(shape, next)) {
      assertNone(await countWith(trx, { accountId, type: name, urn: schema.id }), name, sentence);
    }
    for (const { schema, required } of next.extensions) {
      const was = shape.extensions.find((extension) => extension.schema.id === schema.id);
      if (!required || was?.required === true) continue;
      const count =
        (await countResources(trx, accountId, name)) -
        (await countWith(trx, { accountId, type: name, urn: schema.id }));
      assertNone(count, name, `the extension "${schema.id}" becomes required, and they do not have it`);
    }
  }
}

/**
 * Values of an attribute are noted while it is unique, and no longer looked after once it is not: they go when that changes. What
 * becomes unique has no resources yet (`assertNothingBreaks`), so whatever is noted of it is out of date as well.
 */
async function freeUniqueValues(
  trx: QueryExecutorProvider,
  accountId: string,
  { before, after }: { readonly before: Catalogue; readonly after: Catalogue },
): Promise<void> {
  for (const shape of before.shapes) {
    const next = after.shapes.find(({ type }) => type.name === shape.type.name);
    if (next === undefined || next === shape) continue;
    if (hasUniqueUserName(shape) && !hasUniqueUserName(next)) await shareUserNames(trx, accountId, shape.type.name);
    const [was, becomes] = [uniqueAttributes(shape), uniqueAttributes(next)];
    const changed = [
      ...was.filter((path) => !becomes.includes(path)),
      ...becomes.filter((path) => !was.includes(path)),
    ];
    if (changed.length === 0) continue;
    await sql`
      delete from unique_value
      where account_id = ${accountId} and type = ${shape.type.name} and attribute = any(${changed}::text[])`.execute(
      trx,
    );
  }
}

/** The user names of the type need not be unique any more. */
async function shareUserNames(trx: QueryExecutorProvider, accountId: string, type: string): Promise<void> {
  await sql`
    update resource set user_name_sharer = id
    where account_id = ${accountId} and type = ${type} and user_name_key is not null`.execute(trx);
}

function breakOfType(before: ResourceShape, after: ResourceShape | undefined): string | undefined {
  if (after === undefined) return GOES_AWAY;
  if (before.type.endpoint !== after.type.endpoint) return "the endpoint changes, and with it their addresses";
  return findIncompatibility(before.core, after.core);
}

function breaksOfExtensions(
  before: ResourceShape,
  after: ResourceShape,
): readonly { readonly schema: SchemaDefinition; readonly sentence: string }[] {
  return before.extensions.flatMap(({ schema }) => {
    const next = after.extensions.find((extension) => extension.schema.id === schema.id);
    const sentence =
      next === undefined ? `the extension "${schema.id}" goes away` : findIncompatibility(schema, next.schema);
    return sentence === undefined ? [] : [{ schema, sentence }];
  });
}

function assertNone(count: number, type: string, reason: string): void {
  if (count === 0) return;
  const resources = count === 1 ? `1 resource of type "${type}"` : `${count} resources of type "${type}"`;
  const remedy =
    "Delete or change them first, or keep to changes that they can live with, such as new optional attributes.";
  throw new ApiFault(409, "resourcesExist", `${resources} would be affected: ${reason}. ${remedy}`);
}

async function countResources(trx: QueryExecutorProvider, accountId: string, type: string): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select coalesce(sum(amount), 0)::float8 as total from resource_count
    where account_id = ${accountId} and type = ${type}`.execute(trx);
  return rows[0]?.total ?? 0;
}

async function countWith(
  trx: QueryExecutorProvider,
  { accountId, type, urn }: { readonly accountId: string; readonly type: string; readonly urn: string },
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*)::float8 as total from resource
    where account_id = ${accountId} and type = ${type} and jsonb_exists(doc, ${urn})`.execute(trx);
  return rows[0]?.total ?? 0;
}
