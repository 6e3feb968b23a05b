import { ErrorNotice, fieldMessages, notifyDone, PageHeader } from "@lockstep/ui";
import { Button, Group, Paper, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { createOrganisation, organisationsQuery } from "../../api/organisations.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";

const route = getRouteApi("/signed-in/organisations/new");
const t = messages.organisationNew;

/** Adds an organisation below another. */
export function OrganisationNewPage(): ReactNode {
  const { parentId } = route.useSearch();
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  const organisations = useQuery(organisationsQuery);
  const root = organisations.data?.find((organisation) => organisation.parentId === null);
  const form = useForm({
    initialValues: { name: "", code: "", parentId: parentId ?? "" },
    validate: {
      name: (value) => (value.trim() === "" ? t.nameMissing : null),
      code: (value) => (value.trim() === "" ? t.codeMissing : null),
    },
  });
  const parent = form.values.parentId === "" ? (root?.id ?? null) : form.values.parentId;
  const submit = useMutation({
    mutationFn: (values: { name: string; code: string }) =>
      createOrganisation({ name: values.name.trim(), code: values.code.trim(), parentId: parent }),
    onSuccess: async (created) => {
      await queryClient.invalidateQueries({ queryKey: organisationsQuery.queryKey });
      notifyDone(t.done(created.name));
      await navigate({ to: "/organisations" });
    },
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  return (
    <>
      <PageHeader title={t.title} crumbs={[{ label: messages.organisations.title, href: "/organisations" }]} />
      <Paper p="lg" maw={560}>
        <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
          <Stack>
            {submit.isError && <ErrorNotice title={t.failed} error={submit.error} />}
            <TextInput label={t.name} required {...form.getInputProps("name")} />
            <TextInput
              label={messages.organisations.code}
              description={t.codeDetail}
              required
              {...form.getInputProps("code")}
            />
            <Select
              label={t.parent}
              data={(organisations.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              value={parent}
              onChange={(value) => form.setFieldValue("parentId", value ?? "")}
              error={form.errors.parentId}
            />
            <Group gap="xs">
              <Button type="submit" loading={submit.isPending}>
                {t.submit}
              </Button>
              <ButtonLink to="/organisations" variant="default">
                {messages.actions.cancel}
              </ButtonLink>
            </Group>
          </Stack>
        </form>
      </Paper>
    </>
  );
}
