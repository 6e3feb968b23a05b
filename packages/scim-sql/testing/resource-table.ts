/** A real table of resources to run compiled text on: the tables of the store, filled by hand. */
import { randomUUID } from "node:crypto";
import {
  type AttributeDefinition,
  COMMON_ATTRIBUTES,
  type Filter,
  findAttribute,
  foldCase,
  type JsonObject,
  ownValue,
  type ResourceShape,
} from "@lockstep/scim";
import { createTestDatabase } from "../../database/testing/index.ts";
import { compileFilter, compileSort, type TableLayout } from "../index.ts";

/** Layout of the store's tables, with both relations. */
export const LAYOUT: TableLayout = {
  doc: "r.doc",
  id: "r.id",
  createdAt: "r.created_at",
  modifiedAt: "r.modified_at",
  version: "r.version",
  columns: { username: "r.user_name_key", externalid: "r.external_id", displayname: "r.display_name_key" },
  relations: {
    members: {
      from: "membership m",
      where: "m.group_id = r.id",
      value: "m.member_id",
      join: "join resource x on x.id = m.member_id",
      attributes: { type: "x.type", display: "display_name(x.doc)" },
    },
    groups: {
      from: "membership m",
      where: "m.member_id = r.id",
      value: "m.group_id",
      join: "join resource x on x.id = m.group_id",
      attributes: { type: "'direct'", display: "display_name(x.doc)" },
    },
  },
  foldFunction: "fold_case",
  instantFunction: "to_instant",
};

/** The same table when members are kept in the document. */
export const DOCUMENT_LAYOUT: TableLayout = { ...LAYOUT, relations: {} };

/** One row of the table. */
export interface Row {
  readonly id: string;
  readonly attributes: JsonObject;
  readonly createdAt?: string;
  readonly modifiedAt?: string;
  readonly version?: number;
}

/** A table with what tests do to it. */
export interface ResourceTable {
  readonly insert: (shape: ResourceShape, rows: readonly Row[]) => Promise<void>;
  readonly join: (groupId: string, memberIds: readonly string[]) => Promise<void>;
  /** Ids of the resources that a compiled filter selects, in the order of the sort key. */
  readonly select: (
    shape: ResourceShape,
    filter: Filter | undefined,
    options?: {
      readonly layout?: TableLayout;
      readonly sortBy?: string;
      readonly sortOrder?: "ascending" | "descending";
    },
  ) => Promise<readonly string[]>;
  readonly drop: () => Promise<void>;
}

/** Makes a database with an empty table. */
export async function createResourceTable(): Promise<ResourceTable> {
  const set = { component: "scim-store", directory: new URL("../../scim-store/migrations/", import.meta.url) };
  const test = await createTestDatabase({ sets: [set], schema: "service", role: "lockstep_service" });
  const account = randomUUID();
  const database = test.open<Record<string, never>>(2);
  // The owner's settings do not matter: the account is set for each statement's connection.
  const run = async (text: string, parameters: readonly unknown[]) => {
    const client = await database.pool.connect();
    try {
      await client.query("select set_config('lockstep.account_id', $1, false)", [account]);
      return (await client.query<{ id: string }>(text, [...parameters])).rows;
    } finally {
      client.release();
    }
  };
  return {
    insert: async (shape, rows) => {
      for (const row of rows) await run(INSERT, [account, ...valuesOf(shape, row)]);
    },
    join: async (groupId, memberIds) => {
      const text = `insert into membership (account_id, group_id, member_id, added_at)
        select $1, $2, unnest($3::uuid[]), now()`;
      await run(text, [account, groupId, memberIds]);
    },
    select: async (shape, filter, options = {}) => {
      const layout = options.layout ?? LAYOUT;
      const where = filter === undefined ? undefined : compileFilter(shape, filter, layout, 2);
      const order = compileSort(shape, options.sortBy, options.sortOrder ?? "ascending", layout);
      const text = `select r.id from resource r where r.type = $1 and ${where?.text ?? "true"} order by ${order.text}`;
      return (await run(text, [shape.type.name, ...(where?.params ?? [])])).map((row) => row.id);
    },
    drop: () => test.drop(),
  };
}

/** Random resources may have the same user name. */
const INSERT = `insert into resource (account_id, type, id, doc, created_at, modified_at, version,
  user_name_key, user_name_sharer, external_id, display_name_key) values ($1, $2, $3, $4, $5, $6, $7, $8, $3, $9, $10)`;

function valuesOf(shape: ResourceShape, row: Row): readonly unknown[] {
  const key = (name: string) => {
    const attribute: AttributeDefinition | undefined =
      findAttribute(shape.core.attributes, name) ?? findAttribute(COMMON_ATTRIBUTES, name);
    const value = attribute === undefined ? undefined : ownValue(row.attributes, attribute.name);
    if (typeof value !== "string") return null;
    return attribute?.caseExact === true ? value : foldCase(value);
  };
  const created = row.createdAt ?? "2026-01-01T00:00:00.000Z";
  return [
    ...[shape.type.name, row.id, JSON.stringify(row.attributes), created, row.modifiedAt ?? created, row.version ?? 1],
    ...[key("userName"), key("externalId"), key("displayName")],
  ];
}
