/** Lists and filters resources: one statement for the page, and one for the total where the page does not tell it. */
import type { ResourceShape } from "@lockstep/scim";
import type { Caller, ResourcePage, ResourceQuery } from "@lockstep/scim-server";
import { compileFilter, compileSort } from "@lockstep/scim-sql";
import { layoutOf } from "./layout.ts";
import { type ResourceRow, selectList, toStored } from "./resource-row.ts";
import { type Executor, run } from "./statement.ts";

/** The conditions of a query; $1 is the account and $2 the type. */
interface Condition {
  readonly text: string;
  readonly parameters: readonly unknown[];
  readonly isFiltered: boolean;
}

/** What a query compiles to, before the database is asked. Throws `ScimError` `invalidFilter` or `invalidValue`. */
export interface CompiledQuery {
  readonly condition: Condition;
  readonly order: string;
}

/** Compiles filter and sort order. */
export function compileQuery(caller: Caller, shape: ResourceShape, query: ResourceQuery): CompiledQuery {
  const layout = layoutOf(shape.type.name);
  const order = compileSort(shape, query.sortBy, query.sortOrder, layout).text;
  const own = "r.account_id = $1 and r.type = $2";
  const parameters = [caller.accountId, shape.type.name];
  if (query.filter === undefined) return { condition: { text: own, parameters, isFiltered: false }, order };
  const filter = compileFilter(shape, query.filter, layout, parameters.length + 1);
  const condition = {
    text: `${own} and ${filter.text}`,
    parameters: [...parameters, ...filter.params],
    isFiltered: true,
  };
  return { condition, order };
}

/** The work of `ResourceStore.query`. */
export async function queryResources(
  executor: Executor,
  compiled: CompiledQuery,
  query: ResourceQuery,
): Promise<ResourcePage> {
  const rows = query.count === 0 ? [] : await readPage(executor, compiled, query);
  const resources = rows.map(toStored);
  // A first page that is not full holds all matches.
  const isAll = query.startIndex === 1 && rows.length < query.count;
  const totalResults = isAll ? rows.length : await countMatches(executor, compiled.condition);
  return { totalResults, resources };
}

async function readPage(
  executor: Executor,
  { condition, order }: CompiledQuery,
  query: ResourceQuery,
): Promise<readonly ResourceRow[]> {
  const columns = selectList(query.include);
  const next = condition.parameters.length + 1;
  const slice = `order by ${order} limit $${next} offset $${next + 1}`;
  const parameters = [...condition.parameters, query.count, query.startIndex - 1];
  const page = `from resource r where ${condition.text} ${slice}`;
  if (query.startIndex === 1) return run(executor, `select ${columns} ${page}`, parameters);
  // Perf: the rows that are skipped are walked in the index alone; documents and members are read for the page only.
  const text = `select ${columns} from resource r
    where r.account_id = $1 and r.id in (select r.id ${page}) order by ${order}`;
  return run(executor, text, parameters);
}

async function countMatches(executor: Executor, condition: Condition): Promise<number> {
  const text = condition.isFiltered
    ? `select count(*)::float8 as total from resource r where ${condition.text}`
    : "select coalesce(sum(amount), 0)::float8 as total from resource_count where account_id = $1 and type = $2";
  const [row] = await run<{ total: number }>(executor, text, condition.parameters);
  return row?.total ?? 0;
}
