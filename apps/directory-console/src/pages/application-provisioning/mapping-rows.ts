/** The rows of the mapping table: what is mapped, what could be, and how a value is made. */
import type { MappableAttribute, Mapping } from "@lockstep/directory-app/contract";

/** One row. Without a mapping the attribute is one that nothing fills. */
export interface MappingRow {
  readonly path: string;
  readonly title: string;
  readonly mapping: Mapping | undefined;
  readonly attribute: MappableAttribute | undefined;
  /** The draft differs from what is saved. */
  readonly isChanged: boolean;
}

/** How the value of a mapping is made, as the editor offers it. */
export type ValueKind = "CONSTANT" | "PROFILE" | "EXPRESSION" | "GROUP";

const PROFILE_REFERENCE = /^user\.([A-Za-z_]\w*)$/;

/** The kind of a mapping; an expression that is one attribute of the profile counts as taken from it. */
export function valueKind({ source, expression }: Mapping): ValueKind {
  if (source === "CONSTANT" || source === "GROUP") return source;
  return PROFILE_REFERENCE.test(expression.trim()) ? "PROFILE" : "EXPRESSION";
}

/** The attribute of the profile that a mapping of the kind PROFILE takes. */
export function profileAttribute({ expression }: Mapping): string | undefined {
  return PROFILE_REFERENCE.exec(expression.trim())?.[1];
}

/** Mapped attributes in the order of the table, then, when they are asked for, those that nothing fills. */
export function mappingRows(input: {
  readonly items: readonly Mapping[];
  readonly saved: readonly Mapping[];
  readonly attributes: readonly MappableAttribute[];
  readonly isUnmappedShown: boolean;
}): readonly MappingRow[] {
  const byPath = new Map(input.attributes.map((attribute) => [attribute.path, attribute]));
  const savedByPath = new Map(input.saved.map((mapping) => [mapping.attribute, mapping]));
  const mapped = input.items.map((mapping) => ({
    path: mapping.attribute,
    title: byPath.get(mapping.attribute)?.title ?? mapping.attribute,
    mapping,
    attribute: byPath.get(mapping.attribute),
    isChanged: !isSameMapping(savedByPath.get(mapping.attribute), mapping),
  }));
  if (!input.isUnmappedShown) return mapped;
  const taken = new Set(input.items.map(({ attribute }) => attribute));
  return [
    ...mapped,
    ...input.attributes
      .filter(({ path }) => !taken.has(path))
      .map((attribute) => ({
        path: attribute.path,
        title: attribute.title,
        mapping: undefined,
        attribute,
        isChanged: savedByPath.has(attribute.path),
      })),
  ];
}

/** How many mappings of a draft were added, changed or removed. */
export function changeCount(items: readonly Mapping[], saved: readonly Mapping[]): number {
  const kept = new Set(items.map(({ attribute }) => attribute));
  const savedByPath = new Map(saved.map((mapping) => [mapping.attribute, mapping]));
  const changed = items.filter((mapping) => !isSameMapping(savedByPath.get(mapping.attribute), mapping));
  return changed.length + saved.filter(({ attribute }) => !kept.has(attribute)).length;
}

function isSameMapping(left: Mapping | undefined, right: Mapping): boolean {
  const text = ({ expression, pushStatus, source = "EXPRESSION" }: Mapping) =>
    JSON.stringify([expression, pushStatus, source]);
  return left !== undefined && text(left) === text(right);
}
