import { AppFrame, isSignedOut, type NavGroup, notifyFailed } from "@lockstep/ui";
import {
  IconApps,
  IconChecklist,
  IconDatabaseImport,
  IconForms,
  IconHelpCircle,
  IconHome,
  IconKey,
  IconListDetails,
  IconRobot,
  IconSettings,
  IconShield,
  IconTag,
  IconTimelineEvent,
  IconUser,
  IconUserCircle,
  IconUsersGroup,
  IconWand,
} from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useLocation, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { settingsQuery } from "./api/administration.ts";
import { overviewQuery, signOut, useRights, useSession } from "./api/session.ts";
import { messages } from "./messages.ts";
import { forgetDrafts } from "./parts/kept-draft.ts";

const t = messages.frame;
const ICON = { size: 18, stroke: 1.7, "aria-hidden": true } as const;

/** Frame of every page that needs a session. */
export function SignedInFrame(): ReactNode {
  const session = useSession();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { pathname } = useLocation();
  const rights = useRights();
  const overview = useQuery({ ...overviewQuery, enabled: rights.readsEverything });
  const settings = useQuery({ ...settingsQuery, enabled: rights.readsEverything });
  const company = settings.data?.companyName;
  return (
    <AppFrame
      product={messages.product}
      {...(company === undefined || company === "" ? {} : { place: company })}
      location={pathname}
      navigation={navigation(pathname, overview.data?.openTasks, rights)}
      user={{ name: session.name, detail: session.login }}
      links={[
        { label: messages.myAccount.title, href: "/my-account", icon: <IconUserCircle size={16} aria-hidden /> },
        { label: t.support, href: session.supportUrl, icon: <IconHelpCircle size={16} aria-hidden /> },
        { label: t.pricing, href: session.pricingUrl, icon: <IconTag size={16} aria-hidden /> },
      ]}
      onSignOut={() => {
        const leave = () => {
          forgetDrafts();
          queryClient.clear();
          return router.navigate({ to: "/sign-in" });
        };
        // When signing out failed the session lives on: showing the sign-in page then would say otherwise.
        void signOut().then(leave, (error: unknown) =>
          isSignedOut(error) ? leave() : notifyFailed(t.signOutFailed, error),
        );
      }}
    >
      <Outlet />
    </AppFrame>
  );
}

/** The pages, as far as the role sees them: the help desk has people and groups; with a limit nobody sees who administers. */
function navigation(
  pathname: string,
  openTasks: number | undefined,
  { readsEverything, readsAdministrators }: ReturnType<typeof useRights>,
): readonly NavGroup[] {
  const at = (href: string) => pathname === href || pathname.startsWith(`${href}/`);
  const item = (label: string, href: string, icon: ReactNode) => ({ label, href, icon, isActive: at(href) });
  const people: NavGroup = {
    label: t.directory,
    items: [
      item(t.people, "/people", <IconUser {...ICON} />),
      item(t.groups, "/groups", <IconUsersGroup {...ICON} />),
      item(messages.groupRules.title, "/group-rules", <IconWand {...ICON} />),
      item(messages.profileSchema.title, "/profile-schema", <IconForms {...ICON} />),
      ...(readsEverything
        ? [item(messages.profileSources.title, "/profile-sources", <IconDatabaseImport {...ICON} />)]
        : []),
    ],
  };
  if (!readsEverything) return [people];
  return [
    {
      items: [
        { label: t.overview, href: "/", icon: <IconHome {...ICON} />, isActive: pathname === "/" },
        item(t.guide, "/guide", <IconChecklist {...ICON} />),
      ],
    },
    people,
    {
      label: t.provisioning,
      items: [
        item(t.applications, "/applications", <IconApps {...ICON} />),
        { ...item(t.tasks, "/tasks", <IconListDetails {...ICON} />), count: openTasks, countLabel: t.openTasks },
      ],
    },
    {
      label: t.records,
      items: [item(t.systemLog, "/system-log", <IconTimelineEvent {...ICON} />)],
    },
    {
      label: t.administration,
      items: [
        ...(readsAdministrators
          ? [item(messages.administrators.title, "/administrators", <IconShield {...ICON} />)]
          : []),
        item(t.apiTokens, "/api-tokens", <IconKey {...ICON} />),
        item(messages.serviceApps.title, "/service-apps", <IconRobot {...ICON} />),
        item(messages.settings.title, "/settings", <IconSettings {...ICON} />),
      ],
    },
  ];
}
