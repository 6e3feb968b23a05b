import { ErrorNotice, fieldMessages, notifyDone, PageHeader } from "@lockstep/ui";
import { Button, Group, Paper, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { createApp } from "../../api/apps.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";

const t = messages.applicationNew;

/** Adds an app; its integration is set up on its own pages. */
export function ApplicationNewPage(): ReactNode {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: { label: "" },
    validate: { label: (value) => (value.trim() === "" ? t.labelMissing : null) },
  });
  const submit = useMutation({
    mutationFn: createApp,
    onSuccess: async (app) => {
      await queryClient.invalidateQueries({ queryKey: ["apps"] });
      notifyDone(t.done(app.label));
      await navigate({ to: "/applications/$appId/provisioning/integration", params: { appId: app.id } });
    },
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  return (
    <>
      <PageHeader
        title={t.title}
        description={t.description}
        crumbs={[{ label: messages.applications.title, href: "/applications" }]}
      />
      <Paper p="lg" maw={560}>
        <form noValidate onSubmit={form.onSubmit(({ label }) => submit.mutate(label.trim()))}>
          <Stack>
            {submit.isError && <ErrorNotice title={t.failed} error={submit.error} />}
            <TextInput
              label={t.label}
              description={t.labelDetail}
              placeholder={t.placeholder}
              required
              {...form.getInputProps("label")}
            />
            <Group gap="xs">
              <Button type="submit" loading={submit.isPending}>
                {t.submit}
              </Button>
              <ButtonLink to="/applications" variant="default">
                {messages.actions.cancel}
              </ButtonLink>
            </Group>
          </Stack>
        </form>
      </Paper>
    </>
  );
}
