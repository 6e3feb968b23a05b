import type { ClientTraffic } from "@lockstep/service-app/contract";
import {
  type Column,
  DataList,
  EmptyState,
  formatNumber,
  Section,
  StatusBadge,
  Timestamp,
  type Tone,
} from "@lockstep/ui";
import { Text } from "@mantine/core";
import { IconHeartbeat } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { trafficQuery } from "../../api/credentials.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { useCredentialNames } from "../../parts/credential-names.ts";

const t = messages.health;
/** Above this part of refused requests a client is not merely unlucky. */
const FAILING_SHARE = 0.2;

/** How each client fared in the last 24 hours, and its last fault. */
export function ClientHealth(): ReactNode {
  const traffic = useQuery(trafficQuery);
  const nameOf = useCredentialNames();
  return (
    <Section title={t.title} description={t.detail} isFlush>
      <DataList
        label={t.title}
        columns={columns(nameOf)}
        rows={traffic.data}
        keyOf={(row) => row.credentialId}
        error={traffic.error}
        onRetry={() => void traffic.refetch()}
        empty={
          <EmptyState icon={<IconHeartbeat size={26} />} title={t.empty}>
            {t.emptyDetail}
          </EmptyState>
        }
      />
    </Section>
  );
}

function columns(nameOf: (id: string) => string): readonly Column<ClientTraffic>[] {
  return [
    {
      key: "client",
      header: t.client,
      render: (row) => (
        // An address and a fault's words are read here, the figures beside them are short.
        <div style={{ minWidth: "12rem" }}>
          <AnchorLink
            to="/provisioning/requests"
            search={{ credentialId: row.credentialId }}
            fw={600}
            size="sm"
            style={{ overflowWrap: "anywhere" }}
          >
            {nameOf(row.credentialId)}
          </AnchorLink>
          <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {row.lastFault === null ? row.userAgent : t.lastFault(row.lastFault.status, row.lastFault.detail ?? "")}
          </Text>
        </div>
      ),
    },
    {
      key: "state",
      header: messages.users.state,
      width: 130,
      render: (row) => <StatusBadge {...stateOf(row)} />,
    },
    {
      key: "requests",
      header: t.requests,
      align: "right",
      width: 110,
      render: (row) => (
        <div>
          {formatNumber(row.requests)}
          <Text size="xs" c="dimmed">
            {t.within(formatNumber(Math.max(1, Math.round(row.p95Ms))))}
          </Text>
        </div>
      ),
    },
    {
      key: "faults",
      header: t.faults,
      align: "right",
      width: 90,
      render: (row) =>
        row.faults === 0 ? (
          "0"
        ) : (
          <AnchorLink
            to="/provisioning/requests"
            search={{ credentialId: row.credentialId, outcome: "fault" }}
            size="sm"
            aria-label={t.showFaults(formatNumber(row.faults), nameOf(row.credentialId))}
          >
            {formatNumber(row.faults)}
          </AnchorLink>
        ),
    },
    {
      key: "normalised",
      header: t.normalised,
      align: "right",
      width: 90,
      render: (row) => formatNumber(row.normalised),
    },
    { key: "last", header: t.last, width: 160, render: (row) => <Timestamp value={row.lastAt} /> },
  ];
}

function stateOf(row: ClientTraffic): { readonly tone: Tone; readonly label: string } {
  if (row.faults === 0) return { tone: "good", label: t.good };
  return row.faults / row.requests > FAILING_SHARE
    ? { tone: "bad", label: t.failing }
    : { tone: "warning", label: t.some };
}
