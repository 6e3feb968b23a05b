import { CopyField, ErrorNotice, Section, SectionSkeleton } from "@lockstep/ui";
import { Anchor, Grid, Group, List, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { accountQuery, canAdminister, useMe } from "../../api/session.ts";
import { AnchorLink, ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { ClientHealth } from "./client-health.tsx";
import { ConnectGuide } from "./connect-guide.tsx";
import { ScimModule } from "./scim-module.tsx";

const t = messages.provisioning;

/** What a directory needs to connect, step by step, and how those that are connected fare. */
export function ConnectPage(): ReactNode {
  const account = useQuery(accountQuery);
  const isAdministrator = canAdminister(useMe());
  if (account.data === undefined) {
    return account.isError ? (
      <ErrorNotice title={messages.root.failed} error={account.error} onRetry={() => void account.refetch()} />
    ) : (
      <SectionSkeleton lines={6} />
    );
  }
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <ConnectGuide account={account.data} />
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Stack gap="lg">
          <ScimModule account={account.data} canChange={isAdministrator} />
          <Section title={t.values}>
            <Stack gap="md">
              <CopyField label={t.baseUrl} value={account.data.scimBaseUrl} description={t.baseUrlDetail} />
              <CopyField label={t.identifier} value="userName" />
            </Stack>
          </Section>
          <Section title={t.adviceTitle}>
            <Stack gap="sm" align="flex-start">
              <List type="ordered" size="sm" spacing="xs">
                {t.advice.map((line) => (
                  <List.Item key={line}>{line}</List.Item>
                ))}
              </List>
              {isAdministrator && (
                <ButtonLink to="/users/new" search={{ role: "administrator" }} size="xs" variant="default">
                  {messages.userNew.forProvisioning}
                </ButtonLink>
              )}
            </Stack>
          </Section>
          <Section title={t.defaultOrganisation}>
            <Stack gap="sm">
              <Text size="sm">{t.defaultOrganisationDetail}</Text>
              <Group gap="md">
                {isAdministrator && (
                  <AnchorLink to="/organisations" size="sm">
                    {messages.organisations.title}
                  </AnchorLink>
                )}
                <Anchor href={account.data.supportUrl} size="sm">
                  {t.support}
                </Anchor>
              </Group>
            </Stack>
          </Section>
        </Stack>
      </Grid.Col>
      {isAdministrator && (
        <Grid.Col span={12}>
          <ClientHealth />
        </Grid.Col>
      )}
    </Grid>
  );
}
