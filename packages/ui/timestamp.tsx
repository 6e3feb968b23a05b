import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Hint } from "./hint.tsx";
import { locale } from "./language.ts";

const FORMATS = {
  full: new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }),
  seconds: new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" }),
  date: new Intl.DateTimeFormat(locale, { dateStyle: "medium" }),
} as const;

/** A server's instant in the viewer's zone; the exact instant is shown on hover. `never` stands for null. */
export function Timestamp(props: {
  value: string | null | undefined;
  format?: keyof typeof FORMATS;
  never?: string;
}): ReactNode {
  if (props.value === null || props.value === undefined) {
    return (
      <Text span inherit c="dimmed">
        {props.never ?? "–"}
      </Text>
    );
  }
  const instant = new Date(props.value);
  if (Number.isNaN(instant.getTime())) return props.value;
  return (
    <Hint label={instant.toISOString()}>
      <time dateTime={instant.toISOString()} style={{ whiteSpace: "nowrap" }}>
        {FORMATS[props.format ?? "full"].format(instant)}
      </time>
    </Hint>
  );
}
