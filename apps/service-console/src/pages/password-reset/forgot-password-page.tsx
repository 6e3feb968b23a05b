import { ErrorNotice, SignInFrame } from "@lockstep/ui";
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { requestPasswordReset } from "../../api/session.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";

const t = messages.forgot;

/** Asks for a reset link. Says the same whether the address is known or not. */
export function ForgotPasswordPage(): ReactNode {
  const form = useForm({
    initialValues: { email: "" },
    validate: { email: (value) => (value.trim() === "" ? messages.signIn.emailMissing : null) },
  });
  const submit = useMutation({ mutationFn: (email: string) => requestPasswordReset(email) });
  const back = (
    <Group justify="center">
      <AnchorLink to="/sign-in" size="sm">
        {t.back}
      </AnchorLink>
    </Group>
  );
  if (submit.isSuccess) {
    return (
      <SignInFrame product={messages.product} title={t.sent}>
        <Stack gap="sm" role="status">
          <Text size="sm">{t.sentDetail(submit.variables)}</Text>
          <Text size="sm" c="dimmed">
            {t.noMail}
          </Text>
          {back}
        </Stack>
      </SignInFrame>
    );
  }
  return (
    <SignInFrame product={messages.product} title={t.title} description={t.description}>
      <form noValidate onSubmit={form.onSubmit(({ email }) => submit.mutate(email.trim()))}>
        <Stack gap="sm">
          {submit.isError && <ErrorNotice title={t.failed} error={submit.error} />}
          <TextInput
            label={messages.signIn.email}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            {...form.getInputProps("email")}
          />
          <Button type="submit" fullWidth mt="xs" loading={submit.isPending}>
            {t.submit}
          </Button>
          {back}
        </Stack>
      </form>
    </SignInFrame>
  );
}
