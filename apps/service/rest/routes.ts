/** The operations of the read API, each with its responses: what a route may answer stands beside it. */
import { createRoute } from "@hono/zod-openapi";
import {
  answered,
  Group,
  GroupDigest,
  GroupPage,
  GroupsQuery,
  IdPath,
  MemberPage,
  MembersQuery,
  NOT_FOUND,
  READ_FAULTS,
  ReadHeaders,
  User,
  UserPage,
  UsersQuery,
} from "./schemas.ts";

export const listUsersRoute = createRoute({
  method: "get",
  path: "/v1/users",
  operationId: "listUsers",
  tags: ["Read API"],
  summary: "List users",
  description: "Users in order of creation, a page at a time. Needs the scope `users:read`.",
  request: { query: UsersQuery, headers: ReadHeaders },
  responses: { 200: answered("A page of users.", UserPage), ...READ_FAULTS },
});

export const readUserRoute = createRoute({
  method: "get",
  path: "/v1/users/{id}",
  operationId: "readUser",
  tags: ["Read API"],
  summary: "Read a user",
  description: "One user. Needs the scope `users:read`.",
  request: { params: IdPath, headers: ReadHeaders },
  responses: { 200: answered("The user.", User), ...NOT_FOUND, ...READ_FAULTS },
});

export const listGroupsRoute = createRoute({
  method: "get",
  path: "/v1/groups",
  operationId: "listGroups",
  tags: ["Read API"],
  summary: "List groups",
  description: "Groups in order of creation, a page at a time, without their members. Needs the scope `groups:read`.",
  request: { query: GroupsQuery, headers: ReadHeaders },
  responses: { 200: answered("A page of groups.", GroupPage), ...READ_FAULTS },
});

export const readGroupRoute = createRoute({
  method: "get",
  path: "/v1/groups/{id}",
  operationId: "readGroup",
  tags: ["Read API"],
  summary: "Read a group",
  description: "One group without its members. Needs the scope `groups:read`.",
  request: { params: IdPath, headers: ReadHeaders },
  responses: { 200: answered("The group.", Group), ...NOT_FOUND, ...READ_FAULTS },
});

export const digestGroupRoute = createRoute({
  method: "get",
  path: "/v1/groups/{id}/digest",
  operationId: "digestGroup",
  tags: ["Read API"],
  summary: "Read the digest of a group's members",
  description:
    "Name, number and digest of the members: whoever keeps a copy of a large group learns whether it is still the same, without reading it. Needs the scope `groups:read`.",
  request: { params: IdPath, headers: ReadHeaders },
  responses: { 200: answered("The digest.", GroupDigest), ...NOT_FOUND, ...READ_FAULTS },
});

export const listMembersRoute = createRoute({
  method: "get",
  path: "/v1/groups/{id}/members",
  operationId: "listGroupMembers",
  tags: ["Read API"],
  summary: "List the members of a group",
  description: "Members in order of their ids; a page costs the same in any group. Needs the scope `groups:read`.",
  request: { params: IdPath, query: MembersQuery, headers: ReadHeaders },
  responses: { 200: answered("A page of members.", MemberPage), ...NOT_FOUND, ...READ_FAULTS },
});

/** Every operation of the read API. */
export const REST_ROUTES = [
  listUsersRoute,
  readUserRoute,
  listGroupsRoute,
  readGroupRoute,
  digestGroupRoute,
  listMembersRoute,
];
