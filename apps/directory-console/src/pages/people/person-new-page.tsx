import { ErrorNotice, fieldMessages, notifyDone, PageHeader, Section, SectionSkeleton } from "@lockstep/ui";
import { Button, Checkbox, Group, PasswordInput, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { createPerson, personName } from "../../api/people.ts";
import { profileSchemaQuery, type SchemaAttribute } from "../../api/profile-schema.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { changedProfile, profileProblems, profileValues } from "./profile-fields.ts";
import { ProfileSections, type ProfileValues } from "./profile-form.tsx";

const t = messages.personNew;

/** Creates a person. */
export function PersonNewPage(): ReactNode {
  const schema = useQuery(profileSchemaQuery);
  return (
    <>
      <PageHeader title={t.title} crumbs={[{ label: messages.people.title, href: "/people" }]} />
      {schema.data !== undefined ? (
        <NewForm custom={schema.data.custom} />
      ) : schema.isError ? (
        <ErrorNotice title={t.failed} error={schema.error} onRetry={() => void schema.refetch()} />
      ) : (
        <SectionSkeleton lines={8} />
      )}
    </>
  );
}

function NewForm({ custom }: { custom: readonly SchemaAttribute[] }): ReactNode {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [password, setPassword] = useState("");
  const [activate, setActivate] = useState(true);
  const form = useForm<ProfileValues>({
    initialValues: profileValues(undefined, custom),
    validate: (values) => profileProblems(values, custom),
  });
  const submit = useMutation({
    mutationFn: (values: ProfileValues) =>
      createPerson({
        profile: changedProfile(values, undefined, custom),
        password: password === "" ? undefined : password,
        activate,
      }),
    onSuccess: async (person) => {
      await queryClient.invalidateQueries({ queryKey: ["people"] });
      notifyDone(t.done(personName(person)));
      await navigate({ to: "/people/$personId", params: { personId: person.id } });
    },
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
      <Stack gap="lg" maw={860}>
        {submit.isError && <ErrorNotice title={t.failed} error={submit.error} />}
        <ProfileSections form={form} custom={custom} />
        <Section title={t.access}>
          <Stack gap="md">
            <PasswordInput
              label={t.password}
              description={t.passwordDetail}
              autoComplete="new-password"
              maw={400}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ "aria-label": messages.actions.showPassword }}
              error={fieldMessages(submit.error).password}
            />
            <Checkbox
              label={t.activate}
              description={t.activateDetail}
              checked={activate}
              onChange={(event) => setActivate(event.currentTarget.checked)}
            />
          </Stack>
        </Section>
        <Group gap="xs">
          <Button type="submit" loading={submit.isPending}>
            {t.submit}
          </Button>
          <ButtonLink to="/people" variant="default">
            {messages.actions.cancel}
          </ButtonLink>
        </Group>
      </Stack>
    </form>
  );
}
