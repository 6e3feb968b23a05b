import { ErrorNotice, SignInFrame } from "@lockstep/ui";
import { Alert, Button, Group, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { meQuery, signIn } from "../api/session.ts";
import { AnchorLink } from "../links.tsx";
import { messages } from "../messages.ts";

const route = getRouteApi("/sign-in");
const t = messages.signIn;

/** The normal web sign-in with e-mail and password; leads back to the page that asked for it. */
export function SignInPage(): ReactNode {
  const { redirect } = route.useSearch();
  const router = useRouter();
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: { email: "", password: "" },
    validate: {
      email: (value) => (value.trim() === "" ? t.emailMissing : null),
      password: (value) => (value === "" ? t.passwordMissing : null),
    },
  });
  const submit = useMutation({
    mutationFn: (values: { email: string; password: string }) =>
      signIn({ email: values.email.trim(), password: values.password }),
    onSuccess: (me) => {
      queryClient.clear();
      queryClient.setQueryData(meQuery.queryKey, me);
      router.history.push(redirect?.startsWith("/") === true && !redirect.startsWith("//") ? redirect : "/");
    },
    onError: () => form.setFieldValue("password", ""),
  });
  return (
    <SignInFrame product={messages.product} title={t.title} description={t.description}>
      <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
        <Stack gap="sm">
          {redirect !== undefined && !submit.isError && <Alert variant="light">{t.goesOn}</Alert>}
          {submit.isError && <ErrorNotice title={t.failed} error={submit.error} />}
          <TextInput
            label={t.email}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            {...form.getInputProps("email")}
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
          <Group justify="center">
            <AnchorLink to="/forgot-password" size="sm">
              {t.forgot}
            </AnchorLink>
          </Group>
        </Stack>
      </form>
    </SignInFrame>
  );
}
