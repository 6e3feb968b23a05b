import type { CsvReport } from "@lockstep/directory-app/contract";
import { ErrorNotice, notifyDone, PageHeader, Section } from "@lockstep/ui";
import { Button, Code, FileInput, Group, Stack, Text } from "@mantine/core";
import { IconFileTypeCsv } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type CsvColumn, csvColumnsQuery, importPeople } from "../../api/people.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { CsvReportView } from "./csv-report.tsx";

const t = messages.peopleImport;

/** Imports people from a CSV file: check first, then import; nothing is stored while a row is wrong. */
export function PeopleImportPage(): ReactNode {
  const queryClient = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const check = useMutation({ mutationFn: (chosen: File) => importPeople(chosen, { dryRun: true }) });
  const load = useMutation({
    mutationFn: (chosen: File) => importPeople(chosen, { dryRun: false }),
    onSuccess: async (report) => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ["people"] }),
        queryClient.invalidateQueries({ queryKey: ["groups"] }),
      ]);
      if (report.errors.length === 0) notifyDone(t.done(report.created, report.updated));
    },
  });
  const choose = (chosen: File | null) => {
    setFile(chosen);
    check.reset();
    load.reset();
    if (chosen !== null) check.mutate(chosen);
  };
  const report: CsvReport | undefined = load.data ?? check.data;
  const canLoad = file !== null && check.data !== undefined && check.data.errors.length === 0 && !load.isSuccess;
  return (
    <>
      <PageHeader
        title={t.title}
        description={t.description}
        crumbs={[{ label: messages.people.title, href: "/people" }]}
      />
      <Stack gap="lg" maw={860}>
        <Section title={t.file}>
          <Stack gap="md">
            <FileInput
              label={t.choose}
              description={t.chooseDetail}
              placeholder={t.placeholder}
              accept=".csv,text/csv"
              leftSection={<IconFileTypeCsv size={18} aria-hidden />}
              clearable
              clearButtonProps={{ "aria-label": t.clear }}
              value={file}
              onChange={choose}
            />
            {check.isError && <ErrorNotice title={t.checkFailed(file?.name ?? "")} error={check.error} />}
            {load.isError && <ErrorNotice title={t.loadFailed(file?.name ?? "")} error={load.error} />}
            {check.isPending && (
              <Text size="sm" role="status">
                {t.checking}
              </Text>
            )}
            {file !== null && report !== undefined && <CsvReportView report={report} />}
            <Group gap="xs">
              <Button
                disabled={!canLoad}
                loading={load.isPending}
                onClick={() => {
                  if (file !== null) load.mutate(file);
                }}
              >
                {check.data === undefined || !canLoad ? t.load : t.loadCount(check.data.created + check.data.updated)}
              </Button>
              <ButtonLink to="/people" variant="default">
                {load.isSuccess ? t.toPeople : messages.actions.cancel}
              </ButtonLink>
            </Group>
          </Stack>
        </Section>
        <Columns />
      </Stack>
    </>
  );
}

function Columns(): ReactNode {
  const columns = useQuery(csvColumnsQuery);
  if (columns.data === undefined) return null;
  const named: readonly CsvColumn[] = columns.data.columns.map((column) =>
    typeof column === "string" ? { name: column } : column,
  );
  return (
    <Section title={t.columns} description={t.columnsDetail}>
      <Group gap={6}>
        {named.map((column) => (
          <Code key={column.name} {...(column.description === undefined ? {} : { title: column.description })}>
            {column.name}
            {column.required === true ? " *" : ""}
          </Code>
        ))}
      </Group>
    </Section>
  );
}
