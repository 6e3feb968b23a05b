import type {
  AuthScheme,
  Connection,
  ConnectionInput,
  DoctorReport,
  DoctorStep,
} from "@lockstep/directory-app/contract";
import { ConfirmAction, ErrorNotice, fieldMessages, notifyDone, Section, StatusBadge, Timestamp } from "@lockstep/ui";
import { Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconPlugConnected } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { failureExtra } from "../../api/client.ts";
import { connectionQuery, saveConnection, testConnection } from "../../api/provisioning.ts";
import { messages } from "../../messages.ts";
import { ConnectionFields } from "./connection-fields.tsx";
import { type ConnectionValues, connectionInput, connectionProblems, connectionValues } from "./connection-values.ts";
import { DoctorView } from "./doctor-view.tsx";

const t = messages.integration;

/** The connection's form. Save opens when exactly these values have passed *Test API Credentials*. */
export function ConnectionForm(props: {
  appId: string;
  connection: Connection;
  /** How apps of this kind sign in, for a connection that is new. */
  suggested: AuthScheme | undefined;
}): ReactNode {
  const { appId, connection } = props;
  const queryClient = useQueryClient();
  const [isAsking, asking] = useDisclosure(false);
  const form = useForm<ConnectionValues>({
    initialValues: connectionValues(connection, props.suggested),
    validate: (values) => connectionProblems(values, connection),
  });
  const { values } = form;
  const test = useCredentialsTest(appId);
  const showFaults = (error: unknown) => form.setErrors(formErrors(error));
  const save = useMutation({
    mutationFn: (input: ConnectionInput) => saveConnection(appId, input),
    onSuccess: async (saved) => {
      queryClient.setQueryData(connectionQuery(appId).queryKey, saved);
      await queryClient.invalidateQueries({ queryKey: ["app", appId] });
      form.setValues(connectionValues(saved));
      notifyDone(saved.enabled ? t.saved : t.switchedOff);
    },
    onError: showFaults,
  });
  const report = failureExtra<DoctorReport>(save.error, "report") ?? test.report;
  const input = connectionInput(values);
  const isTested = test.passed === JSON.stringify(input);
  return (
    <Section title={t.title} description={t.description} actions={<ConnectionState connection={connection} />}>
      <form
        noValidate
        onSubmit={form.onSubmit(() => {
          if (isTested) save.mutate(input);
          else test.start(input, showFaults);
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
              <FormButtons
                isTested={isTested}
                isTesting={test.isRunning}
                isSaving={save.isPending}
                onTest={() => test.start(input, showFaults)}
                onStop={test.stop}
              />
              {test.failure !== undefined && <ErrorNotice title={t.testNotRun} error={test.failure} />}
              {save.isError && <ErrorNotice title={t.saveFailed} error={save.error} hint={t.saveFailedHint} />}
              {(test.isRunning || report !== undefined) && (
                <DoctorView
                  steps={test.isRunning ? test.steps : (report?.steps ?? [])}
                  report={test.isRunning ? undefined : report}
                />
              )}
            </>
          )}
          {connection.enabled && !values.enabled && (
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

/** The form has no nesting: `oauth.clientId` of the API is its field `clientId`. */
function formErrors(error: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fieldMessages(error)).map(([field, message]) => [field.replace(/^oauth\./, ""), message]),
  );
}

/** One run of the doctor at a time; its steps come while it runs, and leaving the page ends it. */
function useCredentialsTest(appId: string) {
  const [steps, setSteps] = useState<readonly DoctorStep[]>([]);
  const [passed, setPassed] = useState<string>();
  const running = useRef<AbortController>(undefined);
  const isStopped = () => running.current?.signal.aborted === true;
  useEffect(() => () => running.current?.abort(), []);
  const test = useMutation({
    mutationFn: (input: ConnectionInput) => {
      running.current = new AbortController();
      setSteps([]);
      return testConnection(appId, input, {
        onStep: (step) => setSteps((before) => [...before, step]),
        signal: running.current.signal,
      });
    },
    onSuccess: (report, input) => setPassed(report.ok ? JSON.stringify(input) : undefined),
  });
  return {
    steps,
    passed,
    report: test.data,
    isRunning: test.isPending,
    failure: test.isError && !isStopped() ? test.error : undefined,
    start: (input: ConnectionInput, onError: (error: unknown) => void) => test.mutate(input, { onError }),
    stop: () => running.current?.abort(),
  };
}

function FormButtons(props: {
  isTested: boolean;
  isTesting: boolean;
  isSaving: boolean;
  onTest: () => void;
  onStop: () => void;
}): ReactNode {
  const { isTested } = props;
  return (
    <Group gap="sm">
      <Button
        variant={isTested ? "default" : "filled"}
        type={isTested ? "button" : "submit"}
        loading={props.isTesting}
        leftSection={<IconPlugConnected size={16} aria-hidden />}
        {...(isTested ? { onClick: props.onTest } : {})}
      >
        {t.test}
      </Button>
      {props.isTesting ? (
        <Button variant="default" onClick={props.onStop}>
          {t.stopTest}
        </Button>
      ) : (
        <Button
          variant={isTested ? "filled" : "default"}
          type={isTested ? "submit" : "button"}
          disabled={!isTested}
          loading={props.isSaving}
          aria-describedby="save-rule"
        >
          {messages.actions.save}
        </Button>
      )}
      <Text size="xs" c="dimmed" id="save-rule">
        {isTested ? t.canSave : t.saveRule}
      </Text>
    </Group>
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
