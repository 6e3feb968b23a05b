/**
 * Writes that wait at the same moment go to the database together: one statement, one transaction, one commit.
 * Perf: with sixteen writers, statement, commit and wake-ups are most of what a write costs (test/bench/service.ts, rows "create", "PATCH").
 */
import { type Database, requireIdentifier, undoneBy } from "@lockstep/database";
import { createCombiner } from "./combiner.ts";
import type { Entry } from "./one-statement.ts";
import type { HookCall } from "./options.ts";
import type { ScimStoreTables } from "./tables.ts";

const RETRIES_MAX = 2;

/** One write. */
export interface Write {
  /** SQL function `(account uuid, admitted text, items jsonb) returns setof integer`: the places of the items that were written. */
  readonly functionName: "create_resources" | "replace_resources";
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
  readonly resolve: (isWritten: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** Writes one item: true when it is stored, false when the function left it out. Rejects with the server's error. */
export type CombineWrites = (write: Write) => Promise<boolean>;

/** Makes the combiner of one store. */
export function createCombinedWrites<Tables extends ScimStoreTables>(database: Database<Tables>): CombineWrites {
  const combine = createCombiner<Waiting>((batch) => send(database, batch));
  let places = 0;

  return (write) =>
    new Promise((resolve, reject) => {
      places = (places + 1) % 1_000_000_000;
      const item = JSON.stringify({ place: places, ...write.item });
      const hookItem = write.call === "nothing" ? "" : JSON.stringify(write.call.item);
      const characters = item.length + hookItem.length;
      combine(groupOf(write), { write, item, hookItem, characters, resolve, reject });
    });
}

/** Writes with the same account, admission and functions may share a statement. */
function groupOf({ functionName, entry, call }: Write): string {
  return [functionName, entry.name, ...entry.values, call === "nothing" ? "" : call.functionName].join(" ");
}

/** Settles every write of the batch. When the server refuses the batch, each write learns its own fate alone. */
async function send<Tables extends ScimStoreTables>(
  database: Database<Tables>,
  batch: readonly Waiting[],
): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const written = await runStatement(database, batch);
      for (const { resolve, item } of batch) resolve(written.has(placeOf(item)));
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

async function runStatement<Tables extends ScimStoreTables>(
  database: Database<Tables>,
  batch: readonly Waiting[],
): Promise<ReadonlySet<number>> {
  const [first] = batch;
  if (first === undefined) return new Set();
  const { functionName, entry, call } = first.write;
  const sorted =
    batch.length === 1 ? batch : [...batch].sort((left, right) => (left.write.order < right.write.order ? -1 : 1));
  const hook = call === "nothing" ? undefined : requireIdentifier(call.functionName);
  const from = `${functionName}(${entry.account}, ${entry.admitted}, $3::jsonb)`;
  const result = await database.pool.query<{ places: readonly number[] }>({
    name: `scim-${functionName} ${entry.name} ${hook ?? ""}`,
    // The aggregate has seen all that the function made before the select list calls the app's.
    text: `select w.places${hook === undefined ? "" : `, ${hook}($1::uuid, $4::jsonb)`}
      from (select array_agg(place) as places from ${from} as place offset 0) w`,
    values: [
      ...entry.values,
      `[${sorted.map(({ item }) => item).join(",")}]`,
      ...(hook === undefined ? [] : [`[${sorted.map(({ hookItem }) => hookItem).join(",")}]`]),
    ],
  });
  return new Set(result.rows[0]?.places ?? []);
}

/** The place is the first member of an item. */
function placeOf(item: string): number {
  return Number.parseInt(item.slice('{"place":'.length), 10);
}
