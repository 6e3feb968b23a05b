/** Every page of the console: its address, its typed search parameters, and the chunk that holds it. */
import { choiceParam, isSignedOut, longTextParam, present, textParam } from "@lockstep/ui";
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { sessionQuery } from "./api/session.ts";
import { SignedInFrame } from "./frame.tsx";
import { RootPage } from "./pages/root.tsx";
import { SignInPage } from "./pages/sign-in.tsx";
import {
  ASSIGNMENT_STATES,
  ASSIGNMENT_VIEWS,
  IMPORT_MATCHES,
  IMPORT_OUTCOMES,
  IMPORT_ROW_STATES,
  IMPORT_VIEWS,
  LOG_PERIODS,
  PERSON_STATUSES,
  PUSH_LISTS,
  PUSH_VIEWS,
  SEVERITIES,
  SHOWN,
  TASK_STATES,
  TREND_DAYS,
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

/** Everything below needs a session; without one the way leads over the sign-in page and back. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ context, location }) => {
    try {
      const { role } = await context.queryClient.ensureQueryData(sessionQuery);
      // The overview tells of what the help desk does not see.
      if (role === "HELP_DESK_ADMIN" && location.pathname === "/") throw redirect({ to: "/people" });
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { redirect: location.href } });
    }
  },
  component: SignedInFrame,
});

const overview = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  validateSearch: (search: Record<string, unknown>) => present({ days: choiceParam(String(search.days), TREND_DAYS) }),
  component: lazyRouteComponent(() => import("./pages/overview/overview-page.tsx"), "OverviewPage"),
});

const people = createRoute({
  getParentRoute: () => signedIn,
  path: "/people",
  validateSearch: (search: Record<string, unknown>) =>
    present({
      q: textParam(search.q),
      status: choiceParam(search.status, PERSON_STATUSES),
      department: textParam(search.department),
      sort: textParam(search.sort),
      columns: textParam(search.columns),
    }),
  component: lazyRouteComponent(() => import("./pages/people/people-page.tsx"), "PeoplePage"),
});
const personNew = createRoute({
  getParentRoute: () => signedIn,
  path: "/people/new",
  component: lazyRouteComponent(() => import("./pages/people/person-new-page.tsx"), "PersonNewPage"),
});
const peopleImport = createRoute({
  getParentRoute: () => signedIn,
  path: "/people/import",
  component: lazyRouteComponent(() => import("./pages/people/people-import-page.tsx"), "PeopleImportPage"),
});
const person = createRoute({
  getParentRoute: () => signedIn,
  path: "/people/$personId",
  component: lazyRouteComponent(() => import("./pages/people/person-page.tsx"), "PersonPage"),
});
const timeline = createRoute({
  getParentRoute: () => signedIn,
  path: "/people/$personId/timeline",
  validateSearch: (search: Record<string, unknown>) =>
    present({
      appId: textParam(search.appId),
      reads: choiceParam(search.reads, SHOWN),
      why: textParam(search.why),
    }),
  component: lazyRouteComponent(() => import("./pages/timeline/timeline-page.tsx"), "TimelinePage"),
});
const personEdit = createRoute({
  getParentRoute: () => signedIn,
  path: "/people/$personId/edit",
  component: lazyRouteComponent(() => import("./pages/people/person-edit-page.tsx"), "PersonEditPage"),
});

const groups = createRoute({
  getParentRoute: () => signedIn,
  path: "/groups",
  validateSearch: (search: Record<string, unknown>) =>
    present({ q: textParam(search.q), after: textParam(search.after) }),
  component: lazyRouteComponent(() => import("./pages/groups/groups-page.tsx"), "GroupsPage"),
});
const groupNew = createRoute({
  getParentRoute: () => signedIn,
  path: "/groups/new",
  component: lazyRouteComponent(() => import("./pages/groups/group-new-page.tsx"), "GroupNewPage"),
});
const group = createRoute({
  getParentRoute: () => signedIn,
  path: "/groups/$groupId",
  validateSearch: (search: Record<string, unknown>) => present({ after: textParam(search.after) }),
  component: lazyRouteComponent(() => import("./pages/groups/group-page.tsx"), "GroupPage"),
});

const groupRules = createRoute({
  getParentRoute: () => signedIn,
  path: "/group-rules",
  validateSearch: (search: Record<string, unknown>) =>
    present({ q: textParam(search.q), after: textParam(search.after) }),
  component: lazyRouteComponent(() => import("./pages/group-rules/rules-page.tsx"), "RulesPage"),
});
const groupRuleNew = createRoute({
  getParentRoute: () => signedIn,
  path: "/group-rules/new",
  component: lazyRouteComponent(() => import("./pages/group-rules/rule-new-page.tsx"), "RuleNewPage"),
});
const groupRule = createRoute({
  getParentRoute: () => signedIn,
  path: "/group-rules/$ruleId",
  component: lazyRouteComponent(() => import("./pages/group-rules/rule-page.tsx"), "RulePage"),
});
const profileSchema = createRoute({
  getParentRoute: () => signedIn,
  path: "/profile-schema",
  component: lazyRouteComponent(() => import("./pages/profile-schema/schema-page.tsx"), "SchemaPage"),
});
const profileSources = createRoute({
  getParentRoute: () => signedIn,
  path: "/profile-sources",
  component: lazyRouteComponent(() => import("./pages/profile-sources/profile-sources-page.tsx"), "ProfileSourcesPage"),
});

const applications = createRoute({
  getParentRoute: () => signedIn,
  path: "/applications",
  component: lazyRouteComponent(() => import("./pages/applications/applications-page.tsx"), "ApplicationsPage"),
});
const applicationNew = createRoute({
  getParentRoute: () => signedIn,
  path: "/applications/new",
  component: lazyRouteComponent(() => import("./pages/applications/application-new-page.tsx"), "ApplicationNewPage"),
});
const application = createRoute({
  getParentRoute: () => signedIn,
  path: "/applications/$appId",
  component: lazyRouteComponent(() => import("./pages/applications/application-frame.tsx"), "ApplicationFrame"),
});
const applicationIndex = createRoute({
  getParentRoute: () => application,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/applications/$appId/general", params, replace: true });
  },
});
const general = createRoute({
  getParentRoute: () => application,
  path: "/general",
  component: lazyRouteComponent(() => import("./pages/application-general/general-tab.tsx"), "GeneralTab"),
});
const signOn = createRoute({
  getParentRoute: () => application,
  path: "/sign-on",
  component: lazyRouteComponent(() => import("./pages/application-sign-on/sign-on-tab.tsx"), "SignOnTab"),
});
const provisioning = createRoute({
  getParentRoute: () => application,
  path: "/provisioning",
  component: lazyRouteComponent(
    () => import("./pages/application-provisioning/provisioning-frame.tsx"),
    "ProvisioningFrame",
  ),
});
const provisioningIndex = createRoute({
  getParentRoute: () => provisioning,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/applications/$appId/provisioning/integration", params, replace: true });
  },
});
const integration = createRoute({
  getParentRoute: () => provisioning,
  path: "/integration",
  validateSearch: (search: Record<string, unknown>) => present({ plan: textParam(search.plan) }),
  component: lazyRouteComponent(() => import("./pages/application-provisioning/integration-tab.tsx"), "IntegrationTab"),
});
const toApp = createRoute({
  getParentRoute: () => provisioning,
  path: "/to-app",
  validateSearch: (search: Record<string, unknown>) =>
    present({ plan: textParam(search.plan), unmapped: choiceParam(search.unmapped, SHOWN) }),
  component: lazyRouteComponent(() => import("./pages/application-provisioning/to-app-tab.tsx"), "ToAppTab"),
});
const toDirectory = createRoute({
  getParentRoute: () => provisioning,
  path: "/to-directory",
  component: lazyRouteComponent(
    () => import("./pages/application-provisioning/to-directory-tab.tsx"),
    "ToDirectoryTab",
  ),
});
const imports = createRoute({
  getParentRoute: () => application,
  path: "/import",
  validateSearch: (search: Record<string, unknown>) =>
    present({
      view: choiceParam(search.view, IMPORT_VIEWS),
      state: choiceParam(search.state, IMPORT_ROW_STATES),
      match: choiceParam(search.match, IMPORT_MATCHES),
      q: textParam(search.q),
      after: textParam(search.after),
      run: textParam(search.run),
      outcome: choiceParam(search.outcome, IMPORT_OUTCOMES),
    }),
  component: lazyRouteComponent(() => import("./pages/application-import/import-tab.tsx"), "ImportTab"),
});
const assignments = createRoute({
  getParentRoute: () => application,
  path: "/assignments",
  validateSearch: (search: Record<string, unknown>) =>
    present({
      view: choiceParam(search.view, ASSIGNMENT_VIEWS),
      q: textParam(search.q),
      state: choiceParam(search.state, ASSIGNMENT_STATES),
      after: textParam(search.after),
      preview: textParam(search.preview),
      edit: textParam(search.edit),
      why: textParam(search.why),
    }),
  component: lazyRouteComponent(() => import("./pages/application-assignments/assignments-tab.tsx"), "AssignmentsTab"),
});
const pushGroups = createRoute({
  getParentRoute: () => application,
  path: "/push-groups",
  validateSearch: (search: Record<string, unknown>) =>
    present({
      view: choiceParam(search.view, PUSH_VIEWS),
      list: choiceParam(search.list, PUSH_LISTS),
      q: textParam(search.q),
      after: textParam(search.after),
      mapping: textParam(search.mapping),
    }),
  component: lazyRouteComponent(() => import("./pages/application-push-groups/push-groups-tab.tsx"), "PushGroupsTab"),
});
const applicationTasks = createRoute({
  getParentRoute: () => application,
  path: "/tasks",
  validateSearch: (search: Record<string, unknown>) =>
    present({ state: choiceParam(search.state, TASK_STATES), q: textParam(search.q) }),
  component: lazyRouteComponent(() => import("./pages/tasks/application-tasks-tab.tsx"), "ApplicationTasksTab"),
});

const applicationTimeline = createRoute({
  getParentRoute: () => application,
  path: "/timeline",
  validateSearch: (search: Record<string, unknown>) =>
    present({
      q: textParam(search.q),
      severity: choiceParam(search.severity, SEVERITIES),
      after: textParam(search.after),
    }),
  component: lazyRouteComponent(
    () => import("./pages/application-timeline/application-timeline-tab.tsx"),
    "ApplicationTimelineTab",
  ),
});

const tasks = createRoute({
  getParentRoute: () => signedIn,
  path: "/tasks",
  validateSearch: (search: Record<string, unknown>) =>
    present({
      state: choiceParam(search.state, TASK_STATES),
      appId: textParam(search.appId),
      q: textParam(search.q),
    }),
  component: lazyRouteComponent(() => import("./pages/tasks/tasks-page.tsx"), "TasksPage"),
});
const systemLog = createRoute({
  getParentRoute: () => signedIn,
  path: "/system-log",
  validateSearch: (search: Record<string, unknown>) =>
    present({
      q: textParam(search.q),
      severity: choiceParam(search.severity, SEVERITIES),
      eventType: textParam(search.eventType),
      target: textParam(search.target),
      days: choiceParam(String(search.days), LOG_PERIODS),
      filter: longTextParam(search.filter),
      live: choiceParam(search.live, SHOWN),
      after: textParam(search.after),
    }),
  component: lazyRouteComponent(() => import("./pages/system-log/system-log-page.tsx"), "SystemLogPage"),
});
const apiTokens = createRoute({
  getParentRoute: () => signedIn,
  path: "/api-tokens",
  component: lazyRouteComponent(() => import("./pages/api-tokens/api-tokens-page.tsx"), "ApiTokensPage"),
});
const administrators = createRoute({
  getParentRoute: () => signedIn,
  path: "/administrators",
  component: lazyRouteComponent(() => import("./pages/administrators/administrators-page.tsx"), "AdministratorsPage"),
});
const myAccount = createRoute({
  getParentRoute: () => signedIn,
  path: "/my-account",
  component: lazyRouteComponent(() => import("./pages/my-account/my-account-page.tsx"), "MyAccountPage"),
});
const settings = createRoute({
  getParentRoute: () => signedIn,
  path: "/settings",
  component: lazyRouteComponent(() => import("./pages/settings/settings-page.tsx"), "SettingsPage"),
});
const serviceApps = createRoute({
  getParentRoute: () => signedIn,
  path: "/service-apps",
  component: lazyRouteComponent(() => import("./pages/service-apps/service-apps-page.tsx"), "ServiceAppsPage"),
});
const guide = createRoute({
  getParentRoute: () => signedIn,
  path: "/guide",
  validateSearch: (search: Record<string, unknown>) => present({ appId: textParam(search.appId) }),
  component: lazyRouteComponent(() => import("./pages/guide/guide-page.tsx"), "GuidePage"),
});

/** The tree of all pages. */
export const routeTree = root.addChildren([
  signIn,
  signedIn.addChildren([
    overview,
    people,
    personNew,
    peopleImport,
    person,
    timeline,
    personEdit,
    groups,
    groupNew,
    group,
    groupRules,
    groupRuleNew,
    groupRule,
    profileSchema,
    profileSources,
    applications,
    applicationNew,
    application.addChildren([
      applicationIndex,
      general,
      signOn,
      provisioning.addChildren([provisioningIndex, integration, toApp, toDirectory]),
      imports,
      assignments,
      pushGroups,
      applicationTasks,
      applicationTimeline,
    ]),
    tasks,
    systemLog,
    apiTokens,
    administrators,
    myAccount,
    settings,
    serviceApps,
    guide,
  ]),
]);
