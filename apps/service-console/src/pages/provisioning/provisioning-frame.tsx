import { PageHeader, StatusBadge, TabRow } from "@lockstep/ui";
import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { accountQuery, canAdminister, useMe } from "../../api/session.ts";
import { messages } from "../../messages.ts";

const t = messages.provisioning;
const TABS = [
  { name: "connect", to: "/provisioning" },
  { name: "credentials", to: "/provisioning/credentials" },
  { name: "requests", to: "/provisioning/requests" },
  { name: "schemas", to: "/provisioning/schemas" },
] as const;

/** Title and tabs of everything about provisioning. */
export function ProvisioningFrame(): ReactNode {
  const account = useQuery(accountQuery);
  const isAdministrator = canAdminister(useMe());
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const current = TABS.findLast(({ to }) => pathname === to || pathname.startsWith(`${to}/`))?.name ?? "connect";
  const isOn = account.data?.modules.scim;
  return (
    <>
      <PageHeader
        title={t.title}
        description={t.description}
        badge={isOn === false && <StatusBadge tone="bad" label={`${t.module}: ${t.moduleOff}`} />}
      />
      {isAdministrator && (
        <Tabs
          value={current}
          onChange={(name) => {
            const tab = TABS.find((each) => each.name === name);
            if (tab !== undefined) void navigate({ to: tab.to });
          }}
          mb="lg"
        >
          <TabRow current={current} label={messages.connect.tabsLabel}>
            {TABS.map(({ name }) => (
              <Tabs.Tab key={name} value={name}>
                {messages.connect.tabs[name]}
              </Tabs.Tab>
            ))}
          </TabRow>
        </Tabs>
      )}
      <Outlet />
    </>
  );
}
