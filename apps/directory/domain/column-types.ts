/** Kinds of columns: how the driver reads them, and what may be written. */
import type { ColumnType, Generated, GeneratedAlways } from "kysely";

/** `timestamptz`: read as Date, written as Date or ISO text. */
export type Instant = ColumnType<Date, Date | string, Date | string>;
/** As `Instant`, unset at times. */
export type InstantOrNull = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
/** As `Instant`, `now()` when it is not given. */
export type InstantByDefault = ColumnType<Date, Date | string | undefined, Date | string>;
/** `bigint`: the driver reads it as text. */
export type Big = ColumnType<string, string | number | bigint | undefined, string | number | bigint>;
/** Unset at times. */
export type Nullable<Type> = ColumnType<Type | null, Type | null | undefined, Type | null>;
/** `jsonb`: read parsed, written as JSON text (arrays would else become PostgreSQL arrays). */
export type Jsonb<Type> = ColumnType<Type, string, string>;
/** As `Jsonb`, with a default. */
export type JsonbByDefault<Type> = ColumnType<Type, string | undefined, string>;
/** As `Jsonb`, unset at times. */
export type JsonbOrNull<Type> = ColumnType<Type | null, string | null | undefined, string | null>;

/** Columns of level-triggered work. */
export interface WorkColumns {
  /** `dirty_version > clean_version`, kept by the database. Perf: statements that look for what waits ask this, for which there are counts and indexes. */
  is_dirty: GeneratedAlways<boolean>;
  dirty_version: Big;
  clean_version: Big;
  due_at: InstantByDefault;
  attempts: Generated<number>;
  /** A request may have been carried out whose answer nobody recorded. */
  in_doubt: Generated<boolean>;
  lease_owner: Nullable<string>;
  lease_expires_at: InstantOrNull;
  trace_id: Nullable<string>;
}
