import { Select } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "../messages.ts";

const TIME_ZONES = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
const SHOWN_MAX = 80;

/** The time zone of a schedule, found by typing; one that the browser does not know stays choosable while it is set. */
export function TimeZoneField({ value, onChange }: { value: string; onChange: (zone: string) => void }): ReactNode {
  return (
    <Select
      label={messages.schedule.timezone}
      w={{ base: "100%", xs: 240 }}
      searchable
      data={TIME_ZONES.includes(value) ? TIME_ZONES : [value, ...TIME_ZONES]}
      value={value}
      limit={SHOWN_MAX}
      onChange={(zone) => onChange(zone ?? value)}
    />
  );
}
