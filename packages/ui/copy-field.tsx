import { ActionIcon, CopyButton, TextInput, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { uiMessages } from "./messages.ts";

const t = uiMessages.copy;

/** A value to be copied elsewhere: read-only, selected on focus, with a copy button that says when it worked. */
export function CopyField(props: {
  label: string;
  value: string;
  description?: ReactNode;
  isSecret?: boolean;
}): ReactNode {
  return (
    <TextInput
      label={props.label}
      description={props.description}
      value={props.value}
      readOnly
      onFocus={(event) => event.currentTarget.select()}
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "0.8125rem" } }}
      {...(props.isSecret === true ? { autoComplete: "off", spellCheck: false, "data-secret": true } : {})}
      rightSection={
        <CopyButton value={props.value} timeout={2_000}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? t.copied : t.copy}>
              <ActionIcon
                aria-label={copied ? t.copiedOf(props.label) : t.copyOf(props.label)}
                onClick={copy}
                color={copied ? "teal" : "gray"}
              >
                {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      }
    />
  );
}
