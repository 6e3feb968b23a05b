/** How a table of resources is laid out, in SQL expressions over an alias of the caller's choice. Written by code, never by clients. */

/**
 * Members kept as rows of their own (`Group.members`, `User.groups`): a sub-select per test, so that the rows of one resource
 * are never loaded to answer a filter.
 */
export interface RelationLayout {
  /** What follows `from`, such as `membership m`. */
  readonly from: string;
  /** Ties the rows to the outer resource. */
  readonly where: string;
  /** Column of type uuid that holds the sub-attribute `value`. */
  readonly value: string;
  /** A join that is needed for the sub-attributes below. */
  readonly join: string;
  /** Text expressions of the other sub-attributes that can be filtered, by name in lower case. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Rows that copy the values of attributes that a schema calls unique: one row for each value. */
export interface UniqueLayout {
  /** What follows `from`, such as `unique_value u`. */
  readonly from: string;
  /** Ties the rows to the outer resource. */
  readonly where: string;
  /** Text column with the attribute's path: its name, after the extension's URN and a colon where it has one. */
  readonly attribute: string;
  /** Text column with the value as `foldCase` leaves it, or the value itself when the attribute is case exact. */
  readonly key: string;
}

/** The columns that a filter or sort key may be compiled to. */
export interface TableLayout {
  /** jsonb: the attributes in schema spelling, extensions under their URN, unassigned ones left out. */
  readonly doc: string;
  /** uuid. */
  readonly id: string;
  /** timestamptz, whole milliseconds. */
  readonly createdAt: string;
  /** timestamptz, whole milliseconds. */
  readonly modifiedAt: string;
  /** bigint. */
  readonly version: string;
  /**
   * Text columns that copy single-valued string attributes of the core schema, by attribute name in lower case: the value
   * as `foldCase` leaves it, or the value itself when the attribute is case exact. `COLLATE "C"`.
   */
  readonly columns: Readonly<Record<string, string>>;
  /** Attributes whose values are rows elsewhere, by name in lower case. */
  readonly relations: Readonly<Record<string, RelationLayout>>;
  /** Where unique values are copied to, for look-up by index; absent: nowhere. */
  readonly uniqueValues?: UniqueLayout;
  /** SQL function `text -> text` that does what `foldCase` does. */
  readonly foldFunction: string;
  /** SQL function `text -> timestamptz` that does what `parseDateTime` does; null for what is no dateTime. */
  readonly instantFunction: string;
}
