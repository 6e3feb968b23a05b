import type { NormalisationCount } from "@lockstep/service-app/contract";
import { type Column, DataList, EmptyState, formatNumber, Section, Timestamp } from "@lockstep/ui";
import { Code } from "@mantine/core";
import { IconAdjustments } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { normalisationsQuery } from "../../api/records.ts";
import { messages } from "../../messages.ts";
import { useCredentialNames } from "../../parts/credential-names.ts";

const t = messages.traffic;

/** Which tolerances the requests of each credential needed. */
export function Tolerances(): ReactNode {
  const normalisations = useQuery(normalisationsQuery);
  const nameOf = useCredentialNames();
  return (
    <Section title={t.normalisations} description={t.normalisationsDetail} isFlush>
      <DataList
        label={t.normalisations}
        columns={columns(nameOf)}
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
  );
}

function columns(nameOf: (id: string) => string): readonly Column<NormalisationCount>[] {
  return [
    { key: "switch", header: t.tolerance, render: (row) => <Code>{row.switch}</Code> },
    { key: "credential", header: t.credential, render: (row) => nameOf(row.credentialId) },
    { key: "requests", header: t.count, align: "right", width: 110, render: (row) => formatNumber(row.requests) },
    { key: "last", header: t.last, width: 210, render: (row) => <Timestamp value={row.lastAt} /> },
  ];
}
