import type { Account } from "@lockstep/service-app/contract";
import { CopyField, ErrorNotice, PageHeader, Section, SectionSkeleton } from "@lockstep/ui";
import { Anchor, Grid, Group, List, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { accountQuery, canAdminister, useMe } from "../../api/session.ts";
import { AnchorLink, ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { ScimModule } from "./scim-module.tsx";
import { Traffic } from "./traffic.tsx";

const t = messages.provisioning;

/** What a directory needs to connect, and the module that allows it. */
export function ProvisioningPage(): ReactNode {
  const account = useQuery(accountQuery);
  const me = useMe();
  return (
    <>
      <PageHeader title={t.title} description={t.description} />
      {account.data !== undefined ? (
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, md: 7 }}>
            <Stack gap="lg">
              <ScimModule account={account.data} canChange={canAdminister(me)} />
              <ConnectSection account={account.data} />
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Stack gap="lg">
              <Section title={t.adviceTitle}>
                <Stack gap="sm" align="flex-start">
                  <List type="ordered" size="sm" spacing="xs">
                    {t.advice.map((line) => (
                      <List.Item key={line}>{line}</List.Item>
                    ))}
                  </List>
                  {canAdminister(me) && (
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
                    <AnchorLink to="/organisations" size="sm">
                      {messages.organisations.title}
                    </AnchorLink>
                    <Anchor href={account.data.supportUrl} size="sm">
                      {t.support}
                    </Anchor>
                  </Group>
                </Stack>
              </Section>
            </Stack>
          </Grid.Col>
          {canAdminister(me) && (
            <Grid.Col span={12}>
              <Stack gap="lg">
                <Traffic />
              </Stack>
            </Grid.Col>
          )}
        </Grid>
      ) : account.isError ? (
        <ErrorNotice title={messages.root.failed} error={account.error} onRetry={() => void account.refetch()} />
      ) : (
        <SectionSkeleton lines={6} />
      )}
    </>
  );
}

function ConnectSection({ account }: { account: Account }): ReactNode {
  return (
    <Section title={t.connect} description={t.connectDetail}>
      <Stack gap="md">
        <CopyField label={t.baseUrl} value={account.scimBaseUrl} description={t.baseUrlDetail} />
        <CopyField label={t.identifier} value="userName" />
        <div>
          <Text size="sm" fw={600}>
            {t.username}
          </Text>
          <Text size="sm" c="dimmed">
            {t.usernameDetail}
          </Text>
        </div>
        <div>
          <Text size="sm" fw={600}>
            {t.apiKey}
          </Text>
          <Text size="sm" c="dimmed">
            {t.apiKeyDetail}{" "}
            <AnchorLink to="/my-account" search={{ tab: "api-keys" }} size="sm" underline="always">
              {t.toKeys}
            </AnchorLink>
          </Text>
        </div>
      </Stack>
    </Section>
  );
}
