import { Group, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "../../messages.ts";
import { TimeZoneField } from "../../parts/time-zone-field.tsx";
import { SCHEDULE_KINDS, type Schedule, scheduleOfKind } from "./schedule.ts";

const t = messages.schedule;
const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, "0")}:00`,
}));

/** Never, hourly, daily, weekly or a cron expression, in a time zone. */
export function ScheduleFields(props: {
  label: string;
  schedule: Schedule;
  timezone: string;
  onChange: (schedule: Schedule, timezone: string) => void;
}): ReactNode {
  const { schedule, timezone, onChange } = props;
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-end">
        <Select
          label={props.label}
          w={{ base: "100%", xs: 220 }}
          data={SCHEDULE_KINDS.map((kind) => ({ value: kind, label: t.kinds[kind] }))}
          value={schedule.kind}
          onChange={(value) => {
            const kind = SCHEDULE_KINDS.find((known) => known === value);
            if (kind !== undefined) onChange(scheduleOfKind(kind, schedule), timezone);
          }}
        />
        {schedule.kind === "hourly" && (
          <NumberInput
            label={t.minute}
            w={130}
            min={0}
            max={59}
            value={schedule.minute}
            onChange={(minute) => onChange({ ...schedule, minute: Number(minute) || 0 }, timezone)}
          />
        )}
        {schedule.kind === "weekly" && (
          <Select
            label={t.weekday}
            w={{ base: "100%", xs: 160 }}
            data={t.weekdays.map((label, weekday) => ({ value: String(weekday), label }))}
            value={String(schedule.weekday)}
            onChange={(weekday) => onChange({ ...schedule, weekday: Number(weekday) }, timezone)}
          />
        )}
        {(schedule.kind === "daily" || schedule.kind === "weekly") && (
          <Select
            label={t.hour}
            w={110}
            data={HOURS}
            value={String(schedule.hour)}
            onChange={(hour) => onChange({ ...schedule, hour: Number(hour) }, timezone)}
          />
        )}
        {schedule.kind === "cron" && (
          <TextInput
            label={t.cron}
            w={{ base: "100%", xs: 220 }}
            spellCheck={false}
            value={schedule.expression}
            onChange={(event) => onChange({ kind: "cron", expression: event.currentTarget.value }, timezone)}
          />
        )}
        {schedule.kind !== "never" && <TimeZoneField value={timezone} onChange={(zone) => onChange(schedule, zone)} />}
      </Group>
    </Stack>
  );
}
