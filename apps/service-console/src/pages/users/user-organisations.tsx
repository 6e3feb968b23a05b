import type { User } from "@lockstep/service-app/contract";
import { ErrorNotice, notifyDone, Section } from "@lockstep/ui";
import { Badge, Button, Group, MultiSelect, Select, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { organisationsQuery } from "../../api/organisations.ts";
import { setOrganisations, userQuery } from "../../api/users.ts";
import { messages } from "../../messages.ts";

const t = messages.user;

/** Organisations of a user, and which of them is the default. */
export function UserOrganisations({ user, canChange }: { user: User; canChange: boolean }): ReactNode {
  const queryClient = useQueryClient();
  const organisations = useQuery(organisationsQuery);
  const before = user.organisations.map(({ id }) => id);
  const defaultBefore = user.organisations.find(({ isDefault }) => isDefault)?.id ?? before[0] ?? null;
  const [member, setMember] = useState<string[]>(before);
  const [standard, setStandard] = useState(defaultBefore);
  const isChanged = member.join() !== before.join() || standard !== defaultBefore;
  const save = useMutation({
    mutationFn: (defaultId: string) => setOrganisations(user.id, member, defaultId),
    onSuccess: (changed) => {
      queryClient.setQueryData(userQuery(user.id).queryKey, changed);
      void queryClient.invalidateQueries({ queryKey: ["organisations"] });
      notifyDone(t.organisationsSaved(changed.displayName));
    },
  });
  const nameOf = (id: string) => organisations.data?.find((organisation) => organisation.id === id)?.name ?? id;
  return (
    <Section title={t.organisations} description={t.organisationsDetail}>
      <Stack gap="sm">
        <Group gap={6}>
          {user.organisations.map((organisation) => (
            <Badge key={organisation.id} variant={organisation.isDefault ? "light" : "default"}>
              {organisation.name} · {organisation.isDefault ? `${messages.users.default}, ` : ""}
              {t.bySource[organisation.source]}
            </Badge>
          ))}
        </Group>
        {save.isError && <ErrorNotice title={t.changeFailed(user.displayName)} error={save.error} />}
        {canChange && organisations.data !== undefined && (
          <>
            <MultiSelect
              label={t.member}
              data={organisations.data.map(({ id, name, code }) => ({ value: id, label: `${name} (${code})` }))}
              value={member}
              onChange={(ids) => {
                setMember(ids);
                if (standard !== null && !ids.includes(standard)) setStandard(ids[0] ?? null);
              }}
              error={member.length === 0 ? t.oneNeeded(user.displayName) : undefined}
              searchable
            />
            <Select
              label={t.defaultOrganisation}
              description={t.defaultHint}
              data={member.map((id) => ({ value: id, label: nameOf(id) }))}
              value={standard}
              onChange={setStandard}
            />
            {isChanged && standard !== null && member.length > 0 && (
              <Group gap="xs">
                <Button size="xs" loading={save.isPending} onClick={() => save.mutate(standard)}>
                  {messages.actions.save}
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  onClick={() => {
                    setMember(before);
                    setStandard(defaultBefore);
                  }}
                >
                  {messages.actions.cancel}
                </Button>
              </Group>
            )}
          </>
        )}
        {organisations.isError && <Text size="sm">{messages.organisations.failed}</Text>}
      </Stack>
    </Section>
  );
}
