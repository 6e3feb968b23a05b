import type { InboundProvisioningCapabilities } from "@lockstep/directory-app/contract";
import { ErrorNotice, notifyDone, Section } from "@lockstep/ui";
import { Button, Checkbox, Group, Radio, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { saveToDirectory, toDirectoryQuery } from "../../api/provisioning.ts";
import { messages } from "../../messages.ts";
import { readSchedule, type Schedule, writeSchedule } from "./schedule.ts";
import { ScheduleFields } from "./schedule-fields.tsx";

const t = messages.toDirectory;
type Rules = InboundProvisioningCapabilities["importRules"]["userCreateAndMatch"];
type Sourcing = InboundProvisioningCapabilities["importRules"]["profileAndLifecycle"];
type UserName = InboundProvisioningCapabilities["importSettings"]["username"];

/** Values as the form holds them. */
interface ToDirectoryValues {
  readonly schedule: Schedule;
  readonly timezone: string;
  readonly userName: UserName;
  readonly rules: Rules;
  readonly sourcing: Sourcing;
}

/** Schedule and matching; nothing changes before Save. */
export function ToDirectoryForm(props: {
  appId: string;
  label: string;
  saved: InboundProvisioningCapabilities;
}): ReactNode {
  const queryClient = useQueryClient();
  const before = valuesOf(props.saved);
  const [values, setValues] = useState(before);
  const isChanged = JSON.stringify(values) !== JSON.stringify(before);
  const save = useMutation({
    mutationFn: () => saveToDirectory(props.appId, capabilitiesOf(values)),
    onSuccess: async (feature) => {
      queryClient.setQueryData(toDirectoryQuery(props.appId).queryKey, feature);
      await queryClient.invalidateQueries({ queryKey: ["app", props.appId] });
      notifyDone(t.saved(props.label));
    },
  });
  return (
    <Stack gap="lg" maw={760}>
      {save.isError && <ErrorNotice title={t.saveFailed(props.label)} error={save.error} />}
      <Section title={t.general} description={t.hint}>
        <Stack gap="md">
          <ScheduleFields
            schedule={values.schedule}
            timezone={values.timezone}
            onChange={(schedule, timezone) => setValues({ ...values, schedule, timezone })}
          />
          <Radio.Group
            label={t.userName}
            description={t.userNameDetail}
            value={values.userName.usernameFormat}
            onChange={(format) =>
              setValues({
                ...values,
                userName:
                  format === "CUSTOM"
                    ? { usernameFormat: "CUSTOM", userNameExpression: values.userName.userNameExpression ?? "" }
                    : { usernameFormat: "EMAIL" },
              })
            }
          >
            <Stack gap={6} mt={6}>
              <Radio value="EMAIL" label={t.userNameEmail} />
              <Radio value="CUSTOM" label={t.userNameCustom} />
            </Stack>
          </Radio.Group>
          {values.userName.usernameFormat === "CUSTOM" && (
            <TextInput
              label={t.userNameExpression}
              spellCheck={false}
              value={values.userName.userNameExpression ?? ""}
              onChange={(event) =>
                setValues({
                  ...values,
                  userName: { usernameFormat: "CUSTOM", userNameExpression: event.currentTarget.value },
                })
              }
            />
          )}
        </Stack>
      </Section>
      <MatchingSection rules={values.rules} onChange={(rules) => setValues({ ...values, rules })} />
      <Group gap="xs">
        <Button disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate()}>
          {messages.actions.save}
        </Button>
        {isChanged && (
          <Button variant="default" onClick={() => setValues(before)}>
            {messages.actions.cancel}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function MatchingSection({ rules, onChange }: { rules: Rules; onChange: (rules: Rules) => void }): ReactNode {
  const tick = (name: Exclude<keyof Rules, "exactMatchCriteria">) => ({
    checked: rules[name],
    onChange: (event: { currentTarget: { checked: boolean } }) =>
      onChange({ ...rules, [name]: event.currentTarget.checked }),
  });
  return (
    <Section title={t.matching} description={t.matchingDetail}>
      <Stack gap="lg">
        <Checkbox.Group
          label={t.exact}
          description={t.exactDetail}
          value={[rules.exactMatchCriteria].flat()}
          onChange={(exactMatchCriteria) => onChange({ ...rules, exactMatchCriteria })}
        >
          <Stack gap={8} mt={6}>
            <Checkbox value="USERNAME" label={t.exactUserName} />
            <Checkbox value="EMAIL" label={t.exactEmail} />
          </Stack>
        </Checkbox.Group>
        <Checkbox label={t.partial} description={t.partialDetail} {...tick("allowPartialMatch")} />
        <Stack gap={8} role="group" aria-label={t.confirmMatched}>
          <strong style={{ fontSize: "var(--mantine-font-size-sm)", fontWeight: 500 }}>{t.confirmMatched}</strong>
          <Checkbox label={t.confirmExact} {...tick("autoConfirmExactMatch")} />
          <Checkbox label={t.confirmPartial} {...tick("autoConfirmPartialMatch")} />
        </Stack>
        <Stack gap={8} role="group" aria-label={t.confirmNew}>
          <strong style={{ fontSize: "var(--mantine-font-size-sm)", fontWeight: 500 }}>{t.confirmNew}</strong>
          <Checkbox label={t.autoConfirmNew} {...tick("autoConfirmNewUsers")} />
          <Checkbox label={t.autoActivateNew} {...tick("autoActivateNewUsers")} />
        </Stack>
      </Stack>
    </Section>
  );
}

function valuesOf(saved: InboundProvisioningCapabilities): ToDirectoryValues {
  const { schedule, username } = saved.importSettings;
  return {
    schedule: readSchedule(schedule.status === "ENABLED" ? (schedule.fullImport?.expression ?? null) : null),
    timezone: schedule.fullImport?.timezone ?? "UTC",
    userName: username,
    rules: saved.importRules.userCreateAndMatch,
    sourcing: saved.importRules.profileAndLifecycle,
  };
}

function capabilitiesOf(values: ToDirectoryValues): InboundProvisioningCapabilities {
  const expression = writeSchedule(values.schedule);
  return {
    importSettings: {
      username: values.userName,
      schedule: {
        status: expression === null ? "DISABLED" : "ENABLED",
        fullImport: { expression, timezone: values.timezone },
      },
    },
    importRules: { userCreateAndMatch: values.rules, profileAndLifecycle: values.sourcing },
  };
}
