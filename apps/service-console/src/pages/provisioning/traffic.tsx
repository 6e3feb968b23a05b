import type { LoggedRequest, NormalisationCount } from "@lockstep/service-app/contract";
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
import { Code, Text } from "@mantine/core";
import { IconAdjustments, IconListDetails } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { credentialsQuery, latestRequestsQuery, normalisationsQuery } from "../../api/records.ts";
import { messages } from "../../messages.ts";

const t = messages.traffic;

/** What the directories sent lately, and which of it the service had to read with tolerance. For administrators. */
export function Traffic(): ReactNode {
  const credentials = useQuery(credentialsQuery);
  const normalisations = useQuery(normalisationsQuery);
  const requests = useQuery(latestRequestsQuery);
  // Others' credentials are shown to owners only; whoever does not see one still sees which it is.
  const nameOf = (id: string) => credentials.data?.find((credential) => credential.id === id)?.name ?? id;
  return (
    <>
      <Section title={t.normalisations} description={t.normalisationsDetail} isFlush>
        <DataList
          label={t.normalisations}
          columns={normalisationColumns(nameOf)}
          rows={normalisations.data}
          keyOf={(row) => `${row.credentialId} ${row.switch}`}
          error={normalisations.error}
          onRetry={() => void normalisations.refetch()}
          empty={
            <EmptyState icon={<IconAdjustments size={26} />} title={t.noNormalisations}>
              {t.noNormalisationsDetail}
            </EmptyState>
          }
        />
      </Section>
      <Section title={t.requests} description={t.requestsDetail} isFlush>
        <DataList
          label={t.requests}
          columns={requestColumns(nameOf)}
          rows={requests.data}
          keyOf={(row) => row.id}
          error={requests.error}
          onRetry={() => void requests.refetch()}
          empty={
            <EmptyState icon={<IconListDetails size={26} />} title={t.noRequests}>
              {t.noRequestsDetail}
            </EmptyState>
          }
        />
      </Section>
    </>
  );
}

function normalisationColumns(nameOf: (id: string) => string): readonly Column<NormalisationCount>[] {
  return [
    { key: "switch", header: t.tolerance, render: (row) => <Code>{row.switch}</Code> },
    { key: "credential", header: t.credential, render: (row) => nameOf(row.credentialId) },
    { key: "requests", header: t.count, align: "right", width: 110, render: (row) => formatNumber(row.requests) },
    { key: "last", header: t.last, width: 210, render: (row) => <Timestamp value={row.lastAt} /> },
  ];
}

function requestColumns(nameOf: (id: string) => string): readonly Column<LoggedRequest>[] {
  return [
    {
      key: "path",
      header: t.request,
      render: (row) => (
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {row.method} {row.path}
          {row.search}
        </Text>
      ),
    },
    {
      key: "status",
      header: t.status,
      width: 100,
      render: (row) => <StatusBadge tone={toneOf(row.status)} label={String(row.status)} />,
    },
    {
      key: "detail",
      header: t.detail,
      render: (row) => (
        <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {row.detail ?? Object.keys(row.normalisations).join(", ")}
        </Text>
      ),
    },
    { key: "credential", header: t.credential, render: (row) => nameOf(row.credentialId) },
    { key: "at", header: t.at, width: 210, render: (row) => <Timestamp value={row.occurredAt} /> },
  ];
}

function toneOf(status: number): Tone {
  if (status >= 500) return "bad";
  return status >= 400 ? "warning" : "good";
}
