/** RFC 7643 §8.1: the core User schema. */
export const USER_URN = "urn:ietf:params:scim:schemas:core:2.0:User";
/** RFC 7643 §8.4: the core Group schema. */
export const GROUP_URN = "urn:ietf:params:scim:schemas:core:2.0:Group";
/** RFC 7643 §4.3: the enterprise extension of User. */
export const ENTERPRISE_USER_URN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
/** RFC 7643 §7: the schema of schemas. */
export const SCHEMA_URN = "urn:ietf:params:scim:schemas:core:2.0:Schema";
/** RFC 7643 §6: the schema of resource types. */
export const RESOURCE_TYPE_URN = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
