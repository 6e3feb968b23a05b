import type { DirectoryUser } from "@lockstep/directory-app/contract";
import { ErrorNotice, fieldMessages, notifyDone, PageHeader, SectionSkeleton } from "@lockstep/ui";
import { Button, Group, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { personName, personQuery, updatePerson } from "../../api/people.ts";
import { profileSchemaQuery, type SchemaAttribute } from "../../api/profile-schema.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { changedProfile, profileProblems, profileValues } from "./profile-fields.ts";
import { ProfileSections, type ProfileValues } from "./profile-form.tsx";

const route = getRouteApi("/signed-in/people/$personId/edit");
const t = messages.personEdit;

/** Changes a person's profile. */
export function PersonEditPage(): ReactNode {
  const { personId } = route.useParams();
  const person = useQuery(personQuery(personId));
  const schema = useQuery(profileSchemaQuery);
  const failed = person.error ?? schema.error;
  const crumbs = [
    { label: messages.people.title, href: "/people" },
    ...(person.data === undefined ? [] : [{ label: personName(person.data), href: `/people/${personId}` }]),
  ];
  return (
    <>
      <PageHeader title={t.title} crumbs={crumbs} />
      {person.data !== undefined && schema.data !== undefined ? (
        <EditForm key={personId} person={person.data} custom={schema.data.custom} />
      ) : failed !== null ? (
        <ErrorNotice title={messages.person.failed} error={failed} onRetry={() => void person.refetch()} />
      ) : (
        <SectionSkeleton lines={8} />
      )}
    </>
  );
}

function EditForm({ person, custom }: { person: DirectoryUser; custom: readonly SchemaAttribute[] }): ReactNode {
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  const form = useForm<ProfileValues>({
    initialValues: profileValues(person, custom),
    validate: (values) => profileProblems(values, custom),
  });
  const submit = useMutation({
    mutationFn: (values: ProfileValues) => updatePerson(person.id, changedProfile(values, person, custom)),
    onSuccess: async (changed) => {
      queryClient.setQueryData(personQuery(person.id).queryKey, changed);
      await queryClient.invalidateQueries({ queryKey: ["people"] });
      notifyDone(t.done(personName(changed)));
      await navigate({ to: "/people/$personId", params: { personId: person.id } });
    },
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
      <Stack gap="lg" maw={860}>
        {submit.isError && <ErrorNotice title={t.failed(personName(person))} error={submit.error} />}
        <ProfileSections form={form} custom={custom} />
        <Group gap="xs">
          <Button type="submit" loading={submit.isPending} disabled={!form.isDirty()}>
            {messages.actions.save}
          </Button>
          <ButtonLink to="/people/$personId" params={{ personId: person.id }} variant="default">
            {messages.actions.cancel}
          </ButtonLink>
        </Group>
      </Stack>
    </form>
  );
}
