import type { ResourceShape } from "@lockstep/scim";
import type { Caller, ResourceParts, ResourceStore } from "@lockstep/scim-server";
import type { Transaction } from "kysely";
import { admissionOf, whenAdmitted } from "./admission.ts";
import { changeResource } from "./change-resource.ts";
import { createResource } from "./create-resource.ts";
import { findResource } from "./find-resource.ts";
import { HOLDER_TYPE, MEMBER_TYPE } from "./layout.ts";
import type { ScimStoreOptions } from "./options.ts";
import { compileQuery, queryResources } from "./query-resources.ts";
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
        createResource(options, trx, { caller, shape, draft, include: partsFor(shape, include) }),
      ),
    find: (caller, shape, id, include) =>
      whenAdmitted(() => findResource(options, { caller, shape, id }, partsFor(shape, include))),
    query: async (caller, shape, query) => {
      const compiled = compileQuery(caller, shape, query);
      return inAccount(caller, (trx) =>
        queryResources(trx, compiled, { ...query, include: partsFor(shape, query.include) }),
      );
    },
    change: (caller, shape, id, edit, { ifMatch, include }) =>
      inAccount(caller, (trx) =>
        changeResource(options, trx, { caller, shape, id, edit, ifMatch, include: partsFor(shape, include) }),
      ),
    remove: (caller, shape, id, { ifMatch }) =>
      inAccount(caller, (trx) => removeResource(options, trx, { caller, shape, id, ifMatch })),
  };
}

/** A resource carries the parts that its type has. */
function partsFor({ type }: ResourceShape, include: ResourceParts): ResourceParts {
  return {
    members: include.members && type.name === HOLDER_TYPE,
    groups: include.groups && type.name === MEMBER_TYPE,
  };
}
