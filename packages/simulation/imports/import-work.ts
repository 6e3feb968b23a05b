/** Imports as a worker of a world runs them: each of its transactions is one event, and may be lost like every call of a store. */
import type { Database } from "@lockstep/database";
import {
  claimImport,
  type Deps,
  type DirectoryTables,
  type Ports,
  pruneSeen,
  runImport,
  type WorkerParts,
} from "@lockstep/directory-app/simulation";
import { type Interposition, interposeDatabase } from "../../database/testing/interposed-database.ts";
import { createStoreCall, type StoreCallParts } from "../world/store-call.ts";
import type { ImportBug } from "./import-bugs.ts";
import type { ImportJudge } from "./import-judge.ts";

/** What the work is made of. */
export interface ImportWorkParts extends StoreCallParts {
  readonly ports: Ports;
  readonly database: Database<DirectoryTables>;
  readonly bug: ImportBug;
  readonly judge: ImportJudge;
  /** Wakes the workers. */
  readonly notify: () => void;
}

/** Creates the work of one process. */
export function createImportWork(parts: ImportWorkParts): Pick<WorkerParts, "imports" | "keepHouse"> {
  const { ports, bug, judge, scheduler, notify } = parts;
  const call = createStoreCall(parts);
  const unit: typeof call = (name, work) =>
    call(name, async () => {
      const result = await work();
      if (name === "transaction") await judge.look();
      return result;
    });
  const statement: Interposition["statement"] = async (query, execute) => {
    // As the database does, but at once and not in its own time.
    if (query.sql.includes("pg_notify")) scheduler.after(1, notify);
    const result = await execute({ ...query, sql: bug.statement?.(query.sql) ?? query.sql });
    return bug.rows === undefined ? result : { ...result, rows: [...bug.rows(query.sql, result.rows)] };
  };
  const deps: Deps = {
    ...ports,
    fetch: bug.fetch?.(ports.fetch) ?? ports.fetch,
    database: interposeDatabase(parts.database, { unit, statement }),
  };
  return {
    imports: {
      claim: (lease) => claimImport(deps, lease),
      run: (claim, signal) => runImport(deps, claim, signal),
    },
    keepHouse: () => pruneSeen(deps),
  };
}

/** App users get their ids in the order of their making, so that the same seed asks for the same accounts in the same order. */
export function withOrderedIds(database: Database<DirectoryTables>): Database<DirectoryTables> {
  const drawn = "right(replace(gen_random_uuid()::text, '-', ''), 17)";
  const ordered = "lpad(nextval(pg_get_serial_sequence('system_log', 'seq'))::text, 17, '0')";
  return interposeDatabase(database, {
    unit: (_, work) => work(),
    statement: (query, execute) => execute({ ...query, sql: query.sql.replaceAll(drawn, ordered) }),
  });
}
