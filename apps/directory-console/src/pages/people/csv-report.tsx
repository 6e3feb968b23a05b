import type { CsvReport } from "@lockstep/directory-app/contract";
import { StatusBadge } from "@lockstep/ui";
import { Group, Stack, Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "../../messages.ts";

const t = messages.csvReport;
const SHOWN_MAX = 100;

/** What a check or an import of a CSV found, with every refused row. */
export function CsvReportView({ report }: { report: CsvReport }): ReactNode {
  const isClean = report.errors.length === 0;
  return (
    <Stack gap="sm" role="status">
      <Group gap="sm">
        <StatusBadge
          tone={isClean ? "good" : "bad"}
          label={isClean ? (report.dryRun ? t.ready : t.imported) : t.refused(report.errors.length)}
        />
        <Text size="sm">{report.dryRun ? t.wouldBe(report) : t.was(report)}</Text>
      </Group>
      {!isClean && (
        <Table.ScrollContainer minWidth={320}>
          <Table verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th w={70}>{t.row}</Table.Th>
                <Table.Th w={140}>{t.column}</Table.Th>
                <Table.Th>{t.problem}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {report.errors.slice(0, SHOWN_MAX).map((error) => (
                <Table.Tr key={`${error.row} ${error.column} ${error.message}`}>
                  <Table.Td>{error.row}</Table.Td>
                  <Table.Td>{error.column === null ? "–" : <code>{error.column}</code>}</Table.Td>
                  <Table.Td>{error.message}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {report.errors.length > SHOWN_MAX && (
        <Text size="xs" c="dimmed">
          {t.more(report.errors.length - SHOWN_MAX)}
        </Text>
      )}
    </Stack>
  );
}
