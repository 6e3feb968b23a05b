/** One value of an attribute as SQL. */
import type { AttributeDefinition } from "@lockstep/scim";
import { quote } from "./sql-text.ts";

/** Expressions of one value; each is null when the value is unassigned. */
export type Operand =
  /** A value inside a document: as text, and as jsonb. */
  | { readonly kind: "json"; readonly text: string; readonly json: string }
  /** Text as it is. */
  | { readonly kind: "text"; readonly text: string }
  /** Text already in the form in which it is compared. */
  | { readonly kind: "key"; readonly text: string }
  | { readonly kind: "uuid"; readonly text: string }
  | { readonly kind: "instant"; readonly text: string };

/** The rows of a sub-select: one for each value. */
export interface Rows {
  readonly from: string;
  readonly where: string | undefined;
  /** The jsonb array that the rows come from, when they come from one. */
  readonly array: string | undefined;
}

/** An attribute with where its values come from; without `rows` it has at most one value. */
export interface Target {
  readonly attribute: AttributeDefinition;
  readonly operand: Operand;
  readonly rows: Rows | undefined;
}

/** A member of a jsonb object. */
export function memberOf(object: string, name: string): Operand & { readonly kind: "json" } {
  const key = quote(name);
  return { kind: "json", text: `${object}->>${key}`, json: `${object}->${key}` };
}

/** A jsonb value that is the value itself, such as an element of an array of strings. */
export function itself(json: string): Operand & { readonly kind: "json" } {
  return { kind: "json", text: `${json} #>> '{}'`, json };
}

/** The values of a jsonb array, as rows `e(value)`. What is no array has none, so that no document can make a query fail. */
export function elementsOf(array: string): Rows {
  return { from: `${arrayItems(array)} as e(value)`, where: undefined, array };
}

/** The items of a jsonb array as a set. */
export function arrayItems(array: string): string {
  return `jsonb_array_elements(case jsonb_typeof(${array}) when 'array' then ${array} else '[]' end)`;
}

/** RFC 7643 §2.4: a complex attribute named alone means its `value`; undefined when it has none. */
export function toSimple(target: Target): Target | undefined {
  if (target.attribute.type !== "complex") return target;
  const sub = target.attribute.subAttributes?.find((candidate) => candidate.name.toLowerCase() === "value");
  if (sub === undefined || target.operand.kind !== "json") return undefined;
  return { ...target, attribute: sub, operand: memberOf(target.operand.json, sub.name) };
}
