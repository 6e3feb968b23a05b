/**
 * Lists and filters resources of one type or several: one statement for the page, and one for the total where the page does
 * not tell it. A page begins at an index, or behind the last resource of an earlier page ("keyset").
 */
import { assertFilterForSome, type Filter, filterForShape, type ResourceShape } from "@lockstep/scim";
import type { Caller, MixedPage, ResourcePage, ResourceParts, ResourceQuery } from "@lockstep/scim-server";
import { type CompiledSort, compileAfter, compileFilter, compileSort, parsePosition } from "@lockstep/scim-sql";
import { layoutOf, partsOf } from "./layout.ts";
import { compileSharedSort } from "./mixed-sort.ts";
import { formatPosition } from "./position.ts";
import { type ResourceRow, selectList, toStored } from "./resource-row.ts";
import { isResourceId } from "./select.ts";
import { type Executor, run } from "./statement.ts";

/** The resources of one type that match; placeholders count over all branches of a query, $1 is the account. */
interface Branch {
  readonly shape: ResourceShape;
  readonly condition: string;
  /** Placeholder of the type's name. */
  readonly type: string;
  readonly isFiltered: boolean;
  readonly sort: CompiledSort;
}

/** What a query compiles to, before the database is asked. */
export interface CompiledQuery {
  readonly branches: readonly Branch[];
  /** The parameters of the conditions. */
  readonly parameters: readonly unknown[];
  /** The values of the sort keys that the page starts after. */
  readonly after: readonly (string | null)[] | undefined;
}

/** Compiles a query of one type. Throws `ScimError`: `invalidFilter`, `invalidValue`, `invalidCursor`. */
export function compileQuery(caller: Caller, shape: ResourceShape, query: ResourceQuery): CompiledQuery {
  const sort = compileSort(shape, query.sortBy, query.sortOrder, layoutOf(shape.type.name));
  const parameters: unknown[] = [caller.accountId];
  const branches = [compileBranch(shape, query.filter, { sort, parameters })];
  return { branches, parameters, after: parsePosition(query.after, sort, isResourceId) };
}

/** The same for several types: a type is left out when its resources cannot match. */
export function compileMixedQuery(
  caller: Caller,
  shapes: readonly ResourceShape[],
  query: ResourceQuery,
): CompiledQuery {
  if (query.filter !== undefined) assertFilterForSome(shapes, query.filter);
  const sorts = compileSharedSort(shapes, query.sortBy, query.sortOrder);
  const parameters: unknown[] = [caller.accountId];
  const branches = shapes.flatMap((shape, index) => {
    const filter = query.filter === undefined ? true : filterForShape(shape, query.filter);
    const sort = sorts[index];
    if (filter === false || sort === undefined) return [];
    return [compileBranch(shape, filter === true ? undefined : filter, { sort, parameters })];
  });
  const [sort] = sorts;
  return {
    branches,
    parameters,
    after: sort === undefined ? undefined : parsePosition(query.after, sort, isResourceId),
  };
}

function compileBranch(
  shape: ResourceShape,
  filter: Filter | undefined,
  { sort, parameters }: { readonly sort: CompiledSort; readonly parameters: unknown[] },
): Branch {
  parameters.push(shape.type.name);
  const type = `$${parameters.length}`;
  const own = `r.account_id = $1 and r.type = ${type}`;
  if (filter === undefined) return { shape, condition: own, type, isFiltered: false, sort };
  const compiled = compileFilter(shape, filter, layoutOf(shape.type.name), parameters.length + 1);
  parameters.push(...compiled.params);
  return { shape, condition: `${own} and ${compiled.text}`, type, isFiltered: true, sort };
}

interface PageRow extends ResourceRow {
  readonly type: string;
  /** Present when the query names a key to sort by. */
  readonly sort_key?: string | null;
}

/** A page, and the position of its last resource, whether more follow or not. */
export interface PageOfType extends ResourcePage {
  readonly last?: string;
}

/** The work of `ResourceStore.query`. */
export async function queryResources(
  executor: Executor,
  compiled: CompiledQuery,
  query: ResourceQuery,
): Promise<PageOfType> {
  const { rows, ...page } = await readPage(executor, compiled, query, selectPage);
  const last = rows.at(-1);
  return { ...page, resources: rows.map(toStored), ...(last === undefined ? {} : { last: formatPosition(last) }) };
}

/** The work of `ResourceStore.queryAll`. */
export async function queryMixed(
  executor: Executor,
  compiled: CompiledQuery,
  query: ResourceQuery,
): Promise<MixedPage> {
  const { rows, ...page } = await readPage(executor, compiled, query, selectMixedPage);
  const shapes = new Map(compiled.branches.map(({ shape }) => [shape.type.name, shape]));
  const resources = rows.flatMap((row) => {
    const shape = shapes.get(row.type);
    return shape === undefined ? [] : [{ shape, resource: withOwnParts(shape, row, query.include) }];
  });
  return { ...page, resources };
}

/** A statement over several types asks for the parts of all of them; each resource carries those of its own type. */
function withOwnParts(shape: ResourceShape, row: PageRow, include: ResourceParts) {
  const { members, groups } = partsOf(shape, include);
  return toStored({ ...row, members: members ? row.members : null, groups: groups ? row.groups : null });
}

type Select = (compiled: CompiledQuery, page: PageBounds) => { readonly text: string; readonly parameters: unknown[] };

interface PageBounds {
  readonly include: ResourceParts;
  readonly isKeyed: boolean;
  /** Rows to skip. */
  readonly offset: number;
  readonly limit: number;
}

async function readPage(
  executor: Executor,
  compiled: CompiledQuery,
  query: ResourceQuery,
  select: Select,
): Promise<Omit<ResourcePage, "resources"> & { readonly rows: readonly PageRow[] }> {
  const { count, startIndex, include } = query;
  if (count === 0 || compiled.branches.length === 0) {
    return { totalResults: await countMatches(executor, compiled), rows: [] };
  }
  const isByPosition = query.after !== undefined;
  const bounds = {
    include,
    isKeyed: query.sortBy !== undefined,
    offset: isByPosition ? 0 : startIndex - 1,
    // One row more than asked for tells in the same statement whether more follow; a count of its own may see later deletions.
    limit: isByPosition ? count + 1 : count,
  };
  const { text, parameters } = select(compiled, bounds);
  const found = await run<PageRow>(executor, text, parameters);
  const rows = found.length > count ? found.slice(0, count) : found;
  // A first page that is not full holds all matches.
  const isAll = compiled.after === undefined && bounds.offset === 0 && found.length < bounds.limit;
  const totalResults = isAll ? rows.length : await countMatches(executor, compiled);
  const hasMore = isByPosition ? found.length > count : rows.length === count;
  const last = rows.at(-1);
  return { totalResults, rows, ...(hasMore && last !== undefined ? { next: formatPosition(last) } : {}) };
}

function selectPage({ branches, parameters, after }: CompiledQuery, page: PageBounds) {
  const [branch] = branches;
  if (branch === undefined) throw new Error("A query has a type");
  const { sort } = branch;
  const values = [...parameters];
  const [key] = sort.keys;
  // Perf: the indexes of look-up columns leave nulls out, so they give the order only to a query that says it wants none.
  const assigned = page.isKeyed && key?.isAssigned === true ? ` and ${key.text} is not null` : "";
  const condition = `${branch.condition}${assigned}${behind(sort, after, values)}`;
  const columns = `${selectList(page.include)}${page.isKeyed ? `, (${key?.text})::text as sort_key` : ""}`;
  values.push(page.limit, page.offset);
  const rows = `from resource r where ${condition}
    order by ${sort.text} limit $${values.length - 1} offset $${values.length}`;
  if (page.offset === 0) return { text: `select ${columns} ${rows}`, parameters: values };
  // Perf: the rows that are skipped are walked in the index alone; documents and members are read for the page only.
  const text = `select ${columns} from resource r
    where r.account_id = $1 and r.id in (select r.id ${rows}) order by ${sort.text}`;
  return { text, parameters: values };
}

/** Perf: each type is read in the order of its own index, no further than the page can reach, and the ordered lists are merged. */
function selectMixedPage({ branches, parameters, after }: CompiledQuery, page: PageBounds) {
  const values = [...parameters];
  const conditions = branches.map(({ sort, condition }) => `${condition}${behind(sort, after, values)}`);
  values.push(page.limit, page.offset);
  const [limit, offset] = [`$${values.length - 1}`, `$${values.length}`];
  const lists = branches.map(({ sort }, index) => {
    const key = page.isKeyed ? `, ${sort.keys[0]?.text} as sort_key` : "";
    return `(select r.id, r.created_at${key} from resource r where ${conditions[index]}
      order by ${sort.text} limit ${limit}::bigint + ${offset}::bigint)`;
  });
  const order = mixedOrder(branches[0]?.sort, page.isKeyed);
  const text = `select ${selectList(page.include)}, r.type${page.isKeyed ? ", p.sort_key::text as sort_key" : ""}
    from (select * from (${lists.join(" union all ")}) p order by ${order}
      limit ${limit}::bigint offset ${offset}::bigint) p
    join resource r on r.account_id = $1 and r.id = p.id
    order by ${order}`;
  return { text, parameters: values };
}

/** The order of the merged lists: that of the types, over the columns of the lists. */
function mixedOrder(sort: CompiledSort | undefined, isKeyed: boolean): string {
  const columns = isKeyed ? ["p.sort_key", "p.created_at", "p.id"] : ["p.created_at", "p.id"];
  const keys = sort?.keys ?? [];
  return columns
    .map((column, index) => {
      const isText = isKeyed && index === 0 && keys[index]?.type === "text";
      return `${column}${isText ? ' collate "C"' : ""} ${keys[index]?.direction ?? "asc"}`;
    })
    .join(", ");
}

/** The condition that a page starts behind a position; its parameters are appended. */
function behind(sort: CompiledSort, after: CompiledQuery["after"], values: unknown[]): string {
  if (after === undefined) return "";
  const { text, params } = compileAfter(sort, after, values.length + 1);
  values.push(...params);
  return ` and ${text}`;
}

async function countMatches(executor: Executor, { branches, parameters }: CompiledQuery): Promise<number> {
  if (branches.length === 0) return 0;
  const parts = branches.map(({ isFiltered, condition, type }) =>
    isFiltered
      ? `(select count(*) from resource r where ${condition})`
      : `(select coalesce(sum(amount), 0) from resource_count where account_id = $1 and type = ${type})`,
  );
  const [row] = await run<{ total: number }>(executor, `select (${parts.join(" + ")})::float8 as total`, parameters);
  return row?.total ?? 0;
}
