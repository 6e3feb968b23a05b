/** The extension by which a directory says in which organisation a user belongs. */
import type { JsonObject, SchemaDefinition } from "@lockstep/scim";

/** URN of the extension. */
export const ORGANISATION_URN = "urn:lockstep:scim:schemas:extension:organisation:2.0:User";

/** Schema of the extension: one attribute. */
export const ORGANISATION_SCHEMA: SchemaDefinition = {
  id: ORGANISATION_URN,
  name: "Organisation",
  description: "The organisation of the service that a provisioned user belongs to.",
  attributes: [
    {
      name: "organisation",
      type: "string",
      multiValued: false,
      description:
        "Code or name of an organisation at or below the default organisation of the provisioning administrator. Without it the user belongs to that default organisation.",
      required: false,
      caseExact: false,
      mutability: "readWrite",
      returned: "default",
      uniqueness: "none",
    },
  ],
};

/** The organisation that a user's attributes name; undefined when they name none. */
export function namedOrganisation(attributes: JsonObject | undefined): string | undefined {
  const extension = attributes?.[ORGANISATION_URN];
  if (extension === null || typeof extension !== "object" || Array.isArray(extension)) return undefined;
  const value = (extension as JsonObject)["organisation"];
  const name = typeof value === "string" ? value.trim() : "";
  return name === "" ? undefined : name;
}
