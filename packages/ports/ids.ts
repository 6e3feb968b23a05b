/** Identifiers of different things are different types; a brand exists at compile time only. */
declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

/** A customer of the service: the tenant. UUID. */
export type AccountId = Id<"AccountId">;
/** An administration inside an account. UUID. */
export type OrganisationId = Id<"OrganisationId">;
/** A SCIM resource of the service (user, group). UUID, immutable. */
export type ResourceId = Id<"ResourceId">;
/** A human in the directory: `00u` and 17 letters or digits. */
export type PersonId = Id<"PersonId">;
/** A group of the directory: `00g` and 17 letters or digits. */
export type GroupId = Id<"GroupId">;
/** An integration instance of the directory: `0oa` and 17 letters or digits. */
export type AppId = Id<"AppId">;
/** W3C trace id: 32 lower-case hexadecimal digits. */
export type TraceId = Id<"TraceId">;
