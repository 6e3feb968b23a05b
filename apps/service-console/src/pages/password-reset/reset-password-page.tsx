import { ApiFailure, ErrorNotice, SignInFrame } from "@lockstep/ui";
import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { resetPassword } from "../../api/session.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";

const route = getRouteApi("/reset-password/$token");
const t = messages.reset;
const PASSWORD_LENGTH_MIN = 8;

/** Sets a new password behind a single-use link. */
export function ResetPasswordPage(): ReactNode {
  const { token } = route.useParams();
  const form = useForm({
    initialValues: { password: "", repeat: "" },
    validate: {
      password: (value) => (value.length < PASSWORD_LENGTH_MIN ? t.tooShort : null),
      repeat: (value, values) => (value === values.password ? null : t.differs),
    },
  });
  const submit = useMutation({ mutationFn: (password: string) => resetPassword(token, password) });
  if (submit.isSuccess) {
    return (
      <SignInFrame product={messages.product} title={t.done}>
        <Stack gap="md" role="status">
          <Text size="sm">{t.doneDetail}</Text>
          <ButtonLink to="/sign-in" fullWidth>
            {t.toSignIn}
          </ButtonLink>
        </Stack>
      </SignInFrame>
    );
  }
  const isUsed = submit.error instanceof ApiFailure && submit.error.status === 410;
  return (
    <SignInFrame product={messages.product} title={t.title} description={t.description}>
      <form noValidate onSubmit={form.onSubmit(({ password }) => submit.mutate(password))}>
        <Stack gap="sm">
          {submit.isError && (
            <ErrorNotice
              title={t.failed}
              error={submit.error}
              {...(isUsed
                ? {
                    actions: (
                      <ButtonLink to="/forgot-password" size="xs" variant="default">
                        {t.newLink}
                      </ButtonLink>
                    ),
                  }
                : {})}
            />
          )}
          <PasswordInput
            label={t.password}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": messages.actions.showPassword }}
            {...form.getInputProps("password")}
          />
          <PasswordInput
            label={t.repeat}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": messages.actions.showPassword }}
            {...form.getInputProps("repeat")}
          />
          <Button type="submit" fullWidth mt="xs" loading={submit.isPending}>
            {t.submit}
          </Button>
        </Stack>
      </form>
    </SignInFrame>
  );
}
