import type { Connection, PlanProposal } from "@lockstep/directory-app/contract";
import { ErrorNotice, notifyDone, PageColumns, PageStack, Section, SectionSkeleton } from "@lockstep/ui";
import { Anchor, Grid, List, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { appQuery, appTemplatesQuery } from "../../api/apps.ts";
import { startPlan } from "../../api/plans.ts";
import { connectionQuery } from "../../api/provisioning.ts";
import { useSession } from "../../api/session.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { PlanReview } from "../../parts/plan/plan-review.tsx";
import { ConnectionForm } from "./connection-form.tsx";
import { PassportCard } from "./passport-card.tsx";
import { TargetSwitches } from "./target-switches.tsx";

const route = getRouteApi("/signed-in/applications/$appId/provisioning/integration");
const t = messages.integration;

/** *Integration*: how the directory signs in at the app, what the app can do, and how it is spoken to. */
export function IntegrationTab(): ReactNode {
  const { appId } = route.useParams();
  const { plan } = route.useSearch();
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  const app = useQuery(appQuery(appId));
  const templates = useQuery(appTemplatesQuery);
  const connection = useQuery(connectionQuery(appId));
  const showPlan = async (proposal: PlanProposal) => {
    const run = await startPlan(appId, proposal);
    await navigate({ search: { plan: run.id } });
  };
  const closePlan = () => navigate({ search: {}, replace: true });
  return (
    <PageColumns>
      <Grid.Col span={{ base: 12, md: 8 }}>
        <PageStack>
          {connection.data !== undefined && !templates.isPending ? (
            <ConnectionForm
              key={formKey(connection.data)}
              appId={appId}
              connection={connection.data}
              suggested={templates.data?.find(({ name }) => name === app.data?.name)?.authScheme}
            />
          ) : connection.isError ? (
            <ErrorNotice title={t.loadFailed} error={connection.error} onRetry={() => void connection.refetch()} />
          ) : (
            <SectionSkeleton lines={7} />
          )}
          {app.data !== undefined && <TargetSwitches app={app.data} onPlan={showPlan} />}
          {connection.data?.enabled === true && <PassportCard appId={appId} />}
        </PageStack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 4 }}>
        <Help appId={appId} />
      </Grid.Col>
      {plan !== undefined && (
        <PlanReview
          appId={appId}
          planId={plan}
          onClose={() => void closePlan()}
          onApplied={async ({ applied }) => {
            await queryClient.invalidateQueries({ queryKey: ["app", appId] });
            await closePlan();
            notifyDone(messages.planReview.applied(applied));
          }}
        />
      )}
    </PageColumns>
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
