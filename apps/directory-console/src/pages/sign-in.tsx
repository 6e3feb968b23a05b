import { ErrorNotice, isSignedOut, SignInFrame } from "@lockstep/ui";
import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { sessionQuery, signIn } from "../api/session.ts";
import { messages } from "../messages.ts";

const route = getRouteApi("/sign-in");
const t = messages.signIn;

/** Sign-in of administrators; leads back to the page that asked for it. */
export function SignInPage(): ReactNode {
  const { redirect } = route.useSearch();
  const router = useRouter();
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: { login: "", password: "" },
    validate: {
      login: (value) => (value.trim() === "" ? t.loginMissing : null),
      password: (value) => (value === "" ? t.passwordMissing : null),
    },
  });
  const submit = useMutation({
    mutationFn: (values: { login: string; password: string }) => signIn(values.login.trim(), values.password),
    onSuccess: (session) => {
      queryClient.clear();
      queryClient.setQueryData(sessionQuery.queryKey, session);
      router.history.push(redirect?.startsWith("/") === true && !redirect.startsWith("//") ? redirect : "/");
    },
    onError: () => form.setFieldValue("password", ""),
  });
  return (
    <SignInFrame product={messages.product} title={t.title} description={t.description}>
      <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
        <Stack gap="sm">
          {redirect !== undefined && !submit.isError && <Alert variant="light">{t.goesOn}</Alert>}
          {submit.isError && (
            <ErrorNotice title={isSignedOut(submit.error) ? t.ended : t.failed} error={submit.error} />
          )}
          <TextInput
            label={t.login}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
            {...form.getInputProps("login")}
          />
          <PasswordInput
            label={t.password}
            autoComplete="current-password"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ "aria-label": messages.actions.showPassword }}
            {...form.getInputProps("password")}
          />
          <Button type="submit" fullWidth mt="xs" loading={submit.isPending}>
            {t.submit}
          </Button>
        </Stack>
      </form>
    </SignInFrame>
  );
}
