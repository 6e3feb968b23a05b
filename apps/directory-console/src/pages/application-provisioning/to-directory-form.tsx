import type { InboundProvisioningCapabilities } from "@lockstep/directory-app/contract";
import { ErrorNotice, notifyDone, Section } from "@lockstep/ui";
import { Button, Group, Radio, Stack, Switch, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { saveToDirectory, toDirectoryQuery } from "../../api/provisioning.ts";
import { messages } from "../../messages.ts";
import { ExpressionInput } from "../../parts/expression-input.tsx";
import { MatchingFields } from "./matching-fields.tsx";
import { ScheduleFields } from "./schedule-fields.tsx";
import { SourcingFields } from "./sourcing-fields.tsx";
import { capabilitiesOf, type ToDirectoryValues, valuesOf } from "./to-directory-values.ts";

const t = messages.toDirectory;

/** Schedules, user names, matching and sourcing; nothing changes before Save. */
export function ToDirectoryForm(props: {
  appId: string;
  label: string;
  saved: InboundProvisioningCapabilities;
}): ReactNode {
  const queryClient = useQueryClient();
  const before = valuesOf(props.saved);
  const [values, setValues] = useState(before);
  const change = (part: Partial<ToDirectoryValues>) => setValues({ ...values, ...part });
  const isChanged = JSON.stringify(values) !== JSON.stringify(before);
  const save = useMutation({
    mutationFn: () => saveToDirectory(props.appId, capabilitiesOf(values, props.saved)),
    onSuccess: async (feature) => {
      queryClient.setQueryData(toDirectoryQuery(props.appId).queryKey, feature);
      await queryClient.invalidateQueries({ queryKey: ["app", props.appId] });
      notifyDone(t.saved(props.label));
    },
  });
  return (
    <Stack gap="lg">
      {save.isError && <ErrorNotice title={t.saveFailed(props.label)} error={save.error} />}
      <Section title={t.general} description={t.hint}>
        <Stack gap="lg">
          <ScheduleFields
            label={messages.schedule.label}
            schedule={values.full.schedule}
            timezone={values.full.timezone}
            onChange={(schedule, timezone) => change({ full: { schedule, timezone } })}
          />
          <div>
            <ScheduleFields
              label={messages.schedule.incremental}
              schedule={values.incremental.schedule}
              timezone={values.incremental.timezone}
              onChange={(schedule, timezone) => change({ incremental: { schedule, timezone } })}
            />
            <Text size="xs" c="dimmed" mt={4}>
              {props.saved.importSettings.changes.detail}
            </Text>
          </div>
          <Switch
            label={t.groups}
            description={t.groupsDetail}
            checked={values.groups === "ENABLED"}
            onChange={(event) => change({ groups: event.currentTarget.checked ? "ENABLED" : "DISABLED" })}
          />
          <UserNameFields values={values} onChange={change} />
        </Stack>
      </Section>
      <Section title={t.matching} description={t.matchingDetail}>
        <MatchingFields rules={values.rules} onChange={(rules) => change({ rules })} />
      </Section>
      <Section title={t.sourcing} description={t.sourcingDetail}>
        <SourcingFields label={props.label} sourcing={values.sourcing} onChange={(sourcing) => change({ sourcing })} />
      </Section>
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

function UserNameFields(props: {
  values: ToDirectoryValues;
  onChange: (part: Partial<ToDirectoryValues>) => void;
}): ReactNode {
  const { userName } = props.values;
  return (
    <Stack gap="xs">
      <Radio.Group
        label={t.userName}
        description={t.userNameDetail}
        value={userName.usernameFormat}
        onChange={(format) =>
          props.onChange({
            userName:
              format === "CUSTOM"
                ? { usernameFormat: "CUSTOM", userNameExpression: userName.userNameExpression ?? "" }
                : { usernameFormat: "EMAIL" },
          })
        }
      >
        <Stack gap={6} mt={6}>
          <Radio value="EMAIL" label={t.userNameEmail} />
          <Radio value="CUSTOM" label={t.userNameCustom} />
        </Stack>
      </Radio.Group>
      {userName.usernameFormat === "CUSTOM" && (
        <ExpressionInput
          label={t.userNameExpression}
          value={userName.userNameExpression ?? ""}
          onChange={(userNameExpression) =>
            props.onChange({ userName: { usernameFormat: "CUSTOM", userNameExpression } })
          }
        />
      )}
    </Stack>
  );
}
