import type { DriftSettings } from "@lockstep/directory-app/contract";
import { ErrorNotice, fieldMessages, notifyDone, Section, SectionSkeleton, Timestamp } from "@lockstep/ui";
import { Button, Group, Radio, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { driftSettingsQuery, saveDriftSettings } from "../../api/drift.ts";
import { messages } from "../../messages.ts";
import { TimeZoneField } from "../../parts/time-zone-field.tsx";

const t = messages.driftSettings;
const USUAL = ["NEVER", "HOURLY", "DAILY", "WEEKLY"] as const;
const FOREIGN = ["KEEP", "REMOVE"] as const;
const CRON_AT_FIRST = "0 5 * * 1-5";

/** When pushed groups are compared by themselves, and what a repair does with members that the directory does not know. */
export function DriftSettingsSection({ appId }: { appId: string }): ReactNode {
  const settings = useQuery(driftSettingsQuery(appId));
  if (settings.data === undefined) {
    if (!settings.isError) return <SectionSkeleton lines={6} />;
    return <ErrorNotice title={t.loadFailed} error={settings.error} onRetry={() => void settings.refetch()} />;
  }
  return <SettingsForm key={JSON.stringify(settings.data)} appId={appId} saved={settings.data} />;
}

function SettingsForm({ appId, saved }: { appId: string; saved: DriftSettings }): ReactNode {
  const queryClient = useQueryClient();
  const { next: _next, ...settable } = saved;
  const [draft, setDraft] = useState(settable);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(settable);
  const save = useMutation({
    mutationFn: () => saveDriftSettings(appId, { ...draft, schedule: draft.schedule.trim() }),
    onSuccess: (settings) => {
      queryClient.setQueryData(driftSettingsQuery(appId).queryKey, settings);
      notifyDone(t.saved);
    },
  });
  return (
    <Section title={t.title} description={t.description}>
      <Stack gap="lg">
        {save.isError && <ErrorNotice title={t.saveFailed} error={save.error} />}
        <Stack gap={6}>
          <ScheduleChoice
            schedule={draft.schedule}
            timeZone={draft.timeZone}
            error={fieldMessages(save.error)["schedule"]}
            onChange={(part) => setDraft({ ...draft, ...part })}
          />
          <Text size="sm" c="dimmed">
            {draft.schedule === "NEVER" && t.never}
            {draft.schedule !== "NEVER" && !isChanged && saved.next !== null && (
              <>
                {t.next} <Timestamp value={saved.next} />
              </>
            )}
          </Text>
        </Stack>
        <Radio.Group
          label={t.foreign}
          value={draft.foreignMembers}
          onChange={(value) => setDraft({ ...draft, foreignMembers: value === "REMOVE" ? "REMOVE" : "KEEP" })}
        >
          <Stack gap={8} mt={6}>
            {FOREIGN.map((value) => (
              <Radio
                key={value}
                value={value}
                label={t.foreignChoices[value].label}
                description={t.foreignChoices[value].detail}
              />
            ))}
          </Stack>
        </Radio.Group>
        <Group gap="xs">
          <Button disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate()}>
            {messages.actions.save}
          </Button>
          {isChanged && (
            <Button variant="default" onClick={() => setDraft(settable)}>
              {messages.actions.cancel}
            </Button>
          )}
        </Group>
      </Stack>
    </Section>
  );
}

function ScheduleChoice(props: {
  schedule: string;
  timeZone: string;
  error: string | undefined;
  onChange: (part: { schedule: string } | { timeZone: string }) => void;
}): ReactNode {
  const usual = USUAL.find((known) => known === props.schedule);
  return (
    <Group gap="sm" align="flex-start">
      <Select
        label={t.schedule}
        w={{ base: "100%", xs: 220 }}
        allowDeselect={false}
        data={[...USUAL, "cron" as const].map((value) => ({ value, label: t.schedules[value] }))}
        value={usual ?? "cron"}
        onChange={(value) => props.onChange({ schedule: value === "cron" || value === null ? CRON_AT_FIRST : value })}
      />
      {usual === undefined && (
        <TextInput
          label={messages.schedule.cron}
          w={{ base: "100%", xs: 240 }}
          spellCheck={false}
          value={props.schedule}
          error={props.error}
          onChange={(event) => props.onChange({ schedule: event.currentTarget.value })}
        />
      )}
      {usual !== "NEVER" && (
        <TimeZoneField value={props.timeZone} onChange={(timeZone) => props.onChange({ timeZone })} />
      )}
    </Group>
  );
}
