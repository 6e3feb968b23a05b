import { CopyField } from "@lockstep/ui";
import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "../messages.ts";

const t = messages.newCredential;

/** A secret as it is shown this one time; neither a click beside the dialog nor Escape closes it. */
export function SecretOnce(props: {
  readonly secret: { readonly label: string; readonly value: string } | undefined;
  readonly title: string;
  readonly detail?: string;
  /** What goes with it and is no secret, such as a client id. */
  readonly fields?: readonly { readonly label: string; readonly value: string }[];
  readonly onClose: () => void;
}): ReactNode {
  const { secret } = props;
  return (
    <Modal
      opened={secret !== undefined}
      onClose={props.onClose}
      title={props.title}
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack>
        <Alert role="status" variant="light">
          {props.detail ?? t.onceDetail}
        </Alert>
        {props.fields?.map((field) => (
          <CopyField key={field.label} label={field.label} value={field.value} />
        ))}
        {secret !== undefined && <CopyField label={secret.label} value={secret.value} isSecret />}
        <Group justify="flex-end">
          <Button onClick={props.onClose} data-autofocus>
            {t.done}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
