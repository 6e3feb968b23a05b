import { AppFrame, isSignedOut, type NavGroup, notifyFailed } from "@lockstep/ui";
import {
  IconBuilding,
  IconHelpCircle,
  IconHistory,
  IconMail,
  IconPlugConnected,
  IconTag,
  IconTimelineEvent,
  IconUser,
  IconUserCircle,
  IconUsersGroup,
  IconWebhook,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Outlet, useLocation, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { canAdminister, signOut, useMe } from "./api/session.ts";
import { messages } from "./messages.ts";

const t = messages.frame;
const ICON = { size: 18, stroke: 1.7, "aria-hidden": true } as const;

/** Frame of every page that needs a session. */
export function SignedInFrame(): ReactNode {
  const me = useMe();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { pathname } = useLocation();
  return (
    <AppFrame
      product={messages.product}
      place={me.account.name}
      location={pathname}
      navigation={navigation(pathname, canAdminister(me))}
      user={{ name: me.user.displayName, detail: me.user.email }}
      links={[
        { label: t.myAccount, href: "/my-account", icon: <IconUserCircle size={16} aria-hidden /> },
        { label: t.support, href: me.account.supportUrl, icon: <IconHelpCircle size={16} aria-hidden /> },
        { label: t.pricing, href: me.account.pricingUrl, icon: <IconTag size={16} aria-hidden /> },
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

function navigation(pathname: string, isAdministrator: boolean): readonly NavGroup[] {
  const at = (href: string) => pathname === href || pathname.startsWith(`${href}/`);
  const people = [
    { label: t.users, href: "/users", icon: <IconUser {...ICON} />, isActive: at("/users") },
    { label: t.groups, href: "/groups", icon: <IconUsersGroup {...ICON} />, isActive: at("/groups") },
    {
      label: t.organisations,
      href: "/organisations",
      icon: <IconBuilding {...ICON} />,
      isActive: at("/organisations"),
    },
  ];
  const account = [
    {
      label: t.provisioning,
      href: "/provisioning",
      icon: <IconPlugConnected {...ICON} />,
      isActive: at("/provisioning"),
    },
    { label: t.myAccount, href: "/my-account", icon: <IconUserCircle {...ICON} />, isActive: at("/my-account") },
  ];
  const records = [
    { label: t.events, href: "/event-feed", icon: <IconTimelineEvent {...ICON} />, isActive: at("/event-feed") },
    { label: t.webhooks, href: "/webhooks", icon: <IconWebhook {...ICON} />, isActive: at("/webhooks") },
    { label: t.audit, href: "/audit", icon: <IconHistory {...ICON} />, isActive: at("/audit") },
    { label: t.outbox, href: "/outbox", icon: <IconMail {...ICON} />, isActive: at("/outbox") },
  ];
  return isAdministrator
    ? [
        { label: t.peopleGroup, items: people },
        { label: t.accountGroup, items: account },
        { label: t.recordsGroup, items: records },
      ]
    : [{ items: account }];
}
