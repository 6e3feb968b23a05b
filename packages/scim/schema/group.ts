/** RFC 7643 §4.2 and §8.7.1 with errata 5368 (displayName is required) and 6011 (members have a display name). */
import { attribute } from "./attribute.ts";
import type { SchemaDefinition } from "./types.ts";
import { GROUP_URN } from "./urn.ts";

/**
 * The core Group schema. `displayName` says `uniqueness: server`, which the RFC leaves to the provider: a group is linked
 * by its name, so two groups with one name cannot be told apart.
 */
export const GROUP_SCHEMA: SchemaDefinition = {
  id: GROUP_URN,
  name: "Group",
  description: "Group",
  attributes: [
    attribute("displayName", "The human-readable name of the group.", { required: true, uniqueness: "server" }),
    attribute("members", "The members of the group.", {
      type: "complex",
      multiValued: true,
      subAttributes: [
        attribute("value", "The identifier of the member.", { mutability: "immutable" }),
        attribute("$ref", "The URI of the member.", {
          type: "reference",
          referenceTypes: ["User", "Group"],
          caseExact: true,
          mutability: "immutable",
        }),
        attribute("type", "The resource type of the member.", {
          canonicalValues: ["User", "Group"],
          mutability: "immutable",
        }),
        attribute("display", "The display name of the member.", { mutability: "readOnly" }),
      ],
    }),
  ],
};
