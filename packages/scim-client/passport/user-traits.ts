/** How users are changed: PUT, and PATCH in its shapes (RFC 7644 §3.5). Each is sent and then read back. */
import { isJsonObject, type JsonObject } from "@lockstep/scim";
import type { Passport } from "./passport.ts";
import type { Probe } from "./probe.ts";
import { familyName, patchTakes, putTakes, type TestUser } from "./test-user.ts";

/** Whether PUT replaces a user. */
export async function measureUserPut(probe: Probe, user: TestUser): Promise<boolean> {
  const change = { name: { givenName: "Lockstep", familyName: "Put" } };
  const { name } = user.resource;
  return await putTakes(probe, user.path, change, (after) => familyName(after) === "Put" && after["userName"] === name);
}

/** Which shapes of PATCH change a user. */
export async function measureUserPatch(probe: Probe, user: TestUser): Promise<Passport["user"]["patch"]> {
  const takes = (operation: JsonObject, holds: (after: JsonObject) => boolean) =>
    patchTakes(probe, user.path, operation, holds);
  const isActive = (expected: boolean) => (after: JsonObject) => (after["active"] ?? true) === expected;
  const rename = (op: string, value: string) =>
    takes({ op, path: "name.familyName", value }, (after) => familyName(after) === value);
  const path =
    (await takes({ op: "replace", path: "active", value: false }, isActive(false))) &&
    (await rename("replace", "Path"));
  const pathless =
    (await takes({ op: "replace", value: { active: true } }, isActive(true))) &&
    (await takes({ op: "replace", value: { active: false } }, isActive(false)));
  const back = (value: boolean | string) =>
    path || !pathless ? { op: "replace", path: "active", value } : { op: "replace", value: { active: value } };
  await takes(back(true), isActive(true));
  const stringBoolean = await takes(back("False"), (after) => after["active"] === false);
  await takes(back(true), isActive(true));
  const address = `second.${user.resource.name}`;
  const valuePath = await takes(
    { op: "replace", path: 'emails[type eq "work"].value', value: address },
    (after) =>
      Array.isArray(after["emails"]) &&
      after["emails"].some((email) => isJsonObject(email) && email["value"] === address),
  );
  return { path, pathless, valuePath, upperCaseOp: await rename("Replace", "Upper"), stringBoolean };
}
