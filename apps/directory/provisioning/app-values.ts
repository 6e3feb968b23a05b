/**
 * The values of one app user by attribute, and where each comes from (okta-client §3.3, §3.7): an override of the person wins over the
 * values of assigned groups, these over the mapping. Group values count only for who has the app through a group; of several groups the
 * first by priority that has a value gives it, or (for lists that are joined) all of them.
 */
import type { ExpressionScope } from "@lockstep/expression";
import type { Json, JsonObject } from "@lockstep/scim";
import { findAppAttribute, valueProblem } from "../domain/app-schema.ts";
import type { CustomAttribute } from "../domain/tables.ts";
import { type MappedValue, mappedValue } from "./attribute-mapping.ts";
import type { MappingRow } from "./user-subject.ts";

/** Where a value comes from. */
export type ValueSource = "OVERRIDE" | "GROUP" | "MAPPING" | "GIVEN";

/** The value of one attribute, or why there is none. */
export interface SourcedValue {
  readonly path: string;
  readonly source: ValueSource;
  readonly value: MappedValue;
  /** Create only, and the account was created already: what the app was given stays, and nothing is never an order to clear. */
  readonly isKept: boolean;
}

/** What the values are made of. */
export interface ValueParts {
  readonly mappings: readonly MappingRow[];
  readonly customAttributes: readonly CustomAttribute[];
  readonly profileOverride: JsonObject;
  /** Values of the assigned groups that the person is in, the first by priority first; empty for an individual assignment. */
  readonly groupValues: readonly JsonObject[];
  readonly scope: ExpressionScope;
  /** Whether create-only mappings count at a path. */
  readonly isNew: (path: string) => boolean;
  /** What the app was given at a path when the account was made. */
  readonly given: (path: string) => Json;
}

/** Every value, in the order of the mapping table; what is given without a mapping comes last. */
export function sourcedValues(parts: ValueParts): readonly SourcedValue[] {
  // Perf: most people have neither, and a sweep asks for everybody (test/bench/engine.ts, part noop).
  if (parts.groupValues.length === 0 && Object.keys(parts.profileOverride).length === 0) {
    return parts.mappings.map((mapping) => checked(parts, mappedSource(parts, mapping)));
  }
  const group = joinedGroupValues(parts);
  const rest = new Map<string, ValueSource>([
    ...Object.keys(group).map((path) => [path, "GROUP"] as const),
    ...Object.keys(parts.profileOverride).map((path) => [path, "OVERRIDE"] as const),
  ]);
  const mapped = parts.mappings.map((mapping): SourcedValue => {
    const source = rest.get(mapping.attribute);
    rest.delete(mapping.attribute);
    const direct = source === undefined ? undefined : directValue(parts, group, { path: mapping.attribute, source });
    return direct ?? mappedSource(parts, mapping);
  });
  return [...mapped, ...[...rest].map(([path, source]) => directValue(parts, group, { path, source }))].map((sourced) =>
    checked(parts, sourced),
  );
}

function directValue(
  parts: ValueParts,
  group: JsonObject,
  { path, source }: { readonly path: string; readonly source: ValueSource },
): SourcedValue {
  const held = source === "OVERRIDE" ? parts.profileOverride : group;
  const value = Object.hasOwn(held, path) ? held[path] : null;
  return { path, source, isKept: false, value: { ok: true, value: value ?? null } };
}

function mappedSource(parts: ValueParts, mapping: MappingRow): SourcedValue {
  const path = mapping.attribute;
  const isKept = mapping.pushStatus === "DONT_PUSH" && !parts.isNew(path);
  if (isKept) return { path, source: "GIVEN", isKept, value: { ok: true, value: parts.given(path) } };
  if (mapping.source === "GROUP") return { path, source: "GROUP", isKept, value: { ok: true, value: null } };
  if (mapping.source === "CONSTANT")
    return { path, source: "MAPPING", isKept, value: { ok: true, value: mapping.expression } };
  return { path, source: "MAPPING", isKept, value: mappedValue(mapping, parts.scope) };
}

/** Custom attributes have rules of their own; a value that breaks one is never sent. */
function checked(parts: ValueParts, sourced: SourcedValue): SourcedValue {
  if (parts.customAttributes.length === 0 || !sourced.value.ok || sourced.isKept) return sourced;
  const attribute = findAppAttribute(parts.customAttributes, sourced.path);
  if (attribute === undefined || attribute.isBase) return sourced;
  const { value } = sourced.value;
  const isMissing = attribute.required && (value === null || value === "");
  const typed = typedByText(attribute, value);
  const message = isMissing
    ? "The attribute is required, and this person has no value for it"
    : valueProblem(attribute, typed);
  if (message === undefined) return { ...sourced, value: { ok: true, value: typed } };
  return {
    ...sourced,
    value: { ok: false, problem: { attribute: sourced.path, message: `${message}.`, position: undefined } },
  };
}

/** "The same value for all" and profile attributes are text; numbers and truth values are read from it. */
function typedByText(attribute: CustomAttribute, value: Json): Json {
  if (typeof value === "number" && attribute.type === "string") return String(value);
  if (typeof value !== "string") return value;
  if (attribute.type === "boolean") return value === "true" ? true : value === "false" ? false : value;
  const isNumber = (attribute.type === "integer" || attribute.type === "number") && value.trim() !== "";
  if (isNumber) return Number.isFinite(Number(value)) ? Number(value) : value;
  return attribute.type === "array" ? value.split(",").map((item) => item.trim()) : value;
}

function joinedGroupValues({ groupValues, customAttributes }: ValueParts): JsonObject {
  const joined: Record<string, Json> = {};
  for (const values of groupValues) {
    for (const [path, value] of Object.entries(values)) {
      if (value === null || value === undefined) continue;
      const held = Object.hasOwn(joined, path) ? joined[path] : undefined;
      if (held === undefined) joined[path] = value;
      else if (
        Array.isArray(held) &&
        Array.isArray(value) &&
        findAppAttribute(customAttributes, path)?.union === true
      ) {
        joined[path] = [...held, ...value.filter((item) => !held.includes(item))];
      }
    }
  }
  return joined;
}
