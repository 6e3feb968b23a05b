import type { DirectoryApp, SettingsReport } from "@lockstep/directory-app/contract";
import { ErrorNotice, Notice, notifyDone, Section } from "@lockstep/ui";
import { Button, FileButton, Group, List, Modal, Stack, Text } from "@mantine/core";
import { IconDownload, IconUpload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { applySettings, settingsFile } from "../../api/app-settings.ts";
import { messages } from "../../messages.ts";

const t = messages.settingsFile;

/** What a chosen file would change, and the file to send again. */
interface Chosen {
  readonly file: unknown;
  readonly report: SettingsReport;
}

/** All settings as a file: downloaded, and applied after a look at what it would change. */
export function SettingsFileSection({ app }: { app: DirectoryApp }): ReactNode {
  const queryClient = useQueryClient();
  const [chosen, choose] = useState<Chosen>();
  const look = useMutation({
    mutationFn: async (upload: File): Promise<Chosen> => {
      const file: unknown = readFile(await upload.text());
      return { file, report: await applySettings(app.id, file, { isDryRun: true }) };
    },
    onSuccess: choose,
  });
  const apply = useMutation({
    mutationFn: ({ file }: Chosen) => applySettings(app.id, file, { isDryRun: false }),
    onSuccess: async (report) => {
      await Promise.all([["app", app.id], ["apps"]].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
      choose(undefined);
      notifyDone(t.applied(report.changes.length));
    },
  });
  return (
    <Section title={t.title} description={t.description}>
      <Stack gap="sm">
        {look.isError && <ErrorNotice title={t.notRead} error={look.error} />}
        <Group gap="sm">
          <Button
            component="a"
            href={settingsFile(app.id)}
            download={`${app.name}.json`}
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {t.download}
          </Button>
          <FileButton accept="application/json,.json" onChange={(file) => file !== null && look.mutate(file)}>
            {(props) => (
              <Button
                {...props}
                variant="default"
                loading={look.isPending}
                leftSection={<IconUpload size={16} aria-hidden />}
              >
                {t.upload}
              </Button>
            )}
          </FileButton>
        </Group>
      </Stack>
      {chosen !== undefined && (
        <Modal
          opened
          onClose={() => choose(undefined)}
          size="lg"
          title={t.question(app.label)}
          closeButtonProps={{ "aria-label": messages.actions.cancel }}
        >
          <Stack gap="md">
            {apply.isError && <ErrorNotice title={t.notApplied} error={apply.error} />}
            <Text size="sm" fw={600}>
              {t.count(chosen.report.changes.length)}
            </Text>
            <List size="sm" spacing={4}>
              {chosen.report.changes.map(({ path, words }) => (
                <List.Item key={path}>{words}</List.Item>
              ))}
            </List>
            {chosen.report.warnings.map((warning) => (
              <Notice key={warning} tone="warning" title={warning} />
            ))}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" data-autofocus onClick={() => choose(undefined)}>
                {messages.actions.cancel}
              </Button>
              <Button
                disabled={chosen.report.changes.length === 0}
                loading={apply.isPending}
                onClick={() => apply.mutate(chosen)}
              >
                {t.apply(chosen.report.changes.length)}
              </Button>
            </Group>
          </Stack>
        </Modal>
      )}
    </Section>
  );
}

function readFile(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(t.noJson, { cause: error });
  }
}
