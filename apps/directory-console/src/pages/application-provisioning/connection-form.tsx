import type { Connection, ConnectionInput, DoctorReport } from "@lockstep/directory-app/contract";
import { ConfirmAction, ErrorNotice, fieldMessages, notifyDone, Section, StatusBadge, Timestamp } from "@lockstep/ui";
import { Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconPlugConnected } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { failureExtra } from "../../api/client.ts";
import { connectionQuery, saveConnection, testConnection } from "../../api/provisioning.ts";
import { messages } from "../../messages.ts";
import { ConnectionFields, type ConnectionValues, connectionInput, connectionProblems } from "./connection-fields.tsx";
import { DoctorView } from "./doctor-view.tsx";

const t = messages.integration;

/** The connection's form. Save opens when exactly these values have passed *Test API Credentials*. */
export function ConnectionForm({ appId, connection }: { appId: string; connection: Connection }): ReactNode {
  const queryClient = useQueryClient();
  const [passed, setPassed] = useState<string>();
  const [isAsking, asking] = useDisclosure(false);
  const form = useForm<ConnectionValues>({
    initialValues: {
      enabled: connection.enabled,
      baseUrl: connection.baseUrl ?? "",
      authScheme: connection.authScheme ?? "BASIC",
      username: connection.username ?? "",
      password: "",
      token: "",
    },
    validate: (values) => connectionProblems(values, connection),
  });
  const { values } = form;
  const test = useMutation({
    mutationFn: (input: ConnectionInput) => testConnection(appId, input),
    onSuccess: (report, input) => setPassed(report.ok ? JSON.stringify(input) : undefined),
  });
  const save = useMutation({
    mutationFn: (input: ConnectionInput) => saveConnection(appId, input),
    onSuccess: async (saved) => {
      queryClient.setQueryData(connectionQuery(appId).queryKey, saved);
      await queryClient.invalidateQueries({ queryKey: ["app", appId] });
      form.setFieldValue("password", "");
      form.setFieldValue("token", "");
      notifyDone(saved.enabled ? t.saved : t.switchedOff);
    },
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  const report = failureExtra<DoctorReport>(save.error, "report") ?? test.data;
  const input = connectionInput(values);
  const isTested = passed === JSON.stringify(input);
  const isSwitchingOff = connection.enabled && !values.enabled;
  return (
    <Section title={t.title} description={t.description} actions={<ConnectionState connection={connection} />}>
      <form
        noValidate
        onSubmit={form.onSubmit(() => {
          if (isTested) save.mutate(input);
          else test.mutate(input);
        })}
      >
        <Stack gap="md">
          <Checkbox
            label={t.enable}
            description={t.enableDetail}
            {...form.getInputProps("enabled", { type: "checkbox" })}
          />
          {values.enabled && (
            <>
              <ConnectionFields form={form} connection={connection} />
              <Group gap="sm">
                <Button
                  variant={isTested ? "default" : "filled"}
                  type={isTested ? "button" : "submit"}
                  loading={test.isPending}
                  leftSection={<IconPlugConnected size={16} aria-hidden />}
                  {...(isTested ? { onClick: () => test.mutate(input) } : {})}
                >
                  {t.test}
                </Button>
                <Button
                  variant={isTested ? "filled" : "default"}
                  type={isTested ? "submit" : "button"}
                  disabled={!isTested}
                  loading={save.isPending}
                  aria-describedby="save-rule"
                >
                  {messages.actions.save}
                </Button>
                <Text size="xs" c="dimmed" id="save-rule">
                  {isTested ? t.canSave : t.saveRule}
                </Text>
              </Group>
              {test.isError && <ErrorNotice title={t.testNotRun} error={test.error} />}
              {save.isError && <ErrorNotice title={t.saveFailed} error={save.error} hint={t.saveFailedHint} />}
              {(test.isPending || report !== undefined) && <DoctorView report={test.isPending ? undefined : report} />}
            </>
          )}
          {isSwitchingOff && (
            <Group>
              <Button onClick={asking.open}>{messages.actions.save}</Button>
            </Group>
          )}
        </Stack>
      </form>
      <ConfirmAction
        opened={isAsking}
        onClose={asking.close}
        title={t.offQuestion}
        consequences={t.offConsequences}
        confirmLabel={t.offConfirm}
        onConfirm={() => save.mutateAsync({ ...input, enabled: false })}
      />
    </Section>
  );
}

function ConnectionState({ connection }: { connection: Connection }): ReactNode {
  if (!connection.enabled) return <StatusBadge tone="neutral" label={t.states.DISABLED} />;
  return (
    <Group gap="xs">
      <StatusBadge tone={connection.status === "ENABLED" ? "good" : "warning"} label={t.states[connection.status]} />
      {connection.testedAt !== null && (
        <Text size="xs" c="dimmed">
          {t.testedAt} <Timestamp value={connection.testedAt} />
        </Text>
      )}
    </Group>
  );
}
