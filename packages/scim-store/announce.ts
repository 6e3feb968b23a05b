/** Tells the feed and the app of a write, within its transaction. */
import type { Transaction } from "kysely";
import { appendEvent } from "./events.ts";
import type { ScimStoreOptions, StoreChange } from "./options.ts";
import type { ScimStoreTables } from "./tables.ts";

/** Appends the event, then calls the app's hook. */
export async function announce<Tables extends ScimStoreTables>(
  options: ScimStoreOptions<Tables>,
  trx: Transaction<Tables>,
  change: StoreChange,
): Promise<void> {
  await appendEvent(trx, { ...change, type: change.shape.type.name }, options);
  await options.hooks?.afterWrite(trx, change);
}
