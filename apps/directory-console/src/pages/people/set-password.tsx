import type { DirectoryUser } from "@lockstep/directory-app/contract";
import { ErrorNotice, fieldMessages, notifyDone } from "@lockstep/ui";
import { Button, Group, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { personName, personQuery, setPassword } from "../../api/people.ts";
import { messages } from "../../messages.ts";

const t = messages.setPassword;
const LENGTH_MIN = 8;

/** Sets a person's directory password, and says what the apps do about it. */
export function SetPassword(props: { person: DirectoryUser; opened: boolean; onClose: () => void }): ReactNode {
  const queryClient = useQueryClient();
  const name = personName(props.person);
  const form = useForm({
    initialValues: { password: "", repeat: "" },
    validate: {
      password: (value) => (value.length < LENGTH_MIN ? t.tooShort : null),
      repeat: (value, values) => (value === values.password ? null : t.differs),
    },
  });
  const submit = useMutation({
    mutationFn: (password: string) => setPassword(props.person.id, password),
    onSuccess: (person) => {
      queryClient.setQueryData(personQuery(person.id).queryKey, person);
      notifyDone(t.done(name));
      close();
    },
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  const close = () => {
    form.reset();
    submit.reset();
    props.onClose();
  };
  return (
    <Modal
      opened={props.opened}
      onClose={close}
      title={t.of(name)}
      closeButtonProps={{ "aria-label": messages.actions.cancel }}
    >
      <form noValidate onSubmit={form.onSubmit(({ password }) => submit.mutate(password))}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {t.consequence}
          </Text>
          {submit.isError && <ErrorNotice title={t.failed(name)} error={submit.error} />}
          <PasswordInput
            label={t.password}
            autoComplete="new-password"
            data-autofocus
            visibilityToggleButtonProps={{ "aria-label": messages.actions.showPassword }}
            {...form.getInputProps("password")}
          />
          <PasswordInput
            label={t.repeat}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": messages.actions.showPassword }}
            {...form.getInputProps("repeat")}
          />
          <Group justify="flex-end" gap="xs" mt="xs">
            <Button variant="default" onClick={close}>
              {messages.actions.cancel}
            </Button>
            <Button type="submit" loading={submit.isPending}>
              {t.title}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
