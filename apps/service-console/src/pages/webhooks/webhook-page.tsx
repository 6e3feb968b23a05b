import type { NewWebhook, Webhook } from "@lockstep/service-app/contract";
import {
  ErrorNotice,
  Facts,
  formatNumber,
  notifyDone,
  PageHeader,
  Section,
  SectionSkeleton,
  StatusBadge,
  Timestamp,
} from "@lockstep/ui";
import { Alert, Grid, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { changeWebhook, webhookQuery, webhooksQuery } from "../../api/webhooks.ts";
import { messages } from "../../messages.ts";
import { SecretOnce } from "../../parts/secret-once.tsx";
import { WebhookForm } from "../../parts/webhooks/webhook-form.tsx";
import { WEBHOOK_TONES } from "../../parts/webhooks/webhook-tones.ts";
import { Deliveries } from "./deliveries.tsx";
import { WebhookActions } from "./webhook-actions.tsx";

const route = getRouteApi("/signed-in/webhooks/$webhookId");
const t = messages.webhook;
const words = messages.webhooks;

/** One webhook: state, test, settings, and its deliveries. */
export function WebhookPage(): ReactNode {
  const { webhookId } = route.useParams();
  const webhook = useQuery(webhookQuery(webhookId));
  const [rotated, setRotated] = useState<NewWebhook>();
  const crumbs = [{ label: words.title, href: "/webhooks" }];
  if (webhook.data === undefined) {
    return (
      <>
        <PageHeader title={words.title} crumbs={crumbs} />
        {webhook.isError ? (
          <ErrorNotice title={t.failed} error={webhook.error} onRetry={() => void webhook.refetch()} />
        ) : (
          <SectionSkeleton lines={8} />
        )}
      </>
    );
  }
  const { data } = webhook;
  return (
    <>
      <PageHeader
        title={hostOf(data.url)}
        description={data.description}
        crumbs={crumbs}
        badge={<StatusBadge tone={WEBHOOK_TONES[data.state]} label={words.states[data.state]} />}
        actions={<WebhookActions webhook={data} onRotated={setRotated} />}
      />
      <Stack gap="lg">
        {data.state === "disabled" && (
          <Alert color="red" variant="light" role="status" title={words.states.disabled}>
            {data.stateReason}
          </Alert>
        )}
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, md: 7 }}>
            <Settings webhook={data} />
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Section title={t.state}>
              <Facts
                items={[
                  { label: words.pending, value: formatNumber(data.pending) },
                  { label: words.dead, value: formatNumber(data.dead) },
                  { label: words.created, value: <Timestamp value={data.createdAt} /> },
                  ...(data.previousSecretUntil === null
                    ? []
                    : [{ label: t.previousUntil, value: <Timestamp value={data.previousSecretUntil} /> }]),
                ]}
              />
            </Section>
          </Grid.Col>
        </Grid>
        <Deliveries webhook={data} />
      </Stack>
      <SecretOnce
        title={words.secretTitle}
        detail={words.secretDetail}
        secret={rotated && { label: words.secret, value: rotated.secret }}
        onClose={() => setRotated(undefined)}
      />
    </>
  );
}

function Settings({ webhook }: { webhook: Webhook }): ReactNode {
  const queryClient = useQueryClient();
  return (
    <Section title={t.settings}>
      <WebhookForm
        key={webhook.changedAt}
        webhook={webhook}
        submitLabel={messages.actions.save}
        failedTitle={t.saveFailed}
        onSubmit={async (draft) => {
          queryClient.setQueryData(webhookQuery(webhook.id).queryKey, await changeWebhook(webhook.id, draft));
          await queryClient.invalidateQueries({ queryKey: webhooksQuery.queryKey });
          notifyDone(t.saved);
        }}
      />
    </Section>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
