import type { Delivery, Webhook } from "@lockstep/service-app/contract";
import {
  atPage,
  type Column,
  cursorPaging,
  DataList,
  EmptyState,
  formatNumber,
  notifyDone,
  notifyFailed,
  Section,
  StatusBadge,
  Timestamp,
} from "@lockstep/ui";
import { Button, Select, Text } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { deliveriesQuery, replayWebhook } from "../../api/webhooks.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { DELIVERY_TONES } from "../../parts/webhooks/webhook-tones.ts";
import { DELIVERY_STATES } from "../../search-choices.ts";

const route = getRouteApi("/signed-in/webhooks/$webhookId");
const t = messages.webhook;
const ALL = "all";

/** Deliveries of a webhook, the newest first; each can be sent again, and all that were given up at once. */
export function Deliveries({ webhook }: { webhook: Webhook }): ReactNode {
  const { state, after } = route.useSearch();
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  const deliveries = useQuery(
    deliveriesQuery(webhook.id, {
      ...(state === undefined ? {} : { state }),
      ...(after === undefined ? {} : { after }),
    }),
  );
  const replay = useMutation({
    mutationFn: (what: { readonly event: string } | { readonly dead: true }) => replayWebhook(webhook.id, what),
    onSuccess: async ({ replayed }, what) => {
      await queryClient.invalidateQueries({ queryKey: ["webhook", webhook.id] });
      notifyDone("event" in what ? t.againDone(what.event) : t.replayedDead(replayed));
    },
    onError: (error) => notifyFailed(t.againFailed, error),
  });
  const next = deliveries.data?.next;
  return (
    <Section
      title={t.deliveries}
      description={t.deliveriesDetail}
      isFlush
      actions={
        <>
          {webhook.dead > 0 && (
            <Button variant="default" loading={replay.isPending} onClick={() => replay.mutate({ dead: true })}>
              {t.replayDead(formatNumber(webhook.dead))}
            </Button>
          )}
          <Select
            aria-label={t.state}
            w={180}
            data={[
              { value: ALL, label: t.anyState },
              ...DELIVERY_STATES.map((value) => ({ value, label: t.deliveryStates[value] })),
            ]}
            value={state ?? ALL}
            onChange={(value) => {
              const chosen = DELIVERY_STATES.find((each) => each === value);
              void navigate({ search: chosen === undefined ? {} : { state: chosen }, resetScroll: false });
            }}
          />
        </>
      }
    >
      <DataList
        label={t.deliveries}
        columns={columns((event) => replay.mutate({ event }))}
        rows={deliveries.data?.items}
        keyOf={(row) => row.event}
        error={deliveries.error}
        onRetry={() => void deliveries.refetch()}
        isRefreshing={deliveries.isPlaceholderData}
        paging={cursorPaging(after, next, (to) => void navigate({ search: (now) => atPage(now, to) }))}
        empty={
          <EmptyState icon={<IconSend size={26} />} title={t.none}>
            {t.noneDetail}
          </EmptyState>
        }
      />
    </Section>
  );
}

function columns(onAgain: (event: string) => void): readonly Column<Delivery>[] {
  return [
    {
      key: "event",
      header: t.event,
      render: (row) => (
        <AnchorLink to="/event-feed" search={{ event: row.event }} size="sm">
          {row.event} · {row.resourceType} · {messages.events.kinds[row.kind]}
        </AnchorLink>
      ),
    },
    {
      key: "state",
      header: t.state,
      width: 140,
      render: (row) => <StatusBadge tone={DELIVERY_TONES[row.state]} label={t.deliveryStates[row.state]} />,
    },
    { key: "attempts", header: t.attempts, align: "right", width: 100, render: (row) => formatNumber(row.attempts) },
    {
      key: "answer",
      header: t.answer,
      render: (row) => (
        <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {[row.lastStatus, row.lastError].filter((part) => part !== null).join(" ") || "–"}
        </Text>
      ),
    },
    {
      key: "last",
      header: t.time,
      width: 200,
      render: (row) => (
        <div>
          <Timestamp value={row.lastAttemptAt} />
          {row.dueAt !== null && (
            <Text size="xs" c="dimmed">
              {t.next}: <Timestamp value={row.dueAt} format="seconds" />
            </Text>
          )}
        </div>
      ),
    },
    {
      key: "again",
      header: t.again,
      isHeaderHidden: true,
      align: "right",
      width: 120,
      render: (row) => (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t.againOf(row.event)}
          disabled={row.state === "pending"}
          onClick={() => onAgain(row.event)}
        >
          {t.again}
        </Button>
      ),
    },
  ];
}
