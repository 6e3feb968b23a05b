/** Gives the sample's directory what its pages show when something is wrong: a rule that lost its group, a push that met a name, a hook, a plan. */
import { createApi, eventually } from "./api.ts";
import type { FirstRun } from "./program.ts";

interface Identified {
  readonly id: string;
}

/** Makes the failures; every one of them has words of its own on some page. */
export async function dressDirectory(first: FirstRun): Promise<void> {
  const api = createApi(first.directory.baseUrl, { authorization: `SSWS ${first.directory.apiToken ?? ""}` });
  const app = first.directory.appId ?? "";
  const group = (name: string) => api.ok<Identified>("POST", "/api/v1/groups", { profile: { name } });
  // A rule whose group is deleted becomes invalid.
  const lost = await group("Lost");
  const rule = await api.ok<Identified>("POST", "/api/v1/groups/rules", {
    type: "group_rule",
    name: "Into a group that goes",
    conditions: { expression: { type: "urn:okta:expression:1.0", value: 'user.department == "Sales"' } },
    actions: { assignUserToGroups: { groupIds: [lost.id] } },
  });
  await api.ok("POST", `/api/v1/groups/rules/${rule.id}/lifecycle/activate`);
  await api.ok("DELETE", `/api/v1/groups/${lost.id}`);
  // A push that meets a group of the same name in the app, and one whose member has no account there.
  const scim = createApi(first.service.scimBaseUrl, {
    authorization: `Basic ${btoa(`${first.service.provisioning?.username}:${first.service.provisioning?.password}`)}`,
    "content-type": "application/scim+json",
  });
  await scim.ok("POST", "/Groups", {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
    displayName: "Known on both sides",
  });
  const clashing = await group("Known on both sides");
  const outsider = await api.ok<Identified>("POST", "/api/v1/users", {
    profile: {
      login: "outsider@meridian.example",
      email: "outsider@meridian.example",
      firstName: "Otto",
      lastName: "Out",
    },
  });
  await api.ok("PUT", `/api/v1/groups/${clashing.id}/users/${outsider.id}`);
  const push = await api.ok<Identified>("POST", `/api/v1/apps/${app}/group-push/mappings`, {
    sourceGroupId: clashing.id,
  });
  // An account that cannot be made: no value for what a mapping computes.
  await api.ok("POST", `/api/v1/apps/${app}/users`, { id: outsider.id, credentials: { userName: "no mail address" } });
  await api.ok("POST", `/api/lockstep/v1/apps/${app}/imports`, { mode: "FULL" });
  await eventually(
    () => api.ok<{ readonly status: string }>("GET", `/api/v1/apps/${app}/group-push/mappings/${push.id}`),
    ({ status }) => status === "ERROR",
  );
  await eventually(
    () =>
      api.ok<{ readonly items: readonly { readonly state: string }[] }>("GET", `/api/lockstep/v1/apps/${app}/imports`),
    ({ items }) => items.length > 0 && items.every(({ state }) => state !== "QUEUED" && state !== "RUNNING"),
  );
}
