import { ErrorNotice, fieldMessages, notifyDone, Section } from "@lockstep/ui";
import { Alert, Button, Group, PasswordInput, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { changePassword } from "../../api/account.ts";
import { messages } from "../../messages.ts";

const t = messages.account;
const PASSWORD_LENGTH_MIN = 8;
const toggle = { visibilityToggleButtonProps: { "aria-label": messages.actions.showPassword } };

/** Changes the signed-in user's password. */
export function ChangePassword(): ReactNode {
  const form = useForm({
    initialValues: { currentPassword: "", newPassword: "", repeat: "" },
    validate: {
      currentPassword: (value) => (value === "" ? t.currentMissing : null),
      newPassword: (value) => (value.length < PASSWORD_LENGTH_MIN ? t.tooShort : null),
      repeat: (value, values) => (value === values.newPassword ? null : t.differs),
    },
  });
  const submit = useMutation({
    mutationFn: (values: { currentPassword: string; newPassword: string }) =>
      changePassword({ currentPassword: values.currentPassword, newPassword: values.newPassword }),
    onSuccess: () => {
      form.reset();
      notifyDone(t.changed);
    },
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  return (
    <Section title={t.change} maw={560}>
      <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
        <Stack gap="sm">
          {submit.isError && <ErrorNotice title={t.changeFailed} error={submit.error} />}
          {submit.isSuccess && (
            <Alert role="status" variant="light" title={t.changed}>
              {t.changedDetail}
            </Alert>
          )}
          <PasswordInput
            label={t.current}
            autoComplete="current-password"
            {...toggle}
            {...form.getInputProps("currentPassword")}
          />
          <PasswordInput
            label={t.newPassword}
            autoComplete="new-password"
            {...toggle}
            {...form.getInputProps("newPassword")}
          />
          <PasswordInput label={t.repeat} autoComplete="new-password" {...toggle} {...form.getInputProps("repeat")} />
          <Group>
            <Button type="submit" loading={submit.isPending}>
              {t.change}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
