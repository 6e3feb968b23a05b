import type { Role } from "@lockstep/service-app/contract";
import { ErrorNotice, fieldMessages, notifyDone, PageHeader, Section } from "@lockstep/ui";
import { Button, Checkbox, Group, MultiSelect, PasswordInput, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { organisationsQuery } from "../../api/organisations.ts";
import { createUser } from "../../api/users.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";

const route = getRouteApi("/signed-in/users/new");
const t = messages.userNew;
const ROLES = Object.keys(messages.roles) as Role[];
const PASSWORD_LENGTH_MIN = 8;

interface NewUserValues {
  readonly email: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly password: string;
  readonly roles: string[];
  readonly organisationIds: string[];
}

/** Adds a user by hand, such as the administrator that provisioning signs in as. */
export function UserNewPage(): ReactNode {
  const { role } = route.useSearch();
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  const organisations = useQuery(organisationsQuery);
  const mother = organisations.data?.find(({ parentId }) => parentId === null)?.id;
  const form = useForm<NewUserValues>({
    initialValues: {
      email: "",
      givenName: "",
      familyName: "",
      password: "",
      roles: role === undefined ? [] : [role],
      organisationIds: [],
    },
    validate: {
      email: (value) => (value.trim() === "" ? t.emailMissing : null),
      givenName: (value) => (value.trim() === "" ? t.nameMissing : null),
      familyName: (value) => (value.trim() === "" ? t.nameMissing : null),
      password: (value) => (value !== "" && value.length < PASSWORD_LENGTH_MIN ? messages.reset.tooShort : null),
    },
  });
  // Nothing chosen means the mother organisation, as the guide recommends for the provisioning administrator.
  const { organisationIds } = form.values;
  const chosen = organisationIds.length > 0 || mother === undefined ? organisationIds : [mother];
  const submit = useMutation({
    mutationFn: (values: NewUserValues) =>
      createUser({
        email: values.email.trim(),
        givenName: values.givenName.trim(),
        familyName: values.familyName.trim(),
        roles: values.roles as Role[],
        organisationIds: chosen,
        ...(values.password === "" ? {} : { password: values.password }),
      }),
    onSuccess: async (user) => {
      await queryClient.invalidateQueries({ queryKey: ["users"] });
      notifyDone(t.done(user.displayName));
      await navigate({ to: "/users/$userId", params: { userId: user.id } });
    },
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  return (
    <>
      <PageHeader
        title={t.title}
        description={t.description}
        crumbs={[{ label: messages.users.title, href: "/users" }]}
      />
      <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
        <Stack gap="lg" maw={760}>
          {submit.isError && <ErrorNotice title={t.failed} error={submit.error} />}
          <Section title={t.profile}>
            <SimpleGrid cols={{ base: 1, sm: 2 }} verticalSpacing="sm">
              <TextInput label={messages.user.givenName} required {...form.getInputProps("givenName")} />
              <TextInput label={messages.user.familyName} required {...form.getInputProps("familyName")} />
              <TextInput label={messages.user.email} type="email" required {...form.getInputProps("email")} />
            </SimpleGrid>
          </Section>
          <Section title={t.access}>
            <Stack gap="md">
              <PasswordInput
                label={t.password}
                description={t.passwordDetail}
                autoComplete="new-password"
                maw={420}
                visibilityToggleButtonProps={{ "aria-label": messages.actions.showPassword }}
                {...form.getInputProps("password")}
              />
              <MultiSelect
                label={t.organisations}
                data={(organisations.data ?? []).map(({ id, name, code }) => ({
                  value: id,
                  label: `${name} (${code})`,
                }))}
                value={chosen}
                onChange={(ids) => form.setFieldValue("organisationIds", ids)}
                error={form.errors.organisationIds}
                searchable
              />
              <Checkbox.Group label={t.roles} {...form.getInputProps("roles")}>
                <Stack gap={10} mt={6}>
                  {ROLES.map((name) => (
                    <Checkbox
                      key={name}
                      value={name}
                      label={messages.roles[name]}
                      description={messages.roleDetails[name]}
                    />
                  ))}
                </Stack>
              </Checkbox.Group>
            </Stack>
          </Section>
          <Group gap="xs">
            <Button type="submit" loading={submit.isPending}>
              {t.submit}
            </Button>
            <ButtonLink to="/users" variant="default">
              {messages.actions.cancel}
            </ButtonLink>
          </Group>
        </Stack>
      </form>
    </>
  );
}
