/** Every page of the console: its address, its typed search parameters, and the chunk that holds it. */
import { choiceParam, isSignedOut, pageParam, present, textParam } from "@lockstep/ui";
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { canAdminister, meQuery } from "./api/session.ts";
import { SignedInFrame } from "./frame.tsx";
import { RootPage } from "./pages/root.tsx";
import { SignInPage } from "./pages/sign-in.tsx";
import { ACCOUNT_TABS, ACTIVE_CHOICES, NEW_USER_ROLES } from "./search-choices.ts";

/** What loaders and guards are given. */
export interface RouterContext {
  readonly queryClient: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({ component: RootPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>) => present({ redirect: textParam(search.redirect) }),
  component: SignInPage,
});
const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: "/forgot-password",
  component: lazyRouteComponent(() => import("./pages/password-reset/forgot-password-page.tsx"), "ForgotPasswordPage"),
});
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: "/reset-password/$token",
  component: lazyRouteComponent(() => import("./pages/password-reset/reset-password-page.tsx"), "ResetPasswordPage"),
});

/** Everything below needs a session; without one the way leads over the sign-in page and back. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(meQuery);
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { redirect: location.href } });
    }
  },
  component: SignedInFrame,
});

const start = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  beforeLoad: async ({ context }) => {
    const me = await context.queryClient.ensureQueryData(meQuery);
    throw redirect({ to: canAdminister(me) ? "/users" : "/my-account", replace: true });
  },
});
const users = createRoute({
  getParentRoute: () => signedIn,
  path: "/users",
  validateSearch: (search: Record<string, unknown>) =>
    present({
      q: textParam(search.q),
      organisationId: textParam(search.organisationId),
      active: choiceParam(search.active === undefined ? undefined : String(search.active), ACTIVE_CHOICES),
      page: pageParam(search.page),
    }),
  component: lazyRouteComponent(() => import("./pages/users/users-page.tsx"), "UsersPage"),
});
const userNew = createRoute({
  getParentRoute: () => signedIn,
  path: "/users/new",
  validateSearch: (search: Record<string, unknown>) => present({ role: choiceParam(search.role, NEW_USER_ROLES) }),
  component: lazyRouteComponent(() => import("./pages/users/user-new-page.tsx"), "UserNewPage"),
});
const user = createRoute({
  getParentRoute: () => signedIn,
  path: "/users/$userId",
  component: lazyRouteComponent(() => import("./pages/users/user-page.tsx"), "UserPage"),
});
const groups = createRoute({
  getParentRoute: () => signedIn,
  path: "/groups",
  validateSearch: (search: Record<string, unknown>) =>
    present({ q: textParam(search.q), page: pageParam(search.page) }),
  component: lazyRouteComponent(() => import("./pages/groups/groups-page.tsx"), "GroupsPage"),
});
const group = createRoute({
  getParentRoute: () => signedIn,
  path: "/groups/$groupId",
  component: lazyRouteComponent(() => import("./pages/groups/group-page.tsx"), "GroupPage"),
});
const organisations = createRoute({
  getParentRoute: () => signedIn,
  path: "/organisations",
  component: lazyRouteComponent(() => import("./pages/organisations/organisations-page.tsx"), "OrganisationsPage"),
});
const organisationNew = createRoute({
  getParentRoute: () => signedIn,
  path: "/organisations/new",
  validateSearch: (search: Record<string, unknown>) => present({ parentId: textParam(search.parentId) }),
  component: lazyRouteComponent(() => import("./pages/organisations/organisation-new-page.tsx"), "OrganisationNewPage"),
});
const provisioning = createRoute({
  getParentRoute: () => signedIn,
  path: "/provisioning",
  component: lazyRouteComponent(() => import("./pages/provisioning/provisioning-page.tsx"), "ProvisioningPage"),
});
const outbox = createRoute({
  getParentRoute: () => signedIn,
  path: "/outbox",
  component: lazyRouteComponent(() => import("./pages/outbox/outbox-page.tsx"), "OutboxPage"),
});
const account = createRoute({
  getParentRoute: () => signedIn,
  path: "/my-account",
  validateSearch: (search: Record<string, unknown>) => present({ tab: choiceParam(search.tab, ACCOUNT_TABS) }),
  component: lazyRouteComponent(() => import("./pages/my-account/my-account-page.tsx"), "MyAccountPage"),
});

/** The tree of all pages. */
export const routeTree = root.addChildren([
  signIn,
  forgotPassword,
  resetPassword,
  signedIn.addChildren([
    start,
    users,
    userNew,
    user,
    groups,
    group,
    organisations,
    organisationNew,
    provisioning,
    outbox,
    account,
  ]),
]);
