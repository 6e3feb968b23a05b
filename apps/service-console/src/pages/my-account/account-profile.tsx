import type { User } from "@lockstep/service-app/contract";
import { Facts, Section } from "@lockstep/ui";
import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "../../messages.ts";
import { OwnOrganisations } from "./own-organisations.tsx";

const t = messages.account;

/** Name, e-mail, roles and organisations of the signed-in user. */
export function AccountProfile({ user }: { user: User }): ReactNode {
  return (
    <Stack gap="lg" maw={720}>
      <Section title={t.tabs.profile}>
        <Facts
          items={[
            { label: t.name, value: user.displayName },
            {
              label: t.email,
              value: (
                <>
                  {user.email}
                  {!user.email.includes("@") && (
                    <Text size="xs" c="dimmed">
                      {t.emailDetail}
                    </Text>
                  )}
                </>
              ),
            },
            { label: t.roles, value: user.roles.map((role) => messages.roles[role]).join(", ") },
          ]}
        />
      </Section>
      <OwnOrganisations user={user} />
    </Stack>
  );
}
