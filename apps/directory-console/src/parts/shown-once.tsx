import { CopyField } from "@lockstep/ui";
import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "../messages.ts";

/** Shows a secret or a link this one time; closed by the button that says so, not by accident. */
export function ShownOnce(props: {
  title: string;
  note?: string;
  /** Undefined: closed. */
  value: string | undefined;
  label: string;
  description: string;
  isSecret?: boolean;
  done: string;
  onClose: () => void;
  children?: ReactNode;
}): ReactNode {
  return (
    <Modal
      opened={props.value !== undefined}
      onClose={props.onClose}
      size="lg"
      title={props.title}
      closeOnClickOutside={false}
      closeOnEscape={false}
      closeButtonProps={{ "aria-label": messages.assignDialog.close }}
    >
      <Stack>
        {props.note !== undefined && (
          <Alert role="status" variant="light">
            {props.note}
          </Alert>
        )}
        {props.children}
        <CopyField
          label={props.label}
          value={props.value ?? ""}
          description={props.description}
          {...(props.isSecret === true ? { isSecret: true } : {})}
        />
        <Group justify="flex-end">
          <Button onClick={props.onClose}>{props.done}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
