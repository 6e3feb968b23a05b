import { queryOptions } from "@tanstack/react-query";
import { api, OKTA } from "./client.ts";

/** Who has the last word on an attribute: the apps in their order, the directory itself, or apps of its own choice. */
export interface AttributeMaster {
  readonly type: "PROFILE_MASTER" | "OKTA" | "OVERRIDE";
  readonly priority?: readonly { readonly type: "APP"; readonly value: string }[];
}

/** An attribute of people, as Okta's schema describes it. */
export interface SchemaProperty {
  readonly title: string;
  readonly type: "string" | "number" | "integer" | "boolean" | "array";
  readonly description?: string;
  readonly required?: boolean;
  readonly unique?: string;
  readonly mutability?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly enum?: readonly (string | number)[];
  readonly items?: { readonly type: "string" | "number" | "integer" | "boolean" };
  /** Who has the last word on it. Absent: the apps that source people, in their order. */
  readonly master?: AttributeMaster;
}

/** An attribute with the name by which expressions know it. */
export interface SchemaAttribute extends SchemaProperty {
  readonly name: string;
}

interface Subschema {
  readonly properties: Readonly<Record<string, SchemaProperty>>;
  readonly required: readonly string[];
}
interface Answer {
  readonly definitions: { readonly base: Subschema; readonly custom: Subschema };
}

const PATH = `${OKTA}/meta/schemas/user/default`;

/** The attributes of people: those that come with the directory, and its own. */
export const profileSchemaQuery = queryOptions({
  queryKey: ["profile-schema"],
  queryFn: async ({ signal }) => {
    const { definitions } = await api.get<Answer>(PATH, undefined, signal);
    return { base: listOf(definitions.base), custom: listOf(definitions.custom) };
  },
});

function listOf({ properties, required }: Subschema): readonly SchemaAttribute[] {
  return Object.entries(properties).map(([name, property]) => ({
    ...property,
    name,
    required: required.includes(name),
  }));
}

/** Adds or replaces an attribute of the directory's own; null removes it. */
export function changeAttribute(name: string, property: SchemaProperty | null): Promise<unknown> {
  return api.post(PATH, { definitions: { custom: { properties: { [name]: property } } } });
}

/** Decides who has the last word on an attribute. */
export function changeMaster(
  part: "base" | "custom",
  { name, ...attribute }: SchemaAttribute,
  master: AttributeMaster,
): Promise<unknown> {
  const property = part === "base" ? { master } : { ...attribute, master };
  return api.post(PATH, { definitions: { [part]: { properties: { [name]: property } } } });
}
