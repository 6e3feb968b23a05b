/** A hot request as one prepared statement: it sets the account, checks the admission and does its work in one round trip. */
import { uuidV7 } from "@lockstep/ports";
import type { Caller } from "@lockstep/scim-server";
import { admissionOf } from "./admission.ts";
import type { HookCall, ScimStoreOptions, StoreChange } from "./options.ts";
import type { ScimStoreTables } from "./tables.ts";

/** The account and admission of a statement: its first two arguments, and the parameters $1 and $2 that they are made of. */
export interface Entry {
  /** Goes into the statement's name, since it goes into its text. */
  readonly name: string;
  readonly account: string;
  readonly admitted: string;
  readonly values: readonly [accountId: string, admission: string | null];
  /** The same for the same account and admission, and for no others: their statements may go together. */
  readonly group: string;
}

/** The last entry of each store. Perf: requests come in a row from one client, and making an entry cost a hundredth of a read. */
const lastEntries = new WeakMap<object, Entry>();

/**
 * How a statement enters the caller's account. Arguments are evaluated before the function that they are handed to runs, and from
 * left to right: the app's function already sees the account. Were it not so, it would see nothing, and refuse.
 */
export function entryOf<Tables extends ScimStoreTables>(options: ScimStoreOptions<Tables>, caller: Caller): Entry {
  const { accountId } = caller;
  const last = lastEntries.get(options);
  if (last !== undefined && last.values[0] === accountId && last.values[1] === (caller.admission ?? null)) return last;
  const admission = admissionOf(options, caller);
  const entry: Entry = {
    name: admission?.functionName ?? "",
    account: "set_config('lockstep.account_id', $1, true)::uuid",
    admitted: admission === undefined ? "$2::text" : `${admission.functionName}($2::text)::text`,
    values: [accountId, admission?.text ?? null],
    group: [admission?.functionName, accountId, admission?.text].join(" "),
  };
  lastEntries.set(options, entry);
  return entry;
}

/**
 * What the app wants done with a change, when it can be done in the store's own statement: a call, `"nothing"`, or undefined when
 * it takes a transaction of several steps.
 */
export function hookCallOf<Tables extends ScimStoreTables>(
  { hooks }: ScimStoreOptions<Tables>,
  change: StoreChange,
): HookCall | "nothing" | undefined {
  return hooks === undefined ? "nothing" : hooks.asCall?.(change);
}

/** What an event tells of who made a change. */
export function authorOf<Tables extends ScimStoreTables>(
  { clock, random }: ScimStoreOptions<Tables>,
  { credentialId, userId, traceId }: Caller,
): Readonly<Record<string, string>> {
  return { event_id: uuidV7(clock, random), credential: credentialId, actor: userId, trace: traceId };
}
