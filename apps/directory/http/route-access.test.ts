/** Who reaches which route: every registered route is named here, and a new one without an entry fails. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SERVICE_APP_SCOPES } from "../domain/service-app-scopes.ts";
import { httpDepsOf } from "../inbound/testing/inbound-world.ts";
import { createPassportOffice } from "../provisioning/passport/passport-office.ts";
import { createApi } from "./create-http.ts";
import { addAdministrator, signInAs } from "./testing/administrators.ts";
import { ADMIN, startTestDirectory, type TestDirectory } from "./testing/test-directory.ts";

/**
 * OPEN: reached without a credential, or brings its own. CLOSED: administrators only, by token or session. Else the scopes that a service
 * app needs, all of them.
 */
const ACCESS: Readonly<Record<string, string>> = {
  "GET /api/v1/users": "users.read",
  "POST /api/v1/users": "users.manage",
  "GET /api/v1/users/:id": "users.read",
  "POST /api/v1/users/:id": "users.manage",
  "PUT /api/v1/users/:id": "users.manage",
  "DELETE /api/v1/users/:id": "users.manage",
  "GET /api/v1/users/:id/groups": "users.read",
  "GET /api/v1/users/:id/appLinks": "users.read",
  "POST /api/v1/users/:id/lifecycle/:operation": "users.manage",
  "POST /api/v1/users/:id/credentials/change_password": "users.manage",
  "POST /api/v1/users/:id/credentials/change_recovery_question": "users.manage",
  "POST /api/v1/users/:id/credentials/forgot_password": "users.manage",
  "POST /api/v1/users/:id/credentials/forgot_password_recovery_question": "users.manage",
  "GET /api/v1/meta/schemas/user/:schemaId": "schemas.read",
  "POST /api/v1/meta/schemas/user/:schemaId": "schemas.manage",
  "GET /api/v1/meta/types/user": "userTypes.read",
  "GET /api/v1/meta/types/user/:typeId": "userTypes.read",
  "GET /api/v1/policies": "CLOSED",
  "GET /api/v1/policies/:policyId": "CLOSED",
  "PUT /api/v1/policies/:policyId": "CLOSED",
  "GET /api/v1/groups/rules": "groups.read",
  "POST /api/v1/groups/rules": "groups.manage",
  "GET /api/v1/groups/rules/:ruleId": "groups.read",
  "PUT /api/v1/groups/rules/:ruleId": "groups.manage",
  "DELETE /api/v1/groups/rules/:ruleId": "groups.manage",
  "POST /api/v1/groups/rules/:ruleId/lifecycle/activate": "groups.manage",
  "POST /api/v1/groups/rules/:ruleId/lifecycle/deactivate": "groups.manage",
  "GET /api/v1/groups": "groups.read",
  "POST /api/v1/groups": "groups.manage",
  "GET /api/v1/groups/:id": "groups.read",
  "PUT /api/v1/groups/:id": "groups.manage",
  "DELETE /api/v1/groups/:id": "groups.manage",
  "GET /api/v1/groups/:id/users": "groups.read",
  "PUT /api/v1/groups/:id/users/:personId": "groups.manage",
  "DELETE /api/v1/groups/:id/users/:personId": "groups.manage",
  "GET /api/v1/groups/:id/apps": "groups.read",
  "GET /api/v1/apps": "apps.read",
  "POST /api/v1/apps": "apps.manage",
  "GET /api/v1/apps/:appId": "apps.read",
  "PUT /api/v1/apps/:appId": "apps.manage",
  "DELETE /api/v1/apps/:appId": "apps.manage",
  "POST /api/v1/apps/:appId/lifecycle/:operation": "apps.manage",
  "GET /api/v1/apps/:appId/users": "apps.read",
  "POST /api/v1/apps/:appId/users": "apps.manage",
  "GET /api/v1/apps/:appId/users/:personId": "apps.read",
  "POST /api/v1/apps/:appId/users/:personId": "apps.manage",
  "PUT /api/v1/apps/:appId/users/:personId": "apps.manage",
  "DELETE /api/v1/apps/:appId/users/:personId": "apps.manage",
  "GET /api/v1/apps/:appId/groups": "apps.read",
  "GET /api/v1/apps/:appId/groups/:groupId": "apps.read",
  "PUT /api/v1/apps/:appId/groups/:groupId": "apps.manage",
  "PATCH /api/v1/apps/:appId/groups/:groupId": "apps.manage",
  "DELETE /api/v1/apps/:appId/groups/:groupId": "apps.manage",
  "GET /api/v1/apps/:appId/features": "apps.read",
  "GET /api/v1/apps/:appId/features/:name": "apps.read",
  "PUT /api/v1/apps/:appId/features/USER_PROVISIONING": "apps.manage",
  "PUT /api/v1/apps/:appId/features/INBOUND_PROVISIONING": "apps.manage",
  "PUT /api/v1/apps/:appId/features/:name": "apps.manage",
  "GET /api/v1/apps/:appId/connections/default": "apps.read",
  "POST /api/v1/apps/:appId/connections/default": "apps.manage",
  "POST /api/v1/apps/:appId/connections/default/lifecycle/:operation": "apps.manage",
  "GET /api/v1/apps/:appId/group-push/mappings": "apps.read groups.read",
  "POST /api/v1/apps/:appId/group-push/mappings": "apps.manage groups.manage",
  "GET /api/v1/apps/:appId/group-push/mappings/:mappingId": "apps.read groups.read",
  "PATCH /api/v1/apps/:appId/group-push/mappings/:mappingId": "apps.manage groups.manage",
  "DELETE /api/v1/apps/:appId/group-push/mappings/:mappingId": "apps.manage groups.manage",
  "GET /api/v1/logs": "logs.read",
  "GET /api/v1/api-tokens": "apiTokens.read",
  "GET /api/v1/api-tokens/:id": "apiTokens.read",
  "PUT /api/v1/api-tokens/:id": "apiTokens.manage",
  "DELETE /api/v1/api-tokens/:id": "apiTokens.manage",
  "POST /oauth2/v1/token": "OPEN",
  "POST /oauth2/v1/revoke": "OPEN",
  "GET /.well-known/oauth-authorization-server": "OPEN",
  "POST /api/lockstep/v1/session": "OPEN",
  "GET /api/lockstep/v1/session": "CLOSED",
  "DELETE /api/lockstep/v1/session": "CLOSED",
  "POST /api/lockstep/v1/session/password": "CLOSED",
  "GET /api/lockstep/v1/sessions": "CLOSED",
  "DELETE /api/lockstep/v1/sessions": "CLOSED",
  "DELETE /api/lockstep/v1/sessions/:id": "CLOSED",
  "GET /api/lockstep/v1/administrators": "CLOSED",
  "POST /api/lockstep/v1/administrators": "CLOSED",
  "GET /api/lockstep/v1/administrators/:id": "CLOSED",
  "PUT /api/lockstep/v1/administrators/:id": "CLOSED",
  "POST /api/lockstep/v1/administrators/:id/invite": "CLOSED",
  "POST /api/lockstep/v1/administrators/:id/activate": "CLOSED",
  "POST /api/lockstep/v1/administrators/:id/deactivate": "CLOSED",
  "GET /api/lockstep/v1/administrators/:id/sessions": "CLOSED",
  "DELETE /api/lockstep/v1/administrators/:id/sessions": "CLOSED",
  "DELETE /api/lockstep/v1/administrators/:id/sessions/:sessionId": "CLOSED",
  "GET /api/lockstep/v1/overview": "CLOSED",
  "GET /api/lockstep/v1/overview/trends": "CLOSED",
  "GET /api/lockstep/v1/settings": "CLOSED",
  "PUT /api/lockstep/v1/settings": "CLOSED",
  "POST /api/lockstep/v1/group-rules/preview": "groups.manage",
  "GET /api/lockstep/v1/saved-views": "CLOSED",
  "POST /api/lockstep/v1/saved-views": "CLOSED",
  "DELETE /api/lockstep/v1/saved-views/:id": "CLOSED",
  "GET /api/lockstep/v1/people": "users.read",
  "GET /api/lockstep/v1/people/:id/timeline": "users.read apps.read logs.read",
  "GET /api/lockstep/v1/people/:id/timeline/apps/:appId": "users.read apps.read logs.read",
  "GET /api/lockstep/v1/people/:id/consequences": "users.read",
  "GET /api/lockstep/v1/people/schema": "users.read",
  "POST /api/lockstep/v1/people/import": "users.manage",
  "GET /api/lockstep/v1/tasks": "apps.read",
  "GET /api/lockstep/v1/tasks/export": "apps.read",
  "POST /api/lockstep/v1/tasks/retry": "apps.manage",
  "GET /api/lockstep/v1/tasks/:id": "apps.read",
  "POST /api/lockstep/v1/tasks/:id/retry": "apps.manage",
  "POST /api/lockstep/v1/tasks/:id/approve": "CLOSED",
  "POST /api/lockstep/v1/tasks/:id/cancel": "apps.manage",
  "GET /api/lockstep/v1/logs/export": "logs.read",
  "GET /api/lockstep/v1/api-tokens": "CLOSED",
  "POST /api/lockstep/v1/api-tokens": "CLOSED",
  "PUT /api/lockstep/v1/api-tokens/:id": "CLOSED",
  "DELETE /api/lockstep/v1/api-tokens/:id": "CLOSED",
  "GET /api/lockstep/v1/service-apps": "CLOSED",
  "POST /api/lockstep/v1/service-apps": "CLOSED",
  "GET /api/lockstep/v1/service-apps/:id": "CLOSED",
  "PUT /api/lockstep/v1/service-apps/:id": "CLOSED",
  "POST /api/lockstep/v1/service-apps/:id/secret": "CLOSED",
  "DELETE /api/lockstep/v1/service-apps/:id": "CLOSED",
  "GET /api/lockstep/v1/apps/:appId/connection": "apps.read",
  "PUT /api/lockstep/v1/apps/:appId/connection": "apps.manage",
  "POST /api/lockstep/v1/apps/:appId/connection/test": "apps.manage",
  "GET /api/lockstep/v1/apps/:appId/passport": "apps.read",
  "POST /api/lockstep/v1/apps/:appId/passport": "apps.manage",
  "POST /api/lockstep/v1/apps/:appId/passport/cancel": "apps.manage",
  "POST /api/lockstep/v1/apps/:appId/passport/clean-up": "apps.manage",
  "GET /api/lockstep/v1/apps/:appId/push-groups": "apps.read groups.read",
  "POST /api/lockstep/v1/apps/:appId/push-groups": "apps.manage groups.manage",
  "GET /api/lockstep/v1/apps/:appId/push-groups/candidates": "apps.read groups.read",
  "GET /api/lockstep/v1/apps/:appId/push-groups/exclusions": "apps.read groups.read",
  "DELETE /api/lockstep/v1/apps/:appId/push-groups/exclusions/:groupId": "apps.manage groups.manage",
  "POST /api/lockstep/v1/apps/:appId/push-groups/bulk": "apps.manage groups.manage",
  "GET /api/lockstep/v1/apps/:appId/push-groups/:pushId": "apps.read groups.read",
  "GET /api/lockstep/v1/apps/:appId/push-groups/:pushId/left-out": "apps.read groups.read",
  "POST /api/lockstep/v1/apps/:appId/push-groups/:pushId/activate": "apps.manage groups.manage",
  "POST /api/lockstep/v1/apps/:appId/push-groups/:pushId/deactivate": "apps.manage groups.manage",
  "POST /api/lockstep/v1/apps/:appId/push-groups/:pushId/push": "apps.manage groups.manage",
  "POST /api/lockstep/v1/apps/:appId/push-groups/:pushId/retry": "apps.manage groups.manage",
  "POST /api/lockstep/v1/apps/:appId/push-groups/:pushId/keep": "apps.manage groups.manage",
  "POST /api/lockstep/v1/apps/:appId/push-groups/:pushId/unlink": "apps.manage groups.manage",
  "POST /api/lockstep/v1/apps/:appId/push-groups/:pushId/resolve": "apps.manage groups.manage",
  "GET /api/lockstep/v1/apps/:appId/drift/settings": "apps.read groups.read",
  "PUT /api/lockstep/v1/apps/:appId/drift/settings": "apps.manage groups.manage",
  "GET /api/lockstep/v1/apps/:appId/drift/checks": "apps.read groups.read",
  "POST /api/lockstep/v1/apps/:appId/drift/checks": "apps.manage groups.manage",
  "GET /api/lockstep/v1/apps/:appId/drift/checks/:checkId": "apps.read groups.read",
  "POST /api/lockstep/v1/apps/:appId/drift/checks/:checkId/cancel": "apps.manage groups.manage",
  "GET /api/lockstep/v1/apps/:appId/drift/groups": "apps.read groups.read",
  "GET /api/lockstep/v1/apps/:appId/drift/groups/:pushId/repair": "apps.read groups.read",
  "POST /api/lockstep/v1/apps/:appId/drift/groups/:pushId/repair": "apps.manage groups.manage",
  "GET /api/lockstep/v1/apps/:appId/push-rules": "apps.read groups.read",
  "POST /api/lockstep/v1/apps/:appId/push-rules": "apps.manage groups.manage",
  "POST /api/lockstep/v1/apps/:appId/push-rules/preview": "apps.manage groups.manage",
  "GET /api/lockstep/v1/apps/:appId/push-rules/:ruleId": "apps.read groups.read",
  "PUT /api/lockstep/v1/apps/:appId/push-rules/:ruleId": "apps.manage groups.manage",
  "POST /api/lockstep/v1/apps/:appId/push-rules/:ruleId/activate": "apps.manage groups.manage",
  "POST /api/lockstep/v1/apps/:appId/push-rules/:ruleId/deactivate": "apps.manage groups.manage",
  "DELETE /api/lockstep/v1/apps/:appId/push-rules/:ruleId": "apps.manage groups.manage",
  "GET /api/lockstep/v1/app-templates": "CLOSED",
  "GET /api/v1/meta/schemas/apps/:appId/default": "schemas.read",
  "POST /api/v1/meta/schemas/apps/:appId/default": "schemas.manage",
  "GET /api/lockstep/v1/apps/:appId/mappings": "apps.read",
  "PUT /api/lockstep/v1/apps/:appId/mappings": "apps.manage",
  "POST /api/lockstep/v1/apps/:appId/mappings/preview": "apps.manage",
  "GET /api/lockstep/v1/apps/:appId/sign-on": "apps.read",
  "POST /api/lockstep/v1/apps/:appId/sign-on/plan": "apps.manage",
  "PUT /api/lockstep/v1/apps/:appId/sign-on": "apps.manage",
  "GET /api/lockstep/v1/apps/:appId/user-name-preview": "apps.read",
  "GET /api/lockstep/v1/apps/:appId/assignments": "apps.read",
  "POST /api/lockstep/v1/apps/:appId/assignments/convert": "apps.manage",
  "POST /api/lockstep/v1/apps/:appId/provision": "apps.manage",
  "POST /api/lockstep/v1/apps/:appId/users/:personId/reset": "apps.manage",
  "GET /api/lockstep/v1/apps/:appId/settings": "apps.read",
  "PUT /api/lockstep/v1/apps/:appId/settings": "apps.manage",
  "POST /api/lockstep/v1/apps/:appId/settings": "apps.manage",
  "POST /api/lockstep/v1/apps/:appId/users/:personId/provision": "apps.manage",
  "POST /api/lockstep/v1/apps/:appId/users/:personId/preview": "apps.manage",
  "POST /api/lockstep/v1/apps/:appId/reset-passwords": "apps.manage",
  "POST /api/lockstep/v1/apps/:appId/force-sync": "apps.manage",
  "POST /api/lockstep/v1/apps/:appId/pause": "apps.manage",
  "POST /api/lockstep/v1/apps/:appId/resume": "apps.manage",
  "GET /api/lockstep/v1/apps/:appId/progress": "apps.read",
  "POST /api/lockstep/v1/apps/:appId/group-push/mappings/:mappingId/push": "apps.manage groups.manage",
  "POST /api/lockstep/v1/apps/:appId/imports": "apps.manage",
  "GET /api/lockstep/v1/apps/:appId/imports": "apps.read",
  "GET /api/lockstep/v1/apps/:appId/imports/:runId": "apps.read",
  "POST /api/lockstep/v1/apps/:appId/imports/:runId/cancel": "apps.manage",
  "POST /api/lockstep/v1/apps/:appId/imports/:runId/approve": "CLOSED",
  "GET /api/lockstep/v1/apps/:appId/imports/:runId/removals": "apps.read",
  "GET /api/lockstep/v1/import-safeguard": "CLOSED",
  "PUT /api/lockstep/v1/import-safeguard": "CLOSED",
  "GET /api/lockstep/v1/apps/:appId/import-safeguard": "apps.read",
  "PUT /api/lockstep/v1/apps/:appId/import-safeguard": "CLOSED",
  "GET /api/lockstep/v1/apps/:appId/app-groups": "apps.read",
  "POST /api/lockstep/v1/apps/:appId/app-groups/refresh": "apps.manage",
  "GET /api/lockstep/v1/apps/:appId/app-groups/:groupId": "apps.read",
  "GET /api/lockstep/v1/apps/:appId/app-groups/:groupId/members": "apps.read",
  "GET /api/lockstep/v1/apps/:appId/import-hook": "apps.read",
  "PUT /api/lockstep/v1/apps/:appId/import-hook": "apps.manage",
  "DELETE /api/lockstep/v1/apps/:appId/import-hook": "apps.manage",
  "POST /api/lockstep/v1/apps/:appId/import-hook/secret": "apps.manage",
  "POST /api/lockstep/v1/apps/:appId/import-hook/test": "apps.manage",
  "GET /api/lockstep/v1/apps/:appId/import-mappings": "apps.read",
  "PUT /api/lockstep/v1/apps/:appId/import-mappings": "apps.manage",
  "GET /api/lockstep/v1/profile-sources": "CLOSED",
  "PUT /api/lockstep/v1/profile-sources": "CLOSED",
  "GET /api/lockstep/v1/people/:personId/sources": "users.read",
  "GET /api/lockstep/v1/apps/:appId/import-rows": "apps.read",
  "POST /api/lockstep/v1/apps/:appId/import-rows/confirm": "apps.manage users.manage",
  "POST /api/lockstep/v1/apps/:appId/import-rows/confirm-all": "apps.manage users.manage",
  "POST /api/lockstep/v1/apps/:appId/import-rows/undo": "apps.manage users.manage",
  "POST /api/lockstep/v1/apps/:appId/import-rows/rematch": "apps.manage",
  "POST /api/lockstep/v1/apps/:appId/import-rows/clear": "apps.manage",
  "GET /api/lockstep/v1/apps/:appId/imports/:runId/results": "apps.read",
  "GET /api/lockstep/v1/apps/:appId/imports/:runId/results/export": "apps.read",
  "GET /api/lockstep/v1/apps/:appId/target-switches": "apps.read",
  "PUT /api/lockstep/v1/apps/:appId/target-switches": "apps.manage",
  "GET /api/lockstep/v1/apps/:appId/engine": "apps.read",
  "PUT /api/lockstep/v1/apps/:appId/engine": "apps.manage",
  "GET /api/lockstep/v1/protected-people": "CLOSED",
  "POST /api/lockstep/v1/protected-people": "CLOSED",
  "DELETE /api/lockstep/v1/protected-people/:id": "CLOSED",
  "GET /api/lockstep/v1/budget": "CLOSED",
  "PUT /api/lockstep/v1/budget": "CLOSED",
  "GET /api/lockstep/v1/budget/holds": "CLOSED",
  "GET /api/lockstep/v1/budget/holds/:holdId": "CLOSED",
  "GET /api/lockstep/v1/budget/holds/:holdId/subjects": "CLOSED",
  "POST /api/lockstep/v1/budget/holds/:holdId/approve": "CLOSED",
  "POST /api/lockstep/v1/budget/holds/:holdId/reject": "CLOSED",
  "POST /api/lockstep/v1/plans": "CLOSED",
  "GET /api/lockstep/v1/apps/:appId/budget": "apps.read",
  "PUT /api/lockstep/v1/apps/:appId/budget": "CLOSED",
  "POST /api/lockstep/v1/apps/:appId/plans": "apps.manage",
  "GET /api/lockstep/v1/apps/:appId/plans": "apps.read",
  "GET /api/lockstep/v1/apps/:appId/plans/:planId": "apps.read",
  "GET /api/lockstep/v1/apps/:appId/plans/:planId/actions": "apps.read",
  "POST /api/lockstep/v1/apps/:appId/plans/:planId/cancel": "apps.manage",
  "POST /api/lockstep/v1/apps/:appId/plans/:planId/apply": "apps.manage",
  "GET /api/lockstep/v1/apps/:appId/users/:personId/why": "apps.read",
  "GET /api/lockstep/v1/apps/:appId/group-push/mappings/:mappingId/members/:personId/why": "apps.read groups.read",
};

/**
 * The roles that reach a route beside super administrators, who reach them all: A = app administrators, H = help desk, R = read only, - =
 * nobody else. Named is what deviates from the rule: reads are for A and R, changes below an app for A, all other changes for nobody else.
 */
const ROLES: Readonly<Record<string, string>> = {
  "GET /api/v1/users": "AHR",
  "GET /api/v1/users/:id": "AHR",
  "GET /api/v1/users/:id/groups": "AHR",
  "GET /api/v1/users/:id/appLinks": "AHR",
  "GET /api/v1/meta/schemas/user/:schemaId": "AHR",
  "GET /api/v1/meta/types/user": "AHR",
  "GET /api/v1/meta/types/user/:typeId": "AHR",
  "GET /api/v1/groups/rules": "AHR",
  "GET /api/v1/groups/rules/:ruleId": "AHR",
  "GET /api/v1/groups": "AHR",
  "GET /api/v1/groups/:id": "AHR",
  "GET /api/v1/groups/:id/users": "AHR",
  "GET /api/v1/groups/:id/apps": "AHR",
  "GET /api/v1/apps": "AHR",
  "POST /api/v1/apps": "A",
  "GET /api/v1/apps/:appId": "AHR",
  "GET /api/lockstep/v1/session": "AHR",
  "GET /api/lockstep/v1/saved-views": "AHR",
  "POST /api/lockstep/v1/saved-views": "AHR",
  "DELETE /api/lockstep/v1/saved-views/:id": "AHR",
  "GET /api/lockstep/v1/people": "AHR",
  "GET /api/lockstep/v1/people/:id/timeline": "AHR",
  "GET /api/lockstep/v1/people/:id/timeline/apps/:appId": "AHR",
  "GET /api/lockstep/v1/people/:id/consequences": "AHR",
  "DELETE /api/lockstep/v1/session": "AHR",
  "POST /api/lockstep/v1/session/password": "AHR",
  "GET /api/lockstep/v1/sessions": "AHR",
  "DELETE /api/lockstep/v1/sessions": "AHR",
  "DELETE /api/lockstep/v1/sessions/:id": "AHR",
  "GET /api/lockstep/v1/administrators/:id/sessions": "-",
  "POST /api/lockstep/v1/tasks/retry": "A",
  "POST /api/lockstep/v1/tasks/:id/retry": "A",
  "POST /api/lockstep/v1/tasks/:id/cancel": "A",
  "GET /api/lockstep/v1/api-tokens": "AHR",
  "POST /api/lockstep/v1/api-tokens": "AHR",
  "PUT /api/lockstep/v1/api-tokens/:id": "AHR",
  "DELETE /api/lockstep/v1/api-tokens/:id": "AHR",
  "POST /api/lockstep/v1/budget/holds/:holdId/approve": "A",
  "POST /api/lockstep/v1/budget/holds/:holdId/reject": "A",
  "POST /api/lockstep/v1/plans": "A",
  "GET /api/lockstep/v1/apps/:appId/users/:personId/why": "AHR",
  "GET /api/lockstep/v1/apps/:appId/group-push/mappings/:mappingId/members/:personId/why": "AHR",
};

function rolesOf(route: string): string {
  const byRule = route.startsWith("GET ")
    ? "AR"
    : /^\w+ \/api\/((lockstep\/)?v1\/apps|v1\/meta\/schemas\/apps)\//.test(route)
      ? "A"
      : "";
  return (ROLES[route] ?? byRule).replace("-", "");
}

let directory: TestDirectory;
let registered: readonly string[];
let inboundToken: string;
let client: { readonly clientId: string; readonly clientSecret: string };
const tokens = new Map<string, Promise<string>>();
/** Letter of a role -> token of an administrator who has it. */
const roleTokens = new Map<string, string>();
beforeAll(async () => {
  directory = await startTestDirectory({ rateFactor: 100_000 });
  const deps = httpDepsOf(directory);
  const { routes } = createApi(deps, createPassportOffice(deps));
  registered = [...new Set(routes.flatMap(({ method, path }) => (method === "ALL" ? [] : [`${method} ${path}`])))];
  const made = await directory.ok<{ token: string }>("POST", "/api/lockstep/v1/api-tokens", {
    name: "inbound",
    kind: "inbound",
    scopes: ["users:read", "users:write", "groups:read", "groups:write"],
  });
  inboundToken = made.token;
  client = await directory.ok("POST", "/api/lockstep/v1/service-apps", {
    name: "Everything",
    scopes: SERVICE_APP_SCOPES,
    withSecret: true,
  });
  for (const role of ["APP_ADMIN", "HELP_DESK_ADMIN", "READ_ONLY_ADMIN"] as const) {
    roleTokens.set(role.slice(0, 1), (await addAdministrator(directory, role)).token);
  }
});
afterAll(() => directory.close());

async function send(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: unknown = {},
): Promise<Response> {
  const content = method === "GET" ? {} : { body: JSON.stringify(body) };
  const response = await directory.directory.fetch(
    new Request(`http://directory.test${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...content,
    }),
  );
  const text = await response.text();
  return new Response(text === "" ? null : text, response);
}

/** An access token with these scopes alone. */
async function tokenFor(scopes: readonly string[]): Promise<string> {
  const scope = scopes.join(" ");
  const known = tokens.get(scope) ?? issue(scope);
  tokens.set(scope, known);
  return await known;
}

async function issue(scope: string): Promise<string> {
  const response = await directory.directory.fetch(
    new Request("http://directory.test/oauth2/v1/token", {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: client.clientId,
        client_secret: client.clientSecret,
        scope,
      }),
    }),
  );
  return ((await response.json()) as { access_token: string }).access_token;
}

/** Names that nobody has: who is let through finds nothing, and changes nothing. */
const pathOf = (route: string) => route.replace(/^\w+ /, "").replaceAll(/:\w+/g, "nobody");
const methodOf = (route: string) => route.split(" ")[0] ?? "";
const scopesOf = (access: string) => access.split(" ").map((area) => `okta.${area}`);

/** Refused for who asks, not for what. */
async function isRefused(route: string, headers: Readonly<Record<string, string>>): Promise<boolean> {
  const response = await send(methodOf(route), pathOf(route), headers);
  if (response.headers.has("www-authenticate")) return true;
  if (response.status !== 401 && response.status !== 403) return false;
  const { errorCode } = (await response.json()) as { errorCode: string };
  return ["E0000005", "E0000006", "E0000011"].includes(errorCode);
}

/** Refused for the role of the administrator whose token it is. */
async function isRefusedToRole(route: string, token: string): Promise<boolean> {
  const response = await send(methodOf(route), pathOf(route), { authorization: `SSWS ${token}` });
  expect(response.status).not.toBe(401);
  if (response.status !== 403) return false;
  const { errorCauses } = (await response.json()) as { errorCauses: readonly { errorSummary: string }[] };
  return errorCauses.some(({ errorSummary }) => errorSummary.startsWith("Your role"));
}

const guarded = Object.entries(ACCESS).filter(([, access]) => access !== "OPEN");

it("every registered route has an entry, and every entry a route", () => {
  expect([...registered].sort()).toEqual(Object.keys(ACCESS).sort());
});

it("every route whose roles are named is registered", () => {
  expect(Object.keys(ROLES).filter((route) => !registered.includes(route))).toEqual([]);
});

it("every scope that can be granted opens a route", () => {
  const opened = new Set(guarded.flatMap(([, access]) => (access === "CLOSED" ? [] : scopesOf(access))));
  expect(SERVICE_APP_SCOPES.filter((scope) => !opened.has(scope))).toEqual([]);
});

describe.each(guarded)("%s (%s)", (route, access) => {
  it("is refused without a credential, and to a token of the inbound endpoint", async () => {
    expect(await isRefused(route, {})).toBe(true);
    for (const scheme of ["SSWS", "Bearer"]) {
      expect(await isRefused(route, { authorization: `${scheme} ${inboundToken}` }), scheme).toBe(true);
    }
  });

  it("a service app reaches it with these scopes and with none less", async () => {
    const needed = access === "CLOSED" ? [] : scopesOf(access);
    if (needed.length > 0) {
      expect(await isRefused(route, { authorization: `Bearer ${await tokenFor(needed)}` })).toBe(false);
    } else {
      const all = await tokenFor(SERVICE_APP_SCOPES);
      expect(await isRefused(route, { authorization: `Bearer ${all}` })).toBe(true);
    }
    for (const scope of needed) {
      const others = SERVICE_APP_SCOPES.filter(
        (other) => other !== scope && other !== scope.replace(/read$/, "manage"),
      );
      expect(await isRefused(route, { authorization: `Bearer ${await tokenFor(others)}` }), scope).toBe(true);
    }
  });

  it("reaches super administrators and the roles it is for, and no other one", async () => {
    const reached: string[] = [];
    for (const [letter, token] of [["", directory.token] as const, ...roleTokens]) {
      if (!(await isRefusedToRole(route, token))) reached.push(letter);
    }
    expect(reached.join("")).toBe(rolesOf(route));
  });

  it("a page of another site cannot change anything with an administrator's cookie", async () => {
    const cookie = await signInAs(directory, ADMIN.login, ADMIN.password);
    expect(await isRefused(route, { cookie })).toBe(methodOf(route) !== "GET");
  });
});
