/** Which resource types an account sees: those of all, and its own on top. Kept in memory, told of changes by NOTIFY. */
import type { Database } from "@lockstep/database";
import type { AccountId, Clock, Logger } from "@lockstep/ports";
import {
  type Catalogue,
  type DefinitionResult,
  type Definitions,
  equalUrn,
  extendCatalogue,
  type ResourceShape,
  type ResourceTypeDefinition,
} from "@lockstep/scim";
import { StaleShapesError } from "@lockstep/scim-server";
import type { StoreChange } from "@lockstep/scim-store";
import type { QueryExecutorProvider } from "../sql.ts";
import type { ServiceTables } from "../tables.ts";
import { type AccountDefinitions, DEFINITIONS_CHANNEL, readDefinitions, shareRevision } from "./definition-rows.ts";

/** Accounts that are remembered at once, and attributes that their own schemas may have together. */
const ACCOUNTS_MAX = 1_000;
const ATTRIBUTES_MAX = 200_000;
/** A remembered list is read again after this time, should a notification have got lost (a pooler in between, say). */
const AGE_MAX_MS = 60_000;

/** The catalogues of all accounts. */
export interface Catalogues {
  /** What every account sees. */
  readonly base: Catalogue;
  /** The account's resource types, of `configVersion` or later; the same list until something changes. */
  shapesOf(accountId: AccountId, configVersion?: number): readonly ResourceShape[] | Promise<readonly ResourceShape[]>;
  /** Makes the next `shapesOf` read anew. */
  forget(accountId: AccountId): void;
  /**
   * Throws `StaleShapesError` when the shape of a write is no longer the account's; else holds the account's definitions until the
   * transaction ends. Costs nothing for types that every account has.
   */
  assertCurrent(trx: QueryExecutorProvider, change: StoreChange): Promise<void>;
  /** True for a shape that the account has defined: `assertCurrent` has something to check. */
  isDefined(shape: ResourceShape): boolean;
  /** Stops listening. */
  close(): Promise<void>;
}

interface Entry {
  readonly revision: number;
  readonly configVersion: number;
  readonly shapes: readonly ResourceShape[];
  readonly loadedAtMs: number;
  /** Attributes of the account's own schemas. */
  readonly attributeCount: number;
}

/** Opens the catalogues over a base and listens for changes. */
export async function openCatalogues(
  base: Catalogue,
  world: { readonly database: Database<ServiceTables>; readonly clock: Clock; readonly logger: Logger },
): Promise<Catalogues> {
  const { database, clock, logger } = world;
  const entries = new Map<AccountId, Entry>();
  const loads = new Map<AccountId, Promise<Entry>>();
  const origins = new WeakMap<ResourceShape, number>();

  const forget = (accountId: AccountId) => {
    entries.delete(accountId);
    loads.delete(accountId);
  };
  const stop = await database.listen(DEFINITIONS_CHANNEL, (payload) => {
    if (payload !== "") return forget(payload as AccountId);
    entries.clear();
    loads.clear();
  });

  function load(accountId: AccountId): Promise<Entry> {
    const running = loads.get(accountId);
    if (running !== undefined) return running;
    const started: Promise<Entry> = read(accountId)
      .then((entry) => {
        // A change that was told meanwhile has taken this load away: its result serves those who wait, and is not kept.
        if (loads.get(accountId) === started) keep(entries, accountId, entry);
        return entry;
      })
      .finally(() => {
        if (loads.get(accountId) === started) loads.delete(accountId);
      });
    loads.set(accountId, started);
    return started;
  }

  async function read(accountId: AccountId): Promise<Entry> {
    const definitions = await database.inAccount(accountId, (trx) => readDefinitions(trx, accountId));
    const known = entries.get(accountId);
    const loadedAtMs = clock.now();
    const { configVersion } = definitions;
    if (known?.revision === definitions.revision) return { ...known, configVersion, loadedAtMs };
    const { catalogue, faults } = composeAccount(base, definitions);
    for (const fault of faults) logger.error({ accountId, ...fault }, "A SCIM definition of an account is not served");
    const { shapes } = catalogue;
    for (const shape of shapes) if (!base.shapes.includes(shape)) origins.set(shape, definitions.revision);
    const attributeCount = countAttributes(definitions);
    return {
      revision: definitions.revision,
      configVersion,
      shapes: equalLists(shapes, base.shapes) ? base.shapes : shapes,
      loadedAtMs,
      attributeCount,
    };
  }

  /** A load that was under way already may have begun before the change; the next one has not. */
  async function loadSince(accountId: AccountId, configVersion: number): Promise<readonly ResourceShape[]> {
    const entry = await load(accountId);
    if (entry.configVersion >= configVersion) return entry.shapes;
    forget(accountId);
    return (await load(accountId)).shapes;
  }

  return {
    base,
    shapesOf: (accountId, configVersion = 0) => {
      const known = entries.get(accountId);
      const isCurrent = known !== undefined && known.configVersion >= configVersion;
      return isCurrent && clock.now() - known.loadedAtMs < AGE_MAX_MS
        ? known.shapes
        : loadSince(accountId, configVersion);
    },
    forget,
    assertCurrent: async (trx, { caller, shape, kind }) => {
      const revision = origins.get(shape);
      if (revision === undefined || kind === "removed") return;
      if ((await shareRevision(trx, caller.accountId)) === revision) return;
      forget(caller.accountId);
      throw new StaleShapesError("The account's resource types have changed since this request began.");
    },
    isDefined: (shape) => origins.has(shape),
    close: stop,
  };
}

function equalLists(left: readonly ResourceShape[], right: readonly ResourceShape[]): boolean {
  return left.length === right.length && left.every((shape, index) => shape === right[index]);
}

/** What was put in longest ago goes first. */
function keep(entries: Map<AccountId, Entry>, accountId: AccountId, entry: Entry): void {
  entries.delete(accountId);
  entries.set(accountId, entry);
  let attributeCount = 0;
  for (const each of entries.values()) attributeCount += each.attributeCount;
  for (const [oldest, each] of entries) {
    if (entries.size <= ACCOUNTS_MAX && attributeCount <= ATTRIBUTES_MAX) break;
    entries.delete(oldest);
    attributeCount -= each.attributeCount;
  }
}

function isOwnSchema(schemas: Definitions["schemas"], urn: string | undefined): boolean {
  return schemas.some(({ id }) => id === urn);
}

/** True when the type has this schema, as its core or as an extension. */
export function uses({ schema, schemaExtensions }: ResourceTypeDefinition, urn: string): boolean {
  return equalUrn(schema, urn) || schemaExtensions.some((extension) => equalUrn(extension.schema, urn));
}

/** How many attributes and sub-attributes the schemas have together: what they cost in memory. */
export function countAttributes({ schemas }: Pick<Definitions, "schemas">): number {
  let count = 0;
  for (const { attributes } of schemas) {
    for (const { subAttributes } of attributes) count += 1 + (subAttributes?.length ?? 0);
  }
  return count;
}

/** Why a definition cannot be served. */
export type DefinitionProblem = Omit<Extract<DefinitionResult<unknown>, { ok: false }>, "ok">;

/**
 * The account's catalogue. A definition that no longer fits (the operator has since taken its name, say) is left out and told of:
 * one bad definition does not take the others away.
 */
export function composeAccount(
  base: Catalogue,
  definitions: Pick<AccountDefinitions, keyof Definitions>,
): { readonly catalogue: Catalogue; readonly faults: readonly DefinitionProblem[] } {
  const faults: DefinitionProblem[] = [];
  let { schemas, types } = definitions;
  // Each round leaves one definition out.
  while (schemas.length + types.length > 0) {
    const result = extendCatalogue(base, { schemas, types });
    if (result.ok) return { catalogue: result.value, faults };
    const { subject } = result;
    faults.push({ subject, path: result.path, message: result.message });
    // What uses a schema goes with it: another schema of the same URN may stand in its place.
    const rest = {
      schemas: schemas.filter(({ id }) => id !== subject),
      types: types.filter(
        (type) => type.name !== subject && !(isOwnSchema(schemas, subject) && uses(type, subject ?? "")),
      ),
    };
    if (rest.schemas.length + rest.types.length === schemas.length + types.length) break;
    ({ schemas, types } = rest);
  }
  return { catalogue: base, faults };
}
