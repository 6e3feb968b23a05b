import { ErrorNotice, notifyDone, Section } from "@lockstep/ui";
import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { changePassword, sessionsQuery } from "../../api/administration.ts";
import { useSession } from "../../api/session.ts";
import { messages } from "../../messages.ts";

const t = messages.myAccount;
const EMPTY = { oldPassword: "", newPassword: "", repeated: "" };

/** Changes one's own password. */
export function OwnPassword(): ReactNode {
  const session = useSession();
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: EMPTY,
    validate: {
      oldPassword: (value) => (value === "" ? t.missing : null),
      newPassword: (value) => (value === "" ? t.missing : null),
      repeated: (value, values) => (value === values.newPassword ? null : t.differs),
    },
  });
  const change = useMutation({
    mutationFn: ({ oldPassword, newPassword }: typeof EMPTY) => changePassword(oldPassword, newPassword),
    onSuccess: async () => {
      form.reset();
      await queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
      notifyDone(t.saved);
    },
  });
  const toggle = { visibilityToggleButtonProps: { "aria-label": messages.actions.showPassword } };
  return (
    <Section title={t.password} description={t.passwordDetail}>
      <form noValidate onSubmit={form.onSubmit((values) => change.mutate(values))}>
        <Stack maw={420}>
          {change.isError && <ErrorNotice title={t.failed} error={change.error} />}
          <input type="text" hidden readOnly autoComplete="username" value={session.login} />
          <PasswordInput
            label={t.oldPassword}
            autoComplete="current-password"
            {...toggle}
            {...form.getInputProps("oldPassword")}
          />
          <PasswordInput
            label={t.newPassword}
            autoComplete="new-password"
            {...toggle}
            {...form.getInputProps("newPassword")}
          />
          <PasswordInput label={t.repeat} autoComplete="new-password" {...toggle} {...form.getInputProps("repeated")} />
          <Group>
            <Button type="submit" loading={change.isPending}>
              {t.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
