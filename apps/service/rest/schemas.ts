/** What the read API takes and gives, as schemas: they check, and they are the OpenAPI document. */
import { z } from "@hono/zod-openapi";
import { ROLES } from "../domain/role.ts";

const LIMIT_MAX = 200;
const LIMIT = `give a whole number from 1 to ${LIMIT_MAX}`;
const TIME = "give a date and time as in 2026-03-01T00:00:00Z";

const limit = z.coerce.number(LIMIT).int(LIMIT).min(1, LIMIT).max(LIMIT_MAX, LIMIT).default(50);
const flag = z.enum(["true", "false"], "give true or false");
const search = z
  .string()
  .trim()
  .max(200, "search for at most 200 characters")
  .optional()
  .transform((value) => (value === "" ? undefined : value))
  .openapi({ type: "string", maxLength: 200, description: "Part of a name, in any letter case." });
const cursor = z
  .string()
  .max(200, "give the `next` of an earlier page")
  .optional()
  .openapi({ description: "The `next` of an earlier page of the same query; left out for the first page." });
const updatedSince = z.iso
  .datetime({ offset: true, error: TIME })
  .optional()
  .openapi({ description: "Only what was changed at that time or later.", example: "2026-03-01T00:00:00Z" });

/** The parameters of lists. */
export const GroupsQuery = z.object({ cursor, limit, search, updatedSince });
export const UsersQuery = GroupsQuery.extend({
  active: flag
    .transform((value) => value === "true")
    .optional()
    .openapi({ type: "string", enum: ["true", "false"], description: "Only users who may sign in, or who may not." }),
  organisation: z
    .string()
    .min(1, "give the id or the code of an organisation")
    .max(64, "give the id or the code of an organisation")
    .optional()
    .openapi({ description: "Only users of this organisation: its id, or its code in any letter case." }),
});
export const MembersQuery = z.object({
  cursor: z
    .guid("give the `next` of an earlier page")
    .optional()
    .openapi({ description: "The `next` of an earlier page." }),
  limit,
});
/** An id in a path: whatever is no UUID is unknown, not malformed. */
export const IdPath = z.object({
  id: z
    .string()
    .max(200)
    .openapi({
      param: { name: "id", in: "path" },
      format: "uuid",
      description: "The resource's id, the same as over SCIM.",
    }),
});

const Named = z.object({ id: z.uuid(), displayName: z.string() });
const UserOrganisation = z
  .object({
    id: z.uuid(),
    name: z.string(),
    code: z.string(),
    isDefault: z.boolean(),
    source: z.enum(["provisioned", "manual"]),
  })
  .openapi("UserOrganisation", { description: "Membership of a user in an organisation." });

export const User = z
  .object({
    id: z.uuid(),
    email: z.string().openapi({ description: "The SCIM userName, which the service shows as the e-mail." }),
    displayName: z.string(),
    givenName: z.string().nullable(),
    familyName: z.string().nullable(),
    active: z.boolean(),
    locale: z.string().nullable(),
    department: z.string().nullable(),
    title: z.string().nullable(),
    externalId: z.string().nullable(),
    manager: Named.nullable(),
    roles: z.array(z.enum(ROLES)).readonly(),
    organisations: z.array(UserOrganisation).readonly(),
    groups: z.array(Named).readonly().openapi({ description: "At most 200 groups, by name." }),
    provisioned: z.boolean(),
    createdAt: z.iso.datetime(),
    lastModifiedAt: z.iso.datetime(),
  })
  .openapi("User");
export const Group = z
  .object({
    id: z.uuid(),
    displayName: z.string(),
    externalId: z.string().nullable(),
    memberCount: z.int(),
    createdAt: z.iso.datetime(),
    lastModifiedAt: z.iso.datetime(),
  })
  .openapi("Group");
export const GroupDigest = z
  .object({
    id: z.uuid(),
    displayName: z.string(),
    externalId: z.string().nullable(),
    memberCount: z.int(),
    digest: z.string().openapi({
      description:
        "Of the members' ids, in whatever order: two groups with the same members have the same one. MD5 of each id in lower case, as two signed 64-bit integers (big-endian), summed each over all members: `SUM:SUM`.",
      example: "-1522283019512931482:90837429308472",
    }),
  })
  .openapi("GroupDigest");
const GroupMember = z
  .object({
    id: z.uuid(),
    type: z.string().openapi({ description: "Name of the resource type: User or Group." }),
    displayName: z.string().nullable(),
    email: z.string().nullable(),
    active: z.boolean(),
  })
  .openapi("GroupMember");
const next = z.string().nullable().openapi({ description: "Cursor of the page after this one; null at the end." });
export const UserPage = z.object({ items: z.array(User).readonly(), next }).openapi("UserPage");
export const GroupPage = z.object({ items: z.array(Group).readonly(), next }).openapi("GroupPage");
export const MemberPage = z.object({ items: z.array(GroupMember).readonly(), next }).openapi("GroupMemberPage");

/** The house error body (`ApiError` of the contract). */
export const Fault = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      field: z.string().optional(),
    }),
  })
  .openapi("Error");

/** An answer with a JSON body. */
export function answered<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { "application/json": { schema } } };
}

/** What any read may answer beside its own result. */
export const READ_FAULTS = {
  304: { description: "Nothing has changed since the entity tag in If-None-Match." },
  400: answered("A parameter does not fit; `field` names it.", Fault),
  401: answered("There is no credential, or one that does not hold.", Fault),
  403: answered("The credential lacks the scope, or the SCIM module is off.", Fault),
  429: answered("Too many requests; `Retry-After` says when to come back.", Fault),
  500: answered("A fault of the service; the message holds an id that its log holds too.", Fault),
};
export const NOT_FOUND = { 404: answered("The account has none with this id.", Fault) };
/** RFC 9110 §13.1.2. */
export const ReadHeaders = z.object({
  "if-none-match": z.string().optional().openapi({ description: "Entity tag of an earlier answer." }),
});
