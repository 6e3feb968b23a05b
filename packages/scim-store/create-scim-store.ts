import type { Caller, ResourceStore } from "@lockstep/scim-server";
import type { Transaction } from "kysely";
import { admissionOf, whenAdmitted } from "./admission.ts";
import { changeResource } from "./change-resource.ts";
import { createResource } from "./create-resource.ts";
import { findResource } from "./find-resource.ts";
import { partsOf } from "./layout.ts";
import type { ScimStoreOptions } from "./options.ts";
import { compileMixedQuery, compileQuery, queryMixed, queryResources } from "./query-resources.ts";
import { removeResource } from "./remove-resource.ts";
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
  return {
    create: (caller, shape, draft, include) =>
      inAccount(caller, (trx) =>
        createResource(options, trx, { caller, shape, draft, include: partsOf(shape, include) }),
      ),
    find: (caller, shape, id, include) =>
      whenAdmitted(() => findResource(options, { caller, shape, id }, partsOf(shape, include))),
    query: async (caller, shape, query) => {
      const compiled = compileQuery(caller, shape, query);
      return inAccount(caller, (trx) =>
        queryResources(trx, compiled, { ...query, include: partsOf(shape, query.include) }),
      );
    },
    queryAll: async (caller, shapes, query) => {
      const compiled = compileMixedQuery(caller, shapes, query);
      return inAccount(caller, (trx) => queryMixed(trx, compiled, query));
    },
    change: (caller, shape, id, edit, { ifMatch, include }) =>
      inAccount(caller, (trx) =>
        changeResource(options, trx, { caller, shape, id, edit, ifMatch, include: partsOf(shape, include) }),
      ),
    remove: (caller, shape, id, { ifMatch }) =>
      inAccount(caller, (trx) => removeResource(options, trx, { caller, shape, id, ifMatch })),
  };
}
