/** The filter language as data (RFC 7644 §3.4.2.2). */

/** RFC 7644 §3.4.2.2 table 3, without `pr`. */
export type CompareOperator = "eq" | "ne" | "co" | "sw" | "ew" | "gt" | "ge" | "lt" | "le";

/** An attribute name as written: `urn:…:User:name.familyName` is `{ schemaUrn, name: "name", subName: "familyName" }`. */
export interface AttributePath {
  readonly schemaUrn: string | undefined;
  readonly name: string;
  readonly subName: string | undefined;
}

/** A literal on the right of a comparison. */
export type FilterValue = string | number | boolean | null;

/** A parsed filter. `position` is the zero-based offset in the source text, for messages. */
export type Filter =
  | {
      readonly kind: "compare";
      readonly path: AttributePath;
      readonly operator: CompareOperator;
      readonly value: FilterValue;
      readonly position: number;
    }
  | { readonly kind: "present"; readonly path: AttributePath; readonly position: number }
  | { readonly kind: "valuePath"; readonly path: AttributePath; readonly filter: Filter; readonly position: number }
  | { readonly kind: "and"; readonly left: Filter; readonly right: Filter }
  | { readonly kind: "or"; readonly left: Filter; readonly right: Filter }
  | { readonly kind: "not"; readonly filter: Filter };

/** Ways in which clients leave the grammar and can still be understood. */
export type FilterDeviation =
  /** `type eq 'work'` */
  | "singleQuotes"
  /** `externalId eq jyoung` */
  | "unquotedValue"
  /** `emails[type eq "work"].value eq "a@example.com"` */
  | "subAttributeAfterBrackets"
  /** `emails[email.type eq "work"]` */
  | "prefixedSubAttribute";

/** Asked at each deviation: true lets it pass. The grammar alone allows none. */
export type FilterDialect = (deviation: FilterDeviation) => boolean;

/** The result of reading text from outside: a value, or what is wrong and where. */
export type ParseResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string; readonly position: number };
