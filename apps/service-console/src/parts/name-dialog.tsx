import { ErrorNotice, fieldMessages } from "@lockstep/ui";
import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { messages } from "../messages.ts";

interface NameDialogProps {
  readonly opened: boolean;
  readonly title: string;
  readonly label: string;
  readonly description?: string;
  readonly initial?: string;
  readonly missing: string;
  readonly submitLabel: string;
  readonly failedTitle: string;
  readonly onClose: () => void;
  readonly onSubmit: (name: string) => Promise<void>;
}

/** Asks for one name. */
export function NameDialog(props: NameDialogProps): ReactNode {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ "aria-label": messages.actions.cancel }}
    >
      <NameForm {...props} />
    </Modal>
  );
}

function NameForm(props: NameDialogProps): ReactNode {
  const form = useForm({
    initialValues: { displayName: props.initial ?? "" },
    validate: { displayName: (value) => (value.trim() === "" ? props.missing : null) },
  });
  const submit = useMutation({
    mutationFn: (name: string) => props.onSubmit(name),
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  return (
    <form noValidate onSubmit={form.onSubmit(({ displayName }) => submit.mutate(displayName.trim()))}>
      <Stack>
        {submit.isError && <ErrorNotice title={props.failedTitle} error={submit.error} />}
        <TextInput
          label={props.label}
          description={props.description}
          data-autofocus
          {...form.getInputProps("displayName")}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onClose}>
            {messages.actions.cancel}
          </Button>
          <Button type="submit" loading={submit.isPending}>
            {props.submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
