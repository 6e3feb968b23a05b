import type { Caller, ResourceStore } from "@lockstep/scim-server";
import type { Transaction } from "kysely";
import { admissionOf, whenAdmitted } from "./admission.ts";
import { changeAtOnce, changeResource } from "./change-resource.ts";
import { createCombinedReads } from "./combined-reads.ts";
import { createCombinedWrites } from "./combined-writes.ts";
import { createAtOnce, createResource } from "./create-resource.ts";
import { findResource, lookUpResource } from "./find-resource.ts";
import { HOLDER_TYPE, partsOf } from "./layout.ts";
import { asLookUp } from "./look-up.ts";
import type { ScimStoreOptions } from "./options.ts";
import { createPageMemory } from "./page-memory.ts";
import { readOn } from "./query-pages.ts";
import { compileMixedQuery, compileQuery, queryMixed, queryResources } from "./query-resources.ts";
import { removeResource } from "./remove-resource.ts";
import { createStateMemory } from "./state-memory.ts";
import type { ScimStoreTables } from "./tables.ts";

/**
 * Makes a `ResourceStore` over PostgreSQL. Every method runs under the caller's account; each write is one transaction with its
 * event and the app's hook.
 *
 * References such as the enterprise `manager.value` may name a user that does not exist (yet): directories send people in any order.
 */
export function createScimStore<Tables extends ScimStoreTables>(options: ScimStoreOptions<Tables>): ResourceStore {
  const inAccount = <Result>(caller: Caller, work: (trx: Transaction<Tables>) => Promise<Result>) =>
    whenAdmitted(async () => options.database.inAccount(caller.accountId, work, admissionOf(options, caller)));
  const read = createCombinedReads(options.database);
  const write = createCombinedWrites(options.database);
  const states = createStateMemory();
  const pages = createPageMemory(options.clock);
  return {
    create: async (caller, shape, draft, include) => {
      const request = { caller, shape, draft, include: partsOf(shape, include) };
      const created = await whenAdmitted(() => createAtOnce(options, write, request));
      return created ?? inAccount(caller, (trx) => createResource(options, trx, request));
    },
    find: (caller, shape, id, include) =>
      whenAdmitted(() => findResource(options, read, { caller, shape, id, include: partsOf(shape, include) })),
    query: async (caller, shape, query) => {
      const include = partsOf(shape, query.include);
      const compiled = compileQuery(caller, shape, query);
      const wanted = asLookUp(compiled, query);
      if (wanted !== undefined) {
        const resources = await whenAdmitted(() =>
          lookUpResource(options, read, { caller, shape, include, ...wanted }),
        );
        if (resources.length < 2) return { totalResults: resources.length, resources };
      }
      return readOn(pages, { caller, shape, query }, (resumed) =>
        inAccount(caller, (trx) =>
          queryResources(trx, resumed === query ? compiled : compileQuery(caller, shape, resumed), {
            ...resumed,
            include,
          }),
        ),
      );
    },
    queryAll: async (caller, shapes, query) => {
      const compiled = compileMixedQuery(caller, shapes, query);
      return inAccount(caller, (trx) => queryMixed(trx, compiled, query));
    },
    change: async (caller, shape, id, edit, { ifMatch, include }) => {
      const request = { caller, shape, id, edit, ifMatch, include: partsOf(shape, include) };
      // Whoever holds members is changed under a lock: many write to one group at the same time.
      const isHolder = shape.type.name === HOLDER_TYPE;
      const changed = isHolder
        ? undefined
        : await whenAdmitted(() => changeAtOnce(options, { read, write, states }, request));
      return changed ?? inAccount(caller, (trx) => changeResource(options, trx, request));
    },
    remove: (caller, shape, id, { ifMatch }) =>
      inAccount(caller, (trx) => removeResource(options, trx, { caller, shape, id, ifMatch })),
  };
}
