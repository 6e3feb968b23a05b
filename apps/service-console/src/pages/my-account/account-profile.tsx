import type { User } from "@lockstep/service-app/contract";
import { Facts, Section } from "@lockstep/ui";
import { Badge, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "../../messages.ts";

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
      <Section title={t.organisations}>
        {user.organisations.length === 0 ? (
          <Text size="sm">{t.noOrganisations}</Text>
        ) : (
          <Stack gap="sm">
            {user.organisations.map((organisation) => (
              <Group key={organisation.id} gap="sm">
                <div>
                  <Text size="sm" fw={600}>
                    {organisation.name}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {organisation.code}
                  </Text>
                </div>
                {organisation.isDefault && <Badge>{t.default}</Badge>}
              </Group>
            ))}
          </Stack>
        )}
      </Section>
    </Stack>
  );
}
