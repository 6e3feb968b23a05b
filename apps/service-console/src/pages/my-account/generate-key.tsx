import type { NewApiKey } from "@lockstep/service-app/contract";
import { CopyField, ErrorNotice, fieldMessages } from "@lockstep/ui";
import { Alert, Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { generateApiKey } from "../../api/account.ts";
import { messages } from "../../messages.ts";

const t = messages.account;

/** Asks for a name, generates the key, and shows it this one time. */
export function GenerateKey(props: {
  opened: boolean;
  onClose: () => void;
  onGenerated: (key: NewApiKey) => void;
}): ReactNode {
  const form = useForm({
    initialValues: { name: "" },
    validate: { name: (value) => (value.trim() === "" ? t.keyNameMissing : null) },
  });
  const generate = useMutation({
    mutationFn: generateApiKey,
    onSuccess: props.onGenerated,
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  const close = () => {
    generate.reset();
    form.reset();
    props.onClose();
  };
  const key = generate.data;
  return (
    <Modal
      opened={props.opened}
      onClose={close}
      title={key === undefined ? t.generate : t.shownOnce}
      closeOnClickOutside={key === undefined}
      closeOnEscape={key === undefined}
      closeButtonProps={{ "aria-label": messages.actions.cancel }}
      size="lg"
    >
      {key === undefined ? (
        <form noValidate onSubmit={form.onSubmit(({ name }) => generate.mutate(name.trim()))}>
          <Stack>
            {generate.isError && <ErrorNotice title={t.generateFailed} error={generate.error} />}
            <TextInput
              label={t.keyName}
              placeholder={t.keyNamePlaceholder}
              data-autofocus
              {...form.getInputProps("name")}
            />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close}>
                {messages.actions.cancel}
              </Button>
              <Button type="submit" loading={generate.isPending}>
                {t.generate}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Stack>
          <Alert role="status" variant="light">
            {t.shownOnceDetail}
          </Alert>
          <CopyField label={t.key} value={key.key} isSecret />
          <Group justify="flex-end">
            <Button onClick={close}>{t.copied}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
