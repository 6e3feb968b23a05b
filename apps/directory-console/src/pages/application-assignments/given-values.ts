/** Values that people and groups are given for attributes of the app: texts of a form, and typed values of the API. */
import type { MappableAttribute } from "@lockstep/directory-app/contract";

/** A value as a form shows it; a list is separated by commas. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(String).join(", ");
  return String(value);
}

/** What a form's text means for an attribute; null when it is empty: no value is given. A number that is none stays a text, which the API refuses with words. */
export function typedValue(text: string, type: MappableAttribute["type"]): unknown {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  switch (type) {
    case "boolean":
      return trimmed === "true" ? true : trimmed === "false" ? false : trimmed;
    case "number":
    case "integer":
      return Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
    case "array":
      return trimmed.split(",").flatMap((item) => (item.trim() === "" ? [] : [item.trim()]));
    default:
      return text;
  }
}

/** The values that differ between two states of a form, typed and by attribute name. */
export function changedValues(
  attributes: readonly MappableAttribute[],
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    attributes
      .filter(({ name }) => (before.get(name) ?? "") !== (after.get(name) ?? ""))
      .map(({ name, type }) => [name, typedValue(after.get(name) ?? "", type)]),
  );
}
