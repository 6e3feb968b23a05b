import type { Role, User } from "@lockstep/service-app/contract";
import { ErrorNotice, notifyDone, Section } from "@lockstep/ui";
import { Button, Checkbox, Group, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { setRoles, userQuery } from "../../api/users.ts";
import { messages } from "../../messages.ts";

const t = messages.user;
const ROLES = Object.keys(messages.roles) as Role[];

/** Roles as ticks; nothing changes before Save. */
export function UserRoles({ user, canChange }: { user: User; canChange: boolean }): ReactNode {
  const queryClient = useQueryClient();
  const [roles, select] = useState<string[]>([...user.roles]);
  const isChanged = roles.length !== user.roles.length || roles.some((role) => !user.roles.includes(role as Role));
  const save = useMutation({
    mutationFn: () => setRoles(user.id, roles as Role[]),
    onSuccess: (changed) => {
      queryClient.setQueryData(userQuery(user.id).queryKey, changed);
      notifyDone(t.rolesSaved(changed.displayName));
    },
  });
  return (
    <Section title={t.roles} description={t.rolesDetail}>
      <Stack gap="sm">
        {save.isError && <ErrorNotice title={t.changeFailed(user.displayName)} error={save.error} />}
        <Checkbox.Group value={roles} onChange={select} aria-label={t.roles}>
          <Stack gap={10}>
            {ROLES.map((role) => (
              <Checkbox
                key={role}
                value={role}
                label={messages.roles[role]}
                description={messages.roleDetails[role]}
                disabled={!canChange}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        {isChanged && (
          <Group gap="xs">
            <Button size="xs" loading={save.isPending} onClick={() => save.mutate()}>
              {messages.actions.save}
            </Button>
            <Button size="xs" variant="default" onClick={() => select([...user.roles])}>
              {messages.actions.cancel}
            </Button>
          </Group>
        )}
      </Stack>
    </Section>
  );
}
