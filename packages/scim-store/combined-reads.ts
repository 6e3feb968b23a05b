/**
 * Reads by key that wait at the same moment are one statement. Perf: account, admission, plan and snapshot are most of what an indexed read
 * costs the database, and a statement of its own most of what it costs the driver: 70 µs of the handler and 90 µs of the database per "get" of
 * test/bench/service.ts.
 */
import { type Combine, createCombiner, type Database, isAdmissionStale, undoneBy } from "@lockstep/database";
import type { ResourceParts } from "@lockstep/scim-server";
import type { Entry } from "./one-statement.ts";
import { type ResourceRow, selectList } from "./resource-row.ts";
import type { ScimStoreTables } from "./tables.ts";

/** The columns that resources are read by, as the functions of the migrations name them. */
const COLUMNS = { id: "id", userName: "user_name_key", externalId: "external_id", displayName: "display_name_key" };

/** What resources are read by. */
export type KeyColumn = keyof typeof COLUMNS;

/** One read. */
export interface Read {
  readonly entry: Entry;
  readonly type: string;
  readonly column: KeyColumn;
  /** Null: nothing is looked for, but the caller's admission is checked. */
  readonly key: string | null;
  readonly include: ResourceParts;
}

/** Finds the resources with the key: two at most, since a second one tells that there are several. */
export type CombineReads = (read: Read) => Promise<readonly ResourceRow[]>;

interface KeyedRow extends ResourceRow {
  readonly key: string;
}

interface Waiting {
  readonly read: Read;
  readonly characters: number;
  readonly resolve: (rows: readonly ResourceRow[]) => void;
  readonly reject: (error: unknown) => void;
}

/** By members, then groups. */
const SELECT_LISTS = [
  [selectList({ members: false, groups: false }), selectList({ members: false, groups: true })],
  [selectList({ members: true, groups: false }), selectList({ members: true, groups: true })],
] as const;

/** Makes the combiner of one store. */
export function createCombinedReads<Tables extends ScimStoreTables>(database: Database<Tables>): CombineReads {
  const combine: Combine<Waiting> = createCombiner((batch) => send(database, batch));
  return (read) =>
    new Promise((resolve, reject) => {
      const waiting = { read, characters: read.key?.length ?? 0, resolve, reject };
      // A group of 100,000 takes its time, and others would wait for it.
      if (read.include.members) void send(database, [waiting]);
      else combine(groupOf(read), waiting);
    });
}

/** Reads with the same account and admission, type, column and parts may share a statement. */
function groupOf({ entry, type, column, include }: Read): string {
  return `${type} ${column} ${include.groups} ${entry.group}`;
}

/** Settles every read of the batch. When the server refuses the batch, each read learns its own fate alone. */
async function send<Tables extends ScimStoreTables>(
  database: Database<Tables>,
  batch: readonly Waiting[],
): Promise<void> {
  try {
    const rows = await runStatement(database, batch);
    for (const { read, resolve } of batch) resolve(rows.filter(({ key }) => key === read.key));
  } catch (error) {
    // An outdated admission is that of all of them.
    if (batch.length === 1 || undoneBy(error) === undefined || isAdmissionStale(error)) {
      for (const { reject } of batch) reject(error);
      return;
    }
    for (const one of batch) await send(database, [one]);
  }
}

async function runStatement<Tables extends ScimStoreTables>(
  database: Database<Tables>,
  batch: readonly Waiting[],
): Promise<readonly KeyedRow[]> {
  const [first] = batch;
  if (first === undefined) return [];
  const { entry, type, column, include } = first.read;
  const keys = [...new Set(batch.map(({ read }) => read.key))].filter((key) => key !== null);
  const call =
    column === "id"
      ? `find_resources(${entry.account}, ${entry.admitted}, $3, $4::uuid[])`
      : `look_up_resources(${entry.account}, ${entry.admitted}, $3, $4::text[], '${column}')`;
  const parts = `${include.members ? " members" : ""}${include.groups ? " groups" : ""}`;
  const list = SELECT_LISTS[include.members ? 1 : 0][include.groups ? 1 : 0];
  const statement = {
    name: `scim-read ${column} ${entry.name}${parts}`,
    text: `select r.${COLUMNS[column]} as key, ${list} from ${call} r`,
    values: [...entry.values, type, keys],
  };
  return include.members ? (await database.pool.query<KeyedRow>(statement)).rows : database.read<KeyedRow>(statement);
}
