import { PageHeader, TabRow } from "@lockstep/ui";
import { Box, Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMe } from "../../api/session.ts";
import { messages } from "../../messages.ts";
import { ACCOUNT_TABS } from "../../search-choices.ts";
import { AccountProfile } from "./account-profile.tsx";
import { ApiTab } from "./api-tab.tsx";
import { ChangePassword } from "./change-password.tsx";
import { Sessions } from "./sessions.tsx";

const route = getRouteApi("/signed-in/my-account");
const t = messages.account;

/** The signed-in user's own page: profile, password, API keys, sessions. */
export function MyAccountPage(): ReactNode {
  const { tab = "profile" } = route.useSearch();
  const navigate = route.useNavigate();
  const me = useMe();
  return (
    <>
      <PageHeader title={t.title} description={me.user.email} />
      <Tabs
        value={tab}
        onChange={(value) => {
          const next = ACCOUNT_TABS.find((name) => name === value);
          void navigate({ search: next === undefined || next === "profile" ? {} : { tab: next }, replace: true });
        }}
        keepMounted={false}
      >
        <Box mb="lg">
          <TabRow current={tab}>
            {ACCOUNT_TABS.map((name) => (
              <Tabs.Tab key={name} value={name}>
                {t.tabs[name]}
              </Tabs.Tab>
            ))}
          </TabRow>
        </Box>
        <Tabs.Panel value="profile">
          <AccountProfile user={me.user} />
        </Tabs.Panel>
        <Tabs.Panel value="password">
          <ChangePassword />
        </Tabs.Panel>
        <Tabs.Panel value="api">
          <ApiTab />
        </Tabs.Panel>
        <Tabs.Panel value="sessions">
          <Sessions />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
