import { AppFrame, isSignedOut, type NavGroup, notifyFailed } from "@lockstep/ui";
import {
  IconApps,
  IconChecklist,
  IconHelpCircle,
  IconHome,
  IconKey,
  IconListDetails,
  IconTag,
  IconTimelineEvent,
  IconUser,
  IconUsersGroup,
} from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useLocation, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { overviewQuery, signOut, useSession } from "./api/session.ts";
import { messages } from "./messages.ts";

const t = messages.frame;
const ICON = { size: 18, stroke: 1.7, "aria-hidden": true } as const;

/** Frame of every page that needs a session. */
export function SignedInFrame(): ReactNode {
  const session = useSession();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { pathname } = useLocation();
  const overview = useQuery(overviewQuery);
  return (
    <AppFrame
      product={messages.product}
      location={pathname}
      navigation={navigation(pathname, overview.data?.openTasks)}
      user={{ name: session.name, detail: session.login }}
      links={[
        { label: t.support, href: session.supportUrl, icon: <IconHelpCircle size={16} aria-hidden /> },
        { label: t.pricing, href: session.pricingUrl, icon: <IconTag size={16} aria-hidden /> },
      ]}
      onSignOut={() => {
        const leave = () => {
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

function navigation(pathname: string, openTasks: number | undefined): readonly NavGroup[] {
  const at = (href: string) => pathname === href || pathname.startsWith(`${href}/`);
  return [
    {
      items: [
        { label: t.overview, href: "/", icon: <IconHome {...ICON} />, isActive: pathname === "/" },
        { label: t.guide, href: "/guide", icon: <IconChecklist {...ICON} />, isActive: at("/guide") },
      ],
    },
    {
      label: t.directory,
      items: [
        { label: t.people, href: "/people", icon: <IconUser {...ICON} />, isActive: at("/people") },
        { label: t.groups, href: "/groups", icon: <IconUsersGroup {...ICON} />, isActive: at("/groups") },
      ],
    },
    {
      label: t.provisioning,
      items: [
        { label: t.applications, href: "/applications", icon: <IconApps {...ICON} />, isActive: at("/applications") },
        {
          label: t.tasks,
          href: "/tasks",
          icon: <IconListDetails {...ICON} />,
          isActive: at("/tasks"),
          count: openTasks,
          countLabel: t.openTasks,
        },
      ],
    },
    {
      label: t.records,
      items: [
        { label: t.systemLog, href: "/system-log", icon: <IconTimelineEvent {...ICON} />, isActive: at("/system-log") },
        { label: t.apiTokens, href: "/api-tokens", icon: <IconKey {...ICON} />, isActive: at("/api-tokens") },
      ],
    },
  ];
}
