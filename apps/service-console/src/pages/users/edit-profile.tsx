import type { User } from "@lockstep/service-app/contract";
import { ErrorNotice, fieldMessages, notifyDone } from "@lockstep/ui";
import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { setProfile, userQuery } from "../../api/users.ts";
import { messages } from "../../messages.ts";

const t = messages.user;

/** Corrects the name and the e-mail of a user. */
export function EditProfile({ user }: { user: User }): ReactNode {
  const queryClient = useQueryClient();
  const [isOpen, dialog] = useDisclosure(false);
  const form = useForm({
    initialValues: { givenName: user.givenName ?? "", familyName: user.familyName ?? "", email: user.email },
    validate: {
      email: (value) => (value.trim() === "" ? messages.userNew.emailMissing : null),
      givenName: (value) => (value.trim() === "" ? messages.userNew.nameMissing : null),
      familyName: (value) => (value.trim() === "" ? messages.userNew.nameMissing : null),
    },
  });
  const save = useMutation({
    mutationFn: (values: typeof form.values) => setProfile(user.id, values),
    onSuccess: async (changed) => {
      dialog.close();
      queryClient.setQueryData(userQuery(user.id).queryKey, changed);
      await queryClient.invalidateQueries({ queryKey: ["users"] });
      notifyDone(t.edited(changed.displayName));
    },
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  return (
    <>
      <Button variant="default" size="xs" onClick={dialog.open}>
        {t.edit}
      </Button>
      <Modal
        opened={isOpen}
        onClose={dialog.close}
        title={t.editTitle(user.displayName)}
        closeButtonProps={{ "aria-label": messages.actions.cancel }}
      >
        <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
          <Stack>
            {user.provisioned && <span>{t.provisionedWarning}</span>}
            {save.isError && <ErrorNotice title={t.editFailed(user.displayName)} error={save.error} />}
            <TextInput label={t.givenName} data-autofocus {...form.getInputProps("givenName")} />
            <TextInput label={t.familyName} {...form.getInputProps("familyName")} />
            <TextInput label={t.email} description={t.emailDetail} type="email" {...form.getInputProps("email")} />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={dialog.close}>
                {messages.actions.cancel}
              </Button>
              <Button type="submit" loading={save.isPending}>
                {messages.actions.save}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
