/** Users and groups over SCIM, as a directory sends them. */
import { type Answer, type Client, GROUP_URN, PATCH_URN, USER_URN } from "./test-service.ts";

export function addUser(scim: Client, userName: string, more: Record<string, unknown> = {}): Promise<Answer> {
  const { schemas, ...attributes } = more;
  const body = {
    schemas: schemas ?? [USER_URN],
    userName,
    active: true,
    name: { givenName: "Jane", familyName: "Doe" },
  };
  return scim.call("POST", "/Users", { ...body, ...attributes });
}

export function patch(scim: Client, path: string, ...operations: readonly unknown[]): Promise<Answer> {
  return scim.call("PATCH", path, { schemas: [PATCH_URN], Operations: operations });
}

export function addGroup(scim: Client, displayName: string, members: readonly string[] = []): Promise<Answer> {
  return scim.call("POST", "/Groups", {
    schemas: [GROUP_URN],
    displayName,
    members: members.map((value) => ({ value })),
  });
}
