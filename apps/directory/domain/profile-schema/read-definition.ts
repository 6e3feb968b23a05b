/** A property object of a request as an attribute's definition, or everything that is wrong with it (okta-management-api §7.1). */
import { z } from "zod";
import type { ScalarValue } from "../../contract.ts";
import { type AttributeDefinition, FORMATS, type ProfileAttribute, type TextFormat } from "./attribute.ts";
import { valueProblem } from "./check-value.ts";

const LENGTH_MAX = 4096;
const CHOICES_MAX = 1000;
const FORMAT_NAMES = Object.keys(FORMATS) as [TextFormat, ...TextFormat[]];

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const scalarType = z.enum(["string", "boolean", "number", "integer"]);
const choices = z
  .array(z.object({ const: scalar, title: z.string().min(1).max(255) }))
  .min(1)
  .max(CHOICES_MAX);
const values = z.array(scalar).min(1).max(CHOICES_MAX);
const length = z.number().int().min(0).max(LENGTH_MAX);

/** The property object. Null stands for "not there", as Okta's clients send it. */
export const propertySchema = z.object({
  title: z.string().trim().min(1, "The field cannot be left blank").max(255).nullish(),
  description: z.string().max(1024).nullish(),
  type: z.enum(["string", "boolean", "number", "integer", "array"]).nullish(),
  items: z.object({ type: scalarType, enum: values.nullish(), oneOf: choices.nullish() }).nullish(),
  required: z.boolean().nullish(),
  minLength: length.nullish(),
  maxLength: length.nullish(),
  minimum: z.number().nullish(),
  maximum: z.number().nullish(),
  pattern: z.string().max(100).nullish(),
  format: z.enum(FORMAT_NAMES, `Must be one of: ${FORMAT_NAMES.join(", ")}`).nullish(),
  enum: values.nullish(),
  oneOf: choices.nullish(),
  unique: z.union([z.boolean(), z.enum(["UNIQUE_VALIDATED", "PENDING_UNIQUENESS", "true", "false"])]).nullish(),
  default: z.union([scalar, z.array(scalar)]).nullish(),
  permissions: z
    .array(z.object({ principal: z.literal("SELF"), action: z.enum(["HIDE", "READ_ONLY", "READ_WRITE"]) }))
    .max(1)
    .nullish(),
  mutability: z.literal("READ_WRITE", "Only READ_WRITE is supported").nullish(),
  scope: z.enum(["NONE", "SELF"]).nullish(),
  master: z
    .object({
      type: z.enum(["PROFILE_MASTER", "OKTA", "OVERRIDE"]),
      priority: z
        .array(z.object({ type: z.string(), value: z.string() }))
        .max(100)
        .nullish(),
    })
    .nullish(),
});

/** A property object as it was sent. */
export type PropertyInput = z.infer<typeof propertySchema>;

/** A definition that can be stored, or its problems, each a sentence. */
export type DefinitionResult =
  | { readonly ok: true; readonly definition: AttributeDefinition }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the definition of a custom attribute; with `current` what is not given stays as it is. */
export function readDefinition(
  name: string,
  input: PropertyInput,
  current: AttributeDefinition | undefined,
): DefinitionResult {
  const problems: string[] = [];
  const type = input.type ?? current?.type;
  const title = input.title ?? current?.title;
  if (type === undefined) problems.push("type: The field cannot be left blank");
  if (title === undefined) problems.push("title: The field cannot be left blank");
  if (current !== undefined && type !== current.type) problems.push(`type: Cannot be changed from ${current.type}`);
  if (input.pattern !== undefined && input.pattern !== null)
    problems.push("pattern: Only the login can have a pattern");
  if (type === undefined || title === undefined || problems.length > 0) return { ok: false, problems };
  const definition = mergeDefinition({ ...current, type, title }, input);
  problems.push(
    ...ruleProblems(definition, current),
    ...choiceProblems(definition),
    ...defaultProblems(name, definition),
  );
  return problems.length > 0 ? { ok: false, problems } : { ok: true, definition };
}

function mergeDefinition(
  current: Partial<AttributeDefinition> & Pick<AttributeDefinition, "type" | "title">,
  input: PropertyInput,
): AttributeDefinition {
  // A key that is there and null takes the property away.
  const given = Object.fromEntries(Object.entries(input).map(([key, value]) => [key, value ?? undefined]));
  const { items } = input;
  const merged: AttributeDefinition = {
    ...current,
    ...given,
    ...(input.unique === undefined ? {} : { unique: isUnique(input.unique) }),
    type: current.type,
    title: current.title,
    mutability: "READ_WRITE",
    scope: input.scope ?? current.scope ?? "NONE",
    permissions: input.permissions ?? current.permissions ?? [{ principal: "SELF", action: "READ_ONLY" }],
    master: masterOf(input) ?? current.master ?? { type: "PROFILE_MASTER" },
    ...(items === undefined || items === null
      ? {}
      : { items: { type: items.type, enum: items.enum ?? valuesOf(items.oneOf), oneOf: items.oneOf ?? undefined } }),
  };
  return merged.enum === undefined && merged.oneOf !== undefined
    ? { ...merged, enum: merged.oneOf.map((choice) => choice.const) }
    : merged;
}

function valuesOf(oneOf: readonly { readonly const: ScalarValue }[] | null | undefined) {
  return oneOf?.map((choice) => choice.const);
}

/** Who has the last word on the value, if the input says so. */
export function masterOf({ master }: PropertyInput): AttributeDefinition["master"] | undefined {
  if (master === undefined || master === null) return undefined;
  return { type: master.type, ...(master.priority ? { priority: master.priority } : {}) };
}

function isUnique(value: PropertyInput["unique"]): boolean {
  return value === true || value === "true" || value === "UNIQUE_VALIDATED" || value === "PENDING_UNIQUENESS";
}

/** Which rule goes with which type, and whether limits can be kept at all. */
function ruleProblems(definition: AttributeDefinition, current: AttributeDefinition | undefined): readonly string[] {
  const { type, items, minLength, maxLength, minimum, maximum } = definition;
  const problems: string[] = [];
  if (type === "array" && items === undefined) problems.push("items: An array needs the type of its items");
  if (type !== "array" && items !== undefined) problems.push(`items: Only an array has items, not a ${type}`);
  if (current?.items !== undefined && items !== undefined && items.type !== current.items.type)
    problems.push(`items: The type of the items cannot be changed from ${current.items.type}`);
  for (const key of ["minLength", "maxLength", "format"] as const) {
    if (definition[key] !== undefined && type !== "string")
      problems.push(`${key}: Only a string has one, not a ${type}`);
  }
  for (const key of ["minimum", "maximum"] as const) {
    if (definition[key] !== undefined && type !== "number" && type !== "integer")
      problems.push(`${key}: Only a number or integer has one, not a ${type}`);
  }
  if (definition.unique === true && (type === "array" || type === "boolean"))
    problems.push(`unique: Values of type ${type} cannot be unique`);
  if (minLength !== undefined && maxLength !== undefined && minLength > maxLength)
    problems.push("minLength: Must not be larger than maxLength");
  if (minimum !== undefined && maximum !== undefined && minimum > maximum)
    problems.push("minimum: Must not be larger than maximum");
  return problems;
}

function choiceProblems(definition: AttributeDefinition): readonly string[] {
  const { type, items } = definition;
  const isArray = type === "array";
  const problems: string[] = [];
  if (isArray && (definition.enum !== undefined || definition.oneOf !== undefined))
    problems.push("enum: The choices of an array stand in items");
  const [choices, titles, itemType] = isArray
    ? [items?.enum, items?.oneOf, items?.type]
    : [definition.enum, definition.oneOf, type];
  if (choices === undefined || itemType === undefined) return problems;
  if (itemType === "boolean") problems.push("enum: A boolean has no choices");
  const wrong = choices.find((choice) => typeof choice !== (itemType === "string" ? "string" : "number"));
  if (wrong !== undefined) problems.push(`enum: ${String(wrong)} is not of type ${itemType}`);
  if (itemType === "integer" && choices.some((choice) => !Number.isInteger(choice)))
    problems.push("enum: Every choice must be a whole number");
  if (new Set(choices).size !== choices.length) problems.push("enum: A choice stands there twice");
  const isSame =
    titles === undefined ||
    (titles.length === choices.length && titles.every((choice, index) => choice.const === choices[index]));
  if (!isSame) problems.push("oneOf: Must have the values of enum in the same order");
  return problems;
}

function defaultProblems(name: string, definition: AttributeDefinition): readonly string[] {
  if (definition.default === undefined) return [];
  if (definition.unique === true) return ["default: A unique attribute has no default"];
  const attribute: ProfileAttribute = { ...definition, name, kind: "custom" };
  const problem = valueProblem(attribute, definition.default);
  return problem === undefined ? [] : [`default: ${problem}`];
}
