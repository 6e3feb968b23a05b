import { Facts, PageHeader, Section } from "@lockstep/ui";
import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { appsQuery } from "../../api/apps.ts";
import { useSession } from "../../api/session.ts";
import { messages } from "../../messages.ts";
import { OwnPassword } from "./own-password.tsx";
import { OwnSessions } from "./own-sessions.tsx";

const t = messages.myAccount;

/** One's own role, password and sessions. */
export function MyAccountPage(): ReactNode {
  const session = useSession();
  const apps = useQuery(appsQuery);
  const limit = session.appIds?.map((id) => apps.data?.find((app) => app.id === id)?.label ?? id).join(", ");
  return (
    <>
      <PageHeader title={t.title} description={t.description} />
      <Stack gap="lg" maw={860}>
        <Section title={session.name}>
          <Facts
            items={[
              { label: messages.administrators.login, value: session.login },
              {
                label: t.role,
                value: `${messages.roles[session.role].label}. ${messages.roles[session.role].meaning}`,
              },
              ...(limit === undefined ? [] : [{ label: messages.administrators.apps, value: limit }]),
            ]}
          />
        </Section>
        <OwnPassword />
        <OwnSessions />
      </Stack>
    </>
  );
}
