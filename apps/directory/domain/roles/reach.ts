/** Which requests a role may send. What no rule names is for super administrators alone. Pure. */
import type { AdministratorRole, Rights } from "./role.ts";

/**
 * Where a request names its app. `rows`: it concerns several, and the route shows those of the caller's limit alone. `none`: no app stands
 * in the answer. `nowhere`: it concerns all of them, and is not for somebody who is limited to some.
 */
export type AppPlace = "path" | "task" | "hold" | "body" | "rows" | "none" | "nowhere";

interface Rule {
  readonly methods: readonly string[];
  readonly path: RegExp;
  readonly roles: readonly AdministratorRole[];
  readonly app: AppPlace;
}

const READS = ["GET", "HEAD"];
const WRITES = ["POST", "PUT", "PATCH", "DELETE"];
const ANY = [...READS, ...WRITES];
const APP: readonly AdministratorRole[] = ["APP_ADMIN"];
const READERS: readonly AdministratorRole[] = ["APP_ADMIN", "READ_ONLY_ADMIN"];
const EVERYBODY: readonly AdministratorRole[] = [...READERS, "HELP_DESK_ADMIN"];
const HELP_DESK: readonly AdministratorRole[] = ["HELP_DESK_ADMIN"];

/** The first rule whose method and path fit decides. */
const RULES: readonly Rule[] = [
  // One's own: the session, the sessions, the password, the tokens (which have no more rights), kept searches.
  {
    methods: ANY,
    path: /^\/api\/lockstep\/v1\/(session|sessions|api-tokens|saved-views)(\/|$)/,
    roles: EVERYBODY,
    app: "none",
  },
  // What the help desk looks at: people, where they belong, and why they have an app or not.
  { methods: READS, path: /^\/api\/v1\/(users|groups)(\/|$)/, roles: EVERYBODY, app: "rows" },
  { methods: READS, path: /^\/api\/v1\/meta\/(schemas\/user|types\/user)(\/|$)/, roles: EVERYBODY, app: "none" },
  { methods: READS, path: /^\/api\/v1\/apps$/, roles: EVERYBODY, app: "rows" },
  { methods: READS, path: /^\/api\/v1\/apps\/[^/]+$/, roles: EVERYBODY, app: "path" },
  { methods: READS, path: /^\/api\/lockstep\/v1\/apps\/[^/]+\/users\/[^/]+\/why$/, roles: EVERYBODY, app: "path" },
  {
    methods: READS,
    path: /^\/api\/lockstep\/v1\/apps\/[^/]+\/group-push\/mappings\/[^/]+\/members\//,
    roles: EVERYBODY,
    app: "path",
  },
  { methods: READS, path: /^\/api\/lockstep\/v1\/people$/, roles: EVERYBODY, app: "none" },
  { methods: READS, path: /^\/api\/lockstep\/v1\/people\/[^/]+\/timeline\/apps\//, roles: EVERYBODY, app: "path" },
  {
    methods: READS,
    path: /^\/api\/lockstep\/v1\/people\/[^/]+\/(timeline|consequences)$/,
    roles: EVERYBODY,
    app: "rows",
  },
  // What the help desk does.
  {
    methods: ["POST"],
    path: /^\/api\/v1\/users\/[^/]+\/lifecycle\/(unlock|reset_password|suspend|unsuspend)$/,
    roles: HELP_DESK,
    app: "none",
  },
  // Apps, and everything below them.
  { methods: READS, path: /^\/api\/(lockstep\/)?v1\/apps\/[^/]+(\/|$)/, roles: READERS, app: "path" },
  { methods: READS, path: /^\/api\/v1\/meta\/schemas\/apps\/[^/]+\//, roles: READERS, app: "path" },
  { methods: WRITES, path: /^\/api\/(lockstep\/)?v1\/apps\/[^/]+(\/|$)/, roles: APP, app: "path" },
  { methods: WRITES, path: /^\/api\/v1\/meta\/schemas\/apps\/[^/]+\//, roles: APP, app: "path" },
  { methods: ["POST"], path: /^\/api\/v1\/apps$/, roles: APP, app: "nowhere" },
  { methods: ["POST"], path: /^\/api\/lockstep\/v1\/plans$/, roles: APP, app: "nowhere" },
  { methods: ["POST"], path: /^\/api\/lockstep\/v1\/tasks\/retry$/, roles: APP, app: "body" },
  { methods: ["POST"], path: /^\/api\/lockstep\/v1\/tasks\/[^/]+\/(retry|cancel)$/, roles: APP, app: "task" },
  { methods: ["POST"], path: /^\/api\/lockstep\/v1\/budget\/holds\/[^/]+\/(approve|reject)$/, roles: APP, app: "hold" },
  { methods: READS, path: /^\/api\/lockstep\/v1\/tasks\/(?!export$)[^/]+$/, roles: READERS, app: "task" },
  { methods: READS, path: /^\/api\/lockstep\/v1\/budget\/holds\/[^/]+/, roles: READERS, app: "hold" },
  { methods: READS, path: /^\/api\/lockstep\/v1\/administrators\/[^/]+\/sessions/, roles: [], app: "nowhere" },
  // What is read beside that, by those who see some apps only.
  { methods: READS, path: /^\/api\/v1\/logs$/, roles: READERS, app: "rows" },
  {
    methods: READS,
    path: /^\/api\/lockstep\/v1\/(logs\/export|overview|overview\/trends|tasks|tasks\/export|budget\/holds|profile-sources)$/,
    roles: READERS,
    app: "rows",
  },
  { methods: READS, path: /^\/api\/lockstep\/v1\/people\/[^/]+\/sources$/, roles: READERS, app: "rows" },
  { methods: READS, path: /^\/api\/v1\/(policies|api-tokens)(\/|$)/, roles: READERS, app: "none" },
  {
    methods: READS,
    path: /^\/api\/lockstep\/v1\/(people\/schema|settings|app-templates|service-apps|protected-people|budget|import-safeguard)(\/|$)/,
    roles: READERS,
    app: "none",
  },
  // Everything else can be read, and no more; not by somebody who is limited to some apps.
  { methods: READS, path: /^\//, roles: READERS, app: "nowhere" },
];

/** What becomes of a request. `app`: only where the app that it names is one of the caller's. */
export type Reach =
  | { readonly allowed: false }
  | { readonly allowed: true; readonly app?: Exclude<AppPlace, "rows" | "none" | "nowhere"> };

/** Whether somebody with these rights may send a request. */
export function reachOf(rights: Rights, request: { readonly method: string; readonly path: string }): Reach {
  if (rights.role === "SUPER_ADMIN") return { allowed: true };
  const path = request.path.length > 1 ? request.path.replace(/\/$/, "") : request.path;
  const rule = RULES.find(({ methods, path: pattern }) => methods.includes(request.method) && pattern.test(path));
  if (rule === undefined || !rule.roles.includes(rights.role)) return { allowed: false };
  if (rights.appIds === null || rule.app === "rows" || rule.app === "none") return { allowed: true };
  return rule.app === "nowhere" ? { allowed: false } : { allowed: true, app: rule.app };
}

/** The app that a path names; undefined when it names none. */
export function appInPath(path: string): string | undefined {
  return /^\/api\/(?:(?:lockstep\/)?v1\/apps|v1\/meta\/schemas\/apps|lockstep\/v1\/people\/[^/]+\/timeline\/apps)\/([^/]+)/.exec(
    path,
  )?.[1];
}
