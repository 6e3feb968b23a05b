/**
 * Every page of both consoles: what the browser test judges and `npm run screenshots` renders. A test beside each console's routes
 * compares these lists with its route tree, so that no page is forgotten.
 */

import { type Api, createApi, signIn } from "./api.ts";
import type { WatchedPage } from "./browser.ts";
import { dressService } from "./dressed-service.ts";
import type { FirstRun } from "./program.ts";

/** One console with its pages. */
export interface ConsolePages {
  readonly name: "directory" | "service";
  readonly baseUrl: (first: FirstRun) => string;
  /** Addresses that need no session. */
  readonly open: readonly string[];
  /** Addresses behind the sign-in, as in the router, `$parameters` included; search parameters show a page's other states. */
  readonly signedIn: readonly string[];
  /** The values of the `$parameters`, looked up through the API of the console. */
  readonly parameters: (first: FirstRun) => Promise<Readonly<Record<string, string>>>;
  readonly signIn: (watched: WatchedPage, first: FirstRun) => Promise<void>;
}

interface Identified {
  readonly id: string;
}

/** The pages of the directory's console. */
export const directoryPages: ConsolePages = {
  name: "directory",
  baseUrl: (first) => first.directory.baseUrl,
  open: ["/sign-in"],
  signedIn: [
    "/",
    "/guide",
    "/people",
    "/people?q=nobody-is-called-so",
    "/people/new",
    "/people/import",
    "/people/$personId",
    "/people/$personId/timeline",
    "/people/$personId/timeline?reads=shown",
    "/people/$personId/edit",
    "/groups",
    "/groups/new",
    "/groups/$groupId",
    "/group-rules",
    "/group-rules/new",
    "/group-rules/$ruleId",
    "/profile-schema",
    "/profile-sources",
    "/applications",
    "/applications/new",
    "/applications/$appId/general",
    "/applications/$appId/sign-on",
    "/applications/$appId/provisioning/integration",
    "/applications/$appId/provisioning/to-app",
    "/applications/$appId/provisioning/to-app?unmapped=shown",
    "/applications/$appId/provisioning/to-directory",
    "/applications/$appId/import",
    "/applications/$appId/import?view=groups",
    "/applications/$appId/assignments",
    "/applications/$appId/assignments?view=groups",
    "/applications/$appId/push-groups",
    "/applications/$appId/push-groups?view=rules",
    "/applications/$appId/push-groups?view=drift",
    "/applications/$appId/tasks",
    "/applications/$appId/timeline",
    "/tasks",
    "/system-log",
    "/system-log?filter=severity%20eq%20%22WARN%22",
    "/api-tokens",
    "/administrators",
    "/my-account",
    "/settings",
    "/service-apps",
  ],
  parameters: async (first) => {
    const api = createApi(first.directory.baseUrl, { authorization: `SSWS ${first.directory.apiToken ?? ""}` });
    return {
      appId: first.directory.appId ?? "",
      personId: await firstId(api, "/api/v1/users?limit=1"),
      groupId: await firstId(api, "/api/v1/groups?limit=1"),
      ruleId: await someRule(api),
    };
  },
  async signIn({ page }, first) {
    await page.goto(`${first.directory.baseUrl}/sign-in`);
    await page.locator('input[autocomplete="username"]').fill(first.directory.admin.login);
    await page.locator('input[autocomplete="current-password"]').fill(first.directory.admin.password);
    await page.keyboard.press("Enter");
    await page.getByRole("navigation").first().waitFor({ state: "attached" });
  },
};

/** The pages of the service's console. */
export const servicePages: ConsolePages = {
  name: "service",
  baseUrl: (first) => first.service.baseUrl,
  open: ["/sign-in", "/forgot-password", "/reset-password/$token"],
  signedIn: [
    "/users",
    "/users?q=nobody-is-called-so",
    "/users/new",
    "/users/$userId",
    "/groups",
    "/groups/$groupId",
    "/organisations",
    "/organisations/new",
    "/provisioning/",
    "/provisioning/?client=okta",
    "/provisioning/?client=entra",
    "/provisioning/?client=onelogin",
    "/provisioning/?client=jumpcloud",
    "/provisioning/credentials",
    "/provisioning/credentials?add=apiKey&for=okta",
    "/provisioning/requests",
    "/provisioning/schemas",
    "/event-feed",
    "/webhooks",
    "/webhooks?add=webhook",
    "/webhooks/$webhookId",
    "/audit",
    "/outbox",
    "/my-account",
    "/my-account?tab=password",
    "/my-account?tab=api",
    "/my-account?tab=sessions",
  ],
  parameters: async (first) => {
    const api = await signIn(first.service.baseUrl, "/api/session", first.service.owner);
    await dressService(first, api);
    return {
      token: "a-link-that-nobody-sent",
      userId: await firstId(api, "/api/users?count=1"),
      groupId: await firstId(api, "/api/groups?count=1"),
      webhookId: await firstId(api, "/api/webhooks"),
    };
  },
  async signIn({ page }, first) {
    await page.goto(`${first.service.baseUrl}/sign-in`);
    await page.locator('input[autocomplete="username"]').fill(first.service.owner.email);
    await page.locator('input[autocomplete="current-password"]').fill(first.service.owner.password);
    await page.keyboard.press("Enter");
    await page.getByRole("navigation").first().waitFor({ state: "attached" });
  },
};

/** Puts the values of the parameters into an address; throws when one is unknown. */
export function addressOf(pattern: string, parameters: Readonly<Record<string, string>>): string {
  return pattern.replace(/\$(\w+)/g, (_, name: string) => {
    const value = parameters[name];
    if (value === undefined || value === "")
      throw new Error(`console-pages.ts finds no value for $${name} of ${pattern}`);
    return encodeURIComponent(value);
  });
}

/** The routes that a list of addresses covers, without their search parameters. */
export function routesOf(pages: ConsolePages): readonly string[] {
  return [...new Set([...pages.open, ...pages.signedIn].map((address) => address.split("?")[0] ?? address))].sort();
}

/** The first group rule; one is made where there is none. */
async function someRule(api: Api): Promise<string> {
  const known = await firstId(api, "/api/v1/groups/rules?limit=1");
  if (known !== "") return known;
  const group = await api.ok<Identified>("POST", "/api/v1/groups", { profile: { name: "People of a rule" } });
  const rule = await api.ok<Identified>("POST", "/api/v1/groups/rules", {
    type: "group_rule",
    name: "Everybody in Sales",
    conditions: { expression: { type: "urn:okta:expression:1.0", value: 'user.department == "Sales"' } },
    actions: { assignUserToGroups: { groupIds: [group.id] } },
  });
  return rule.id;
}

async function firstId(api: Api, path: string): Promise<string> {
  const answer = await api.ok<readonly Identified[] | { readonly items: readonly Identified[] }>("GET", path);
  const items = "items" in answer ? answer.items : answer;
  return items[0]?.id ?? "";
}
