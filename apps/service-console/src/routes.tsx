/** Every page of the console: its address, its typed search parameters, and the chunk that holds it. */
import { choiceParam, isSignedOut, pageParam, present, textParam } from "@lockstep/ui";
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { canAdminister, meQuery } from "./api/session.ts";
import { SignedInFrame } from "./frame.tsx";
import { RootPage } from "./pages/root.tsx";
import { SignInPage } from "./pages/sign-in.tsx";
import {
  ACCOUNT_TABS,
  ACTIVE_CHOICES,
  AUDIT_ACTIONS,
  CLIENTS,
  CREDENTIAL_KINDS,
  DELIVERY_STATES,
  EVENT_KINDS,
  METHODS,
  NEW_USER_ROLES,
  OUTCOMES,
} from "./search-choices.ts";

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
    present({ q: textParam(search.q), page: pageParam(search.page), add: choiceParam(search.add, ["group"]) }),
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
  validateSearch: (search: Record<string, unknown>) => present({ edit: textParam(search.edit) }),
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
  component: lazyRouteComponent(() => import("./pages/provisioning/provisioning-frame.tsx"), "ProvisioningFrame"),
});
const connect = createRoute({
  getParentRoute: () => provisioning,
  path: "/",
  validateSearch: (search: Record<string, unknown>) => present({ client: choiceParam(search.client, CLIENTS) }),
  component: lazyRouteComponent(() => import("./pages/provisioning/connect-page.tsx"), "ConnectPage"),
});
const credentials = createRoute({
  getParentRoute: () => provisioning,
  path: "/credentials",
  validateSearch: (search: Record<string, unknown>) =>
    present({
      add: choiceParam(search.add, CREDENTIAL_KINDS),
      for: choiceParam(search.for, CLIENTS),
      credential: textParam(search.credential),
    }),
  component: lazyRouteComponent(() => import("./pages/credentials/credentials-page.tsx"), "CredentialsPage"),
});
const requests = createRoute({
  getParentRoute: () => provisioning,
  path: "/requests",
  validateSearch: (search: Record<string, unknown>) =>
    present({
      q: textParam(search.q),
      credentialId: textParam(search.credentialId),
      outcome: choiceParam(search.outcome, OUTCOMES),
      method: choiceParam(search.method, METHODS),
      traceId: textParam(search.traceId),
      after: textParam(search.after),
      request: textParam(search.request),
    }),
  component: lazyRouteComponent(() => import("./pages/requests/requests-page.tsx"), "RequestsPage"),
});
const schemas = createRoute({
  getParentRoute: () => provisioning,
  path: "/schemas",
  validateSearch: (search: Record<string, unknown>) =>
    present({ type: textParam(search.type), schema: textParam(search.schema) }),
  component: lazyRouteComponent(() => import("./pages/schemas/schemas-page.tsx"), "SchemasPage"),
});
const events = createRoute({
  getParentRoute: () => signedIn,
  path: "/event-feed",
  validateSearch: (search: Record<string, unknown>) =>
    present({
      resourceType: textParam(search.resourceType),
      resourceId: textParam(search.resourceId),
      kind: choiceParam(search.kind, EVENT_KINDS),
      traceId: textParam(search.traceId),
      after: textParam(search.after),
      event: textParam(search.event),
    }),
  component: lazyRouteComponent(() => import("./pages/events/events-page.tsx"), "EventsPage"),
});
const webhooks = createRoute({
  getParentRoute: () => signedIn,
  path: "/webhooks",
  validateSearch: (search: Record<string, unknown>) => present({ add: choiceParam(search.add, ["webhook"]) }),
  component: lazyRouteComponent(() => import("./pages/webhooks/webhooks-page.tsx"), "WebhooksPage"),
});
const webhook = createRoute({
  getParentRoute: () => signedIn,
  path: "/webhooks/$webhookId",
  validateSearch: (search: Record<string, unknown>) =>
    present({ state: choiceParam(search.state, DELIVERY_STATES), after: textParam(search.after) }),
  component: lazyRouteComponent(() => import("./pages/webhooks/webhook-page.tsx"), "WebhookPage"),
});
const audit = createRoute({
  getParentRoute: () => signedIn,
  path: "/audit",
  validateSearch: (search: Record<string, unknown>) =>
    present({
      action: choiceParam(search.action, AUDIT_ACTIONS),
      subjectId: textParam(search.subjectId),
      actorUserId: textParam(search.actorUserId),
      traceId: textParam(search.traceId),
      after: textParam(search.after),
    }),
  component: lazyRouteComponent(() => import("./pages/audit/audit-page.tsx"), "AuditPage"),
});
const outbox = createRoute({
  getParentRoute: () => signedIn,
  path: "/outbox",
  component: lazyRouteComponent(() => import("./pages/outbox/outbox-page.tsx"), "OutboxPage"),
});
const account = createRoute({
  getParentRoute: () => signedIn,
  path: "/my-account",
  validateSearch: (search: Record<string, unknown>) =>
    present({
      tab: choiceParam(search.tab, ACCOUNT_TABS),
      add: choiceParam(search.add, CREDENTIAL_KINDS),
      credential: textParam(search.credential),
    }),
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
    provisioning.addChildren([connect, credentials, requests, schemas]),
    events,
    webhooks,
    webhook,
    audit,
    outbox,
    account,
  ]),
]);
