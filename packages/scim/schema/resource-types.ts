/** RFC 7643 §6: the resource types of the core. */
import type { ResourceTypeDefinition } from "./types.ts";
import { ENTERPRISE_USER_URN, GROUP_URN, USER_URN } from "./urn.ts";

/** Users, with the enterprise extension. */
export const USER_RESOURCE_TYPE: ResourceTypeDefinition = {
  id: "User",
  name: "User",
  description: "User Account",
  endpoint: "/Users",
  schema: USER_URN,
  schemaExtensions: [{ schema: ENTERPRISE_USER_URN, required: false }],
};

/** Groups. */
export const GROUP_RESOURCE_TYPE: ResourceTypeDefinition = {
  id: "Group",
  name: "Group",
  description: "Group",
  endpoint: "/Groups",
  schema: GROUP_URN,
  schemaExtensions: [],
};
