/**
 * Writes that wait at the same moment go to the database together: one statement, one transaction, one commit.
 * Perf: with sixteen writers, statement, commit and wake-ups are most of what a write costs (test/bench/service.ts, rows "create", "PATCH").
 */
import { createCombiner, type Database, requireIdentifier, undoneBy } from "@lockstep/database";
import type { Entry } from "./one-statement.ts";
import type { HookCall } from "./options.ts";
import type { MemberItem } from "./resource-row.ts";
import type { ScimStoreTables } from "./tables.ts";

const RETRIES_MAX = 2;

/** One write. */
export interface Write {
  /** SQL function of the migrations `(account uuid, admitted text, items …)`: it answers the places of the items that were written. */
  readonly functionName: "create_resources" | "replace_resources" | "rewrite_resources";
  /** True: the groups of the resource are answered; only `rewrite_resources` can. */
  readonly withGroups: boolean;
  readonly entry: Entry;
  /** Orders the writes of one statement, so that two statements take their locks in the same order. */
  readonly order: string;
  readonly item: Readonly<Record<string, unknown>>;
  readonly call: HookCall | "nothing";
}

interface Waiting {
  readonly write: Write;
  readonly characters: number;
  readonly item: string;
  readonly hookItem: string;
  readonly resolve: (written: Written | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** What came of a write. */
export interface Written {
  /** Null when they were not asked for. */
  readonly groups: readonly MemberItem[] | null;
  /** The size of the item as JSON. */
  readonly characters: number;
}

interface WrittenRow {
  /** Null when nothing was written. */
  readonly places: readonly number[] | null;
  /** In the order of the places. */
  readonly groups?: readonly (readonly MemberItem[])[] | null;
}

/** Writes one item; undefined when the function left it out. Rejects with the server's error. */
export type CombineWrites = (write: Write) => Promise<Written | undefined>;

/** Makes the combiner of one store. */
export function createCombinedWrites<Tables extends ScimStoreTables>(database: Database<Tables>): CombineWrites {
  const combine = createCombiner<Waiting>((batch) => send(database, batch));
  let places = 0;

  return (write) =>
    new Promise((resolve, reject) => {
      places = (places + 1) % 1_000_000_000;
      // An item has an id at least.
      const item = `{"place":${places},${JSON.stringify(write.item).slice(1)}`;
      const hookItem = write.call === "nothing" ? "" : JSON.stringify(write.call.item);
      const characters = item.length + hookItem.length;
      combine(groupOf(write), { write, item, hookItem, characters, resolve, reject });
    });
}

/** Writes with the same account, admission and functions may share a statement. */
function groupOf({ functionName, withGroups, entry, call }: Write): string {
  return `${functionName} ${withGroups} ${entry.group} ${call === "nothing" ? "" : call.functionName}`;
}

/** Settles every write of the batch. When the server refuses the batch, each write learns its own fate alone. */
async function send<Tables extends ScimStoreTables>(
  database: Database<Tables>,
  batch: readonly Waiting[],
): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const written = await runStatement(database, batch);
      for (const { resolve, item } of batch) {
        const groups = written.get(placeOf(item));
        resolve(groups === undefined ? undefined : { groups, characters: item.length });
      }
      return;
    } catch (error) {
      const undone = undoneBy(error);
      if (undone === "conflict" && attempt < RETRIES_MAX) continue;
      if (undone === undefined || batch.length === 1) {
        for (const { reject, write } of batch) reject(write.call === "nothing" ? error : write.call.toFault(error));
        return;
      }
      for (const one of batch) await send(database, [one]);
      return;
    }
  }
}

/** The places that were written, with the groups of each. */
async function runStatement<Tables extends ScimStoreTables>(
  database: Database<Tables>,
  batch: readonly Waiting[],
): Promise<ReadonlyMap<number, Written["groups"]>> {
  const [first] = batch;
  if (first === undefined) return new Map();
  const { entry, call } = first.write;
  const sorted =
    batch.length === 1 ? batch : [...batch].sort((left, right) => (left.write.order < right.write.order ? -1 : 1));
  const { rows } = await database.pool.query<WrittenRow>({
    ...statementOf(first.write),
    values: [
      ...entry.values,
      `[${sorted.map(({ item }) => item).join(",")}]`,
      ...(call === "nothing" ? [] : [`[${sorted.map(({ hookItem }) => hookItem).join(",")}]`]),
    ],
  });
  const [written] = rows;
  return new Map(written?.places?.map((place, index) => [place, written.groups?.[index] ?? null]));
}

function statementOf({ functionName, withGroups, entry, call }: Write): {
  readonly name: string;
  readonly text: string;
} {
  if (functionName === "rewrite_resources") {
    return {
      name: `scim-rewrite ${entry.name} ${withGroups}`,
      text: `select array_agg(place) as places, ${withGroups ? "json_agg(groups)" : "null"} as groups
        from rewrite_resources(${entry.account}, ${entry.admitted}, $3::json, ${withGroups})`,
    };
  }
  const hook = call === "nothing" ? undefined : requireIdentifier(call.functionName);
  const places =
    functionName === "create_resources"
      ? `select create_resources(${entry.account}, ${entry.admitted}, $3::json) as places`
      : `select array_agg(place) as places from replace_resources(${entry.account}, ${entry.admitted}, $3::jsonb) as place`;
  return {
    name: `scim-${functionName} ${entry.name} ${hook ?? ""}`,
    // What stands in from is done, all of it, before the select list calls the app's function.
    text: `select w.places${hook === undefined ? "" : `, ${hook}($1::uuid, $4::jsonb)`} from (${places} offset 0) w`,
  };
}

/** The place is the first member of an item. */
function placeOf(item: string): number {
  return Number.parseInt(item.slice('{"place":'.length), 10);
}
