/** Queries over people and groups: SCIM filters and sort keys compiled by `scim-sql`, pages by index or behind a position. */
import { assertFilterForSome, type Filter, filterForShape, type ResourceShape, ScimError } from "@lockstep/scim";
import type { MixedPage, ResourceQuery } from "@lockstep/scim-server";
import {
  type CompiledSort,
  compileAfter,
  compileFilter,
  compileSortKey,
  parsePosition,
  type SortKey,
  type TableLayout,
  toSort,
} from "@lockstep/scim-sql";
import { CompiledQuery, type Kysely, type QueryResult } from "kysely";
import type { DirectoryTables } from "../domain/tables.ts";
import { isResourceId, type ResourceRow, toStored, viewOf } from "./resource-row.ts";

const LAYOUT: TableLayout = {
  doc: "r.doc",
  id: "r.id",
  createdAt: "r.created_at",
  modifiedAt: "r.modified_at",
  version: "r.version",
  columns: {},
  relations: {},
  foldFunction: "fold_case",
  instantFunction: "to_instant",
};

const DISPLAY = "coalesce(x.doc->>'displayName', x.doc->'name'->>'formatted', x.doc->>'userName')";
const USER_LAYOUT: TableLayout = {
  ...LAYOUT,
  columns: { username: `fold_case(r.doc->>'userName') collate "C"`, externalid: `(r.doc->>'externalId') collate "C"` },
  relations: {
    groups: {
      from: "group_member m join inbound_group x on x.key = m.group_id",
      where: "m.person_id = r.key",
      value: "x.id",
      join: "",
      attributes: { type: "'direct'", display: DISPLAY },
    },
  },
};
const GROUP_LAYOUT: TableLayout = {
  ...LAYOUT,
  relations: {
    members: {
      from: "group_member m join inbound_user x on x.key = m.person_id",
      where: "m.group_id = r.key",
      value: "x.id",
      join: "",
      attributes: { type: "'User'", display: DISPLAY },
    },
  },
};

function layoutOf({ type }: ResourceShape): TableLayout {
  return type.name === "Group" ? GROUP_LAYOUT : USER_LAYOUT;
}

interface Branch {
  readonly shape: ResourceShape;
  readonly condition: string;
  readonly sort: CompiledSort;
}

interface PageRow extends ResourceRow {
  readonly type: string;
  readonly sort_key: string | null;
  readonly created_key: string;
}

/** One list over the types. Throws `ScimError`: `invalidFilter`, `invalidValue`, `invalidCursor`. */
export async function queryResources(
  db: Kysely<DirectoryTables>,
  shapes: readonly ResourceShape[],
  query: ResourceQuery,
): Promise<MixedPage> {
  if (query.filter !== undefined) assertFilterForSome(shapes, query.filter);
  const parameters: unknown[] = [];
  const sorts = sharedSort(shapes, query);
  const branches = shapes.flatMap((shape, index): readonly Branch[] => {
    const filter =
      query.filter === undefined ? true : shapes.length === 1 ? query.filter : filterForShape(shape, query.filter);
    const sort = sorts[index];
    return filter === false || sort === undefined
      ? []
      : [{ shape, sort, condition: conditionOf(shape, filter, parameters) }];
  });
  const [sort] = sorts;
  const after = sort === undefined ? undefined : parsePosition(query.after, sort, isResourceId);
  if (branches.length === 0 || query.count === 0) {
    return { totalResults: await countMatches(db, branches, parameters), resources: [] };
  }
  const found = await readRows(db, { branches, parameters, after, query });
  const rows = found.slice(0, query.count);
  const isFirst = after === undefined && (query.after !== undefined || query.startIndex === 1);
  const totalResults =
    isFirst && found.length <= query.count ? rows.length : await countMatches(db, branches, parameters);
  const stored = await toStored(db, rows, query.include);
  const resources = stored.flatMap((resource, index) => {
    const shape = shapes.find((candidate) => candidate.type.name === rows[index]?.type);
    return shape === undefined ? [] : [{ shape, resource }];
  });
  const last = rows.at(-1);
  const next =
    found.length > query.count && last !== undefined ? formatPosition(last, query.sortBy !== undefined) : undefined;
  return { totalResults, resources, ...(next === undefined ? {} : { next }) };
}

function conditionOf(shape: ResourceShape, filter: Filter | true, parameters: unknown[]): string {
  if (filter === true) return "true";
  const compiled = compileFilter(shape, filter, layoutOf(shape), parameters.length + 1);
  parameters.push(...compiled.params);
  return compiled.text;
}

interface Asked {
  readonly branches: readonly Branch[];
  readonly parameters: readonly unknown[];
  readonly after: readonly (string | null)[] | undefined;
  readonly query: ResourceQuery;
}

/** The page's rows and one more, where there is one. */
async function readRows(db: Kysely<DirectoryTables>, asked: Asked): Promise<readonly PageRow[]> {
  const { branches, after, query } = asked;
  const values = [...asked.parameters];
  const isKeyed = query.sortBy !== undefined;
  const conditions = branches.map(({ sort, condition }) => {
    if (after === undefined) return condition;
    const behind = compileAfter(sort, after, values.length + 1);
    values.push(...behind.params);
    return `${condition} and ${behind.text}`;
  });
  const offset = query.after === undefined ? query.startIndex - 1 : 0;
  values.push(query.count + 1, offset);
  const [limit, skip] = [`$${values.length - 1}::bigint`, `$${values.length}::bigint`];
  const lists = branches.map(({ shape, sort }, index) => {
    const key = isKeyed ? (sort.keys[0]?.text ?? "null") : "null::text";
    return `(select '${shape.type.name}' as type, r.id, r.key, r.doc, r.version, r.created_at, r.modified_at, ${key} as sort_key
      from ${viewOf(shape)} r where ${conditions[index]} order by ${sort.text} limit ${limit} + ${skip})`;
  });
  const text = `select p.type, p.id, p.key, p.doc, p.version, p.created_at, p.modified_at, p.sort_key::text as sort_key,
      to_char(p.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_key
    from (${lists.join(" union all ")}) p order by ${mergedOrder(branches[0]?.sort, isKeyed)} limit ${limit} offset ${skip}`;
  return (await run<PageRow>(db, text, values)).rows;
}

/** The order of the merged lists: that of the types, over the columns of the lists. */
function mergedOrder(sort: CompiledSort | undefined, isKeyed: boolean): string {
  const columns = isKeyed ? ["p.sort_key", "p.created_at", "p.id"] : ["p.created_at", "p.id"];
  return columns
    .map((column, index) => {
      const key = sort?.keys[index];
      const collation = isKeyed && index === 0 && key?.type === "text" ? ' collate "C"' : "";
      return `${column}${collation} ${key?.direction ?? "asc"}`;
    })
    .join(", ");
}

async function countMatches(
  db: Kysely<DirectoryTables>,
  branches: readonly Branch[],
  parameters: readonly unknown[],
): Promise<number> {
  if (branches.length === 0) return 0;
  const parts = branches.map(({ shape, condition }) => `(select count(*) from ${viewOf(shape)} r where ${condition})`);
  const { rows } = await run<{ total: number }>(db, `select (${parts.join(" + ")})::float8 as total`, parameters);
  return rows[0]?.total ?? 0;
}

function run<Row>(db: Kysely<DirectoryTables>, text: string, values: readonly unknown[]): Promise<QueryResult<Row>> {
  return db.executeQuery<Row>(CompiledQuery.raw(text, [...values]));
}

/** One order over all types: those without the attribute count as without a value; values of different kinds are compared as text. */
function sharedSort(shapes: readonly ResourceShape[], query: ResourceQuery): readonly CompiledSort[] {
  const { sortBy, sortOrder } = query;
  if (sortBy === undefined) return shapes.map(() => toSort(undefined, sortOrder, LAYOUT));
  const keys = shapes.map((shape) => tryKey(shape, sortBy));
  const types = new Set(keys.flatMap((key) => (key instanceof ScimError ? [] : [key.type])));
  const [fault] = keys;
  if (types.size === 0 && fault instanceof ScimError) throw fault;
  const [first = "text"] = types;
  const type = types.size > 1 ? "text" : first;
  if (shapes.length === 1 && keys[0] !== undefined && !(keys[0] instanceof ScimError)) {
    return [toSort(keys[0], sortOrder, LAYOUT)];
  }
  return keys.map((key) => toSort({ text: alike(key, type), type, isAssigned: false }, sortOrder, LAYOUT));
}

function tryKey(shape: ResourceShape, sortBy: string): Omit<SortKey, "direction"> | ScimError {
  try {
    return compileSortKey(shape, sortBy, layoutOf(shape));
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
}

function alike(key: Omit<SortKey, "direction"> | ScimError, type: SortKey["type"]): string {
  if (key instanceof ScimError) return `null::${type}`;
  return key.type === type ? key.text : `(${key.text})::text collate "C"`;
}

function formatPosition(row: PageRow, isKeyed: boolean): string {
  return JSON.stringify([...(isKeyed ? [row.sort_key] : []), row.created_key, row.id]);
}
