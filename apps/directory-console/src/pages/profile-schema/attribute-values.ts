/** The form of an attribute, and the attribute that it makes. Pure. */
import type { SchemaAttribute, SchemaProperty } from "../../api/profile-schema.ts";

/** The types that the form offers; lists are lists of text. */
export const ATTRIBUTE_TYPES = ["string", "number", "integer", "boolean", "array"] as const;

/** What the form holds. */
export interface AttributeValues {
  readonly title: string;
  readonly name: string;
  readonly description: string;
  readonly type: (typeof ATTRIBUTE_TYPES)[number];
  readonly isRequired: boolean;
  readonly isUnique: boolean;
  /** One on each line. */
  readonly choices: string;
  readonly minLength: number | "";
  readonly maxLength: number | "";
}

/** The form for an attribute, or for a new one. */
export function valuesOf(attribute: SchemaAttribute | undefined): AttributeValues {
  return {
    title: attribute?.title ?? "",
    name: attribute?.name ?? "",
    description: attribute?.description ?? "",
    type: attribute?.type ?? "string",
    isRequired: attribute?.required === true,
    isUnique: attribute?.unique !== undefined && attribute.unique !== "NOT_UNIQUE",
    choices: (attribute?.enum ?? []).join("\n"),
    minLength: attribute?.minLength ?? "",
    maxLength: attribute?.maxLength ?? "",
  };
}

/** A name for expressions, made of the name on screen: "Cost centre" becomes `costCentre`. */
export function nameFor(title: string): string {
  const words = title
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");
  const name = words
    .map((word, index) =>
      index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
    )
    .join("");
  return /^\d/.test(name) ? `a${name}` : name;
}

/** The attribute as it is written. */
export function propertyOf(values: AttributeValues, before: SchemaAttribute | undefined): SchemaProperty {
  const { name: _name, ...kept } = before ?? { name: "" };
  const choices = values.choices
    .split("\n")
    .map((choice) => choice.trim())
    .filter((choice) => choice !== "");
  const isText = values.type === "string";
  return {
    ...kept,
    title: values.title.trim(),
    type: values.type,
    ...(values.description.trim() === "" ? {} : { description: values.description.trim() }),
    required: values.isRequired,
    ...(values.isUnique ? { unique: "UNIQUE_VALIDATED" } : {}),
    ...(values.type === "array" ? { items: before?.items ?? { type: "string" as const } } : {}),
    ...(isText && choices.length > 0 ? { enum: choices } : {}),
    ...(isText && values.minLength !== "" ? { minLength: values.minLength } : {}),
    ...(isText && values.maxLength !== "" ? { maxLength: values.maxLength } : {}),
  };
}
