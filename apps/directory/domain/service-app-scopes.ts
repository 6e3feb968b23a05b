/** OAuth scopes, named like Okta's: what a service app may do (okta-management-api §2). */

/** Every scope that can be granted. `manage` includes `read`. */
export const SERVICE_APP_SCOPES = [
  "okta.users.read",
  "okta.users.manage",
  "okta.groups.read",
  "okta.groups.manage",
  "okta.apps.read",
  "okta.apps.manage",
  "okta.schemas.read",
  "okta.schemas.manage",
  "okta.userTypes.read",
  "okta.logs.read",
  "okta.apiTokens.read",
  "okta.apiTokens.manage",
] as const;

/** A scope. */
export type ServiceAppScope = (typeof SERVICE_APP_SCOPES)[number];

/** Whether a text names a scope. */
export function isServiceAppScope(name: string): name is ServiceAppScope {
  return SERVICE_APP_SCOPES.some((scope) => scope === name);
}

interface Area {
  readonly path: RegExp;
  readonly areas: readonly string[];
  /** What a person has to decide: a service app may look at it, and no more. */
  readonly isForPeople?: true;
}

/** Own paths (`/api/lockstep/v1`) that stand for no area of Okta's are closed to service apps. */
const AREAS: readonly Area[] = [
  {
    path: /^\/api\/lockstep\/v1\/(apps\/[^/]+\/(budget|import-safeguard|imports\/[^/]+\/approve)|tasks\/[^/]+\/approve)$/,
    areas: ["apps"],
    isForPeople: true,
  },
  {
    path: /^\/api\/(lockstep\/)?v1\/apps\/[^/]+\/(group-push|push-groups|push-rules|drift)(\/|$)/,
    areas: ["apps", "groups"],
  },
  // Who confirms an import makes people.
  { path: /^\/api\/lockstep\/v1\/apps\/[^/]+\/import-rows\/(confirm|confirm-all|undo)$/, areas: ["apps", "users"] },
  { path: /^\/api\/v1\/apps(\/|$)/, areas: ["apps"] },
  { path: /^\/api\/v1\/users(\/|$)/, areas: ["users"] },
  { path: /^\/api\/v1\/groups(\/|$)/, areas: ["groups"] },
  { path: /^\/api\/v1\/logs(\/|$)/, areas: ["logs"] },
  { path: /^\/api\/v1\/meta\/schemas(\/|$)/, areas: ["schemas"] },
  { path: /^\/api\/v1\/meta\/types(\/|$)/, areas: ["userTypes"] },
  { path: /^\/api\/v1\/api-tokens(\/|$)/, areas: ["apiTokens"] },
  { path: /^\/api\/lockstep\/v1\/(apps|tasks)(\/|$)/, areas: ["apps"] },
  { path: /^\/api\/lockstep\/v1\/people\/[^/]+\/timeline(\/|$)/, areas: ["users", "apps", "logs"] },
  { path: /^\/api\/lockstep\/v1\/people(\/|$)/, areas: ["users"] },
  { path: /^\/api\/lockstep\/v1\/group-rules(\/|$)/, areas: ["groups"] },
  { path: /^\/api\/lockstep\/v1\/logs(\/|$)/, areas: ["logs"] },
];

/** The scopes that a request needs, all of them; undefined: no service app may send it. */
export function scopesNeeded(method: string, path: string): readonly string[] | undefined {
  const found = AREAS.find((area) => area.path.test(path));
  const verb = method === "GET" || method === "HEAD" ? "read" : "manage";
  if (found?.isForPeople === true && verb === "manage") return undefined;
  return found?.areas.map((area) => `okta.${area}.${verb}`);
}

/** Whether the scopes that were granted cover one that is needed. */
export function isScopeGranted(granted: readonly string[], needed: string): boolean {
  return granted.includes(needed) || (needed.endsWith(".read") && granted.includes(needed.replace(/read$/, "manage")));
}
