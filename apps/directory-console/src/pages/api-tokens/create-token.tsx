import { CopyField, ErrorNotice, fieldMessages } from "@lockstep/ui";
import { Alert, Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { createApiToken } from "../../api/records.ts";
import { messages } from "../../messages.ts";

const t = messages.apiTokens;

/** Asks for a name, makes the token, and shows it this one time. */
export function CreateToken(props: { opened: boolean; onClose: () => void; onCreated: () => void }): ReactNode {
  const form = useForm({
    initialValues: { name: "" },
    validate: { name: (value) => (value.trim() === "" ? t.nameMissing : null) },
  });
  const create = useMutation({
    mutationFn: createApiToken,
    onSuccess: props.onCreated,
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  const close = () => {
    create.reset();
    form.reset();
    props.onClose();
  };
  const token = create.data;
  return (
    <Modal
      opened={props.opened}
      onClose={close}
      size="lg"
      title={token === undefined ? t.create : t.copyNow}
      closeOnClickOutside={token === undefined}
      closeOnEscape={token === undefined}
      closeButtonProps={{ "aria-label": messages.assignDialog.close }}
    >
      {token === undefined ? (
        <form noValidate onSubmit={form.onSubmit(({ name }) => create.mutate(name.trim()))}>
          <Stack>
            {create.isError && <ErrorNotice title={t.failed} error={create.error} />}
            <TextInput label={t.name} placeholder={t.placeholder} data-autofocus {...form.getInputProps("name")} />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close}>
                {messages.actions.cancel}
              </Button>
              <Button type="submit" loading={create.isPending}>
                {t.create}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Stack>
          <Alert role="status" variant="light">
            {t.shownOnce}
          </Alert>
          <CopyField label={t.token} value={token.token} description={t.usage} isSecret />
          <Group justify="flex-end">
            <Button onClick={close}>{t.copied}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
