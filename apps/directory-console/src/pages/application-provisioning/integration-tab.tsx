import type { Connection } from "@lockstep/directory-app/contract";
import { ErrorNotice, Section, SectionSkeleton } from "@lockstep/ui";
import { Anchor, Grid, List, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { connectionQuery } from "../../api/provisioning.ts";
import { useSession } from "../../api/session.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { ConnectionForm } from "./connection-form.tsx";

const route = getRouteApi("/signed-in/applications/$appId/provisioning/integration");
const t = messages.integration;

/** *Integration*: how the directory signs in at the app. */
export function IntegrationTab(): ReactNode {
  const { appId } = route.useParams();
  const connection = useQuery(connectionQuery(appId));
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 8 }}>
        {connection.data !== undefined ? (
          <ConnectionForm key={formKey(connection.data)} appId={appId} connection={connection.data} />
        ) : connection.isError ? (
          <ErrorNotice title={t.loadFailed} error={connection.error} onRetry={() => void connection.refetch()} />
        ) : (
          <SectionSkeleton lines={7} />
        )}
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 4 }}>
        <Help appId={appId} />
      </Grid.Col>
    </Grid>
  );
}

/** A saved connection starts the form anew; a mere test does not. */
function formKey(connection: Connection): string {
  return [connection.enabled, connection.baseUrl, connection.authScheme, connection.username].join(" ");
}

function Help({ appId }: { appId: string }): ReactNode {
  const session = useSession();
  return (
    <Section title={t.help}>
      <Stack gap="sm">
        <List size="sm" spacing="xs">
          {t.advice.map((line) => (
            <List.Item key={line}>{line}</List.Item>
          ))}
        </List>
        <AnchorLink to="/guide" search={{ appId }} size="sm">
          {t.checklist}
        </AnchorLink>
        <Anchor href={session.guideUrl} size="sm" target="_blank" rel="noreferrer">
          {t.guide}
        </Anchor>
        <Anchor href={session.supportUrl} size="sm" target="_blank" rel="noreferrer">
          {messages.frame.support}
        </Anchor>
        <Text size="xs" c="dimmed">
          {t.module}{" "}
          <Anchor href={session.pricingUrl} size="xs" target="_blank" rel="noreferrer" underline="always">
            {messages.frame.pricing}
          </Anchor>
        </Text>
      </Stack>
    </Section>
  );
}
