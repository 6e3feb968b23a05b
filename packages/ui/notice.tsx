import { Alert, type AlertProps } from "@mantine/core";
import type { ReactNode } from "react";
import type { Tone } from "./status-badge.tsx";

/** Says on a page what is so and what to do about it, coloured by what it means for the reader. A failure has its `ErrorNotice`. */
export function Notice(
  props: { tone: Tone; title: string; icon?: ReactNode; children?: ReactNode } & Pick<AlertProps, "mb" | "role">,
): ReactNode {
  const { tone, ...rest } = props;
  const colour = `var(--tone-${tone})`;
  return (
    <Alert
      variant="light"
      {...rest}
      styles={{
        root: { background: `var(--tone-${tone}-soft)` },
        title: { color: colour, ...(rest.children === undefined ? { marginBottom: 0 } : {}) },
        icon: { color: colour },
        message: { color: "var(--mantine-color-text)" },
      }}
    />
  );
}
