import type { NewWebhook, Webhook } from "@lockstep/service-app/contract";
import {
  BreakablePath,
  type Column,
  DataList,
  EmptyState,
  formatNumber,
  PageHeader,
  StatusBadge,
  Timestamp,
} from "@lockstep/ui";
import { Button, Modal, Paper, Text } from "@mantine/core";
import { IconPlus, IconWebhook } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { createWebhook, webhooksQuery } from "../../api/webhooks.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { SecretOnce } from "../../parts/secret-once.tsx";
import { WebhookForm } from "../../parts/webhooks/webhook-form.tsx";
import { WEBHOOK_TONES } from "../../parts/webhooks/webhook-tones.ts";

const route = getRouteApi("/signed-in/webhooks");
const t = messages.webhooks;

/** All webhooks, and a way to add one. */
export function WebhooksPage(): ReactNode {
  const { add } = route.useSearch();
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  const webhooks = useQuery(webhooksQuery);
  const [made, setMade] = useState<NewWebhook>();
  const close = () => void navigate({ search: {} });
  const open = (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => void navigate({ search: { add: "webhook" } })}
    >
      {t.add}
    </Button>
  );
  return (
    <>
      <PageHeader title={t.title} description={t.description} actions={open} />
      <Paper style={{ overflow: "hidden" }}>
        <DataList
          label={t.title}
          columns={columns}
          rows={webhooks.data}
          keyOf={(row) => row.id}
          error={webhooks.error}
          onRetry={() => void webhooks.refetch()}
          empty={
            <EmptyState icon={<IconWebhook size={26} />} title={t.empty}>
              {t.emptyDetail}
            </EmptyState>
          }
        />
      </Paper>
      <Modal
        opened={add !== undefined}
        onClose={close}
        title={t.add}
        size="lg"
        closeButtonProps={{ "aria-label": messages.actions.cancel }}
      >
        <WebhookForm
          submitLabel={t.submit}
          failedTitle={t.addFailed}
          onCancel={close}
          onSubmit={async (draft) => {
            const webhook = await createWebhook(draft);
            await queryClient.invalidateQueries({ queryKey: webhooksQuery.queryKey });
            setMade(webhook);
            close();
          }}
        />
      </Modal>
      <SecretOnce
        title={t.secretTitle}
        detail={t.secretDetail}
        secret={made && { label: t.secret, value: made.secret }}
        onClose={() => {
          const id = made?.id;
          setMade(undefined);
          if (id !== undefined) void navigate({ to: "/webhooks/$webhookId", params: { webhookId: id }, search: {} });
        }}
      />
    </>
  );
}

const columns: readonly Column<Webhook>[] = [
  {
    key: "url",
    header: t.url,
    render: (row) => (
      <div>
        <AnchorLink
          to="/webhooks/$webhookId"
          params={{ webhookId: row.id }}
          fw={600}
          size="sm"
          style={{ overflowWrap: "anywhere" }}
        >
          <BreakablePath path={row.url} />
        </AnchorLink>
        <Text size="xs" c="dimmed">
          {row.description}
        </Text>
      </div>
    ),
  },
  {
    key: "state",
    header: t.state,
    width: 200,
    render: (row) => <StatusBadge tone={WEBHOOK_TONES[row.state]} label={t.states[row.state]} />,
  },
  { key: "pending", header: t.pending, align: "right", width: 110, render: (row) => formatNumber(row.pending) },
  { key: "dead", header: t.dead, align: "right", width: 110, render: (row) => formatNumber(row.dead) },
  { key: "created", header: t.created, width: 180, render: (row) => <Timestamp value={row.createdAt} /> },
];
