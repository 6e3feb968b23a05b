import type { User } from "@lockstep/service-app/contract";
import { ConfirmAction, notifyDone, notifyFailed, Section } from "@lockstep/ui";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { endUserSessions, inviteUser, userSessionsQuery } from "../../api/users.ts";
import { messages } from "../../messages.ts";

const t = messages.user;

/** Where a user is signed in, a way to end that, and an invitation for whoever has no password yet. */
export function UserSessions({ user }: { user: User }): ReactNode {
  const queryClient = useQueryClient();
  // Sessions of an owner are shown to owners only; then this part has nothing to say.
  const sessions = useQuery({ ...userSessionsQuery(user.id), retry: false });
  const [isAsking, ask] = useState(false);
  const invite = useMutation({
    mutationFn: () => inviteUser(user.id),
    onSuccess: () => notifyDone(t.invited(user.email)),
    onError: (error) => notifyFailed(t.inviteFailed, error),
  });
  if (sessions.isError) return null;
  const count = sessions.data?.length ?? 0;
  return (
    <Section title={t.sessions}>
      <Stack gap="sm">
        <Text size="sm">
          {count === 0 ? t.sessionsNone : t.sessionsCount(count)} {user.active && count === 0 && t.inviteDetail}
        </Text>
        <Group gap="xs">
          {count > 0 && (
            <Button size="xs" variant="default" onClick={() => ask(true)}>
              {t.endSessions}
            </Button>
          )}
          {user.active && (
            <Button size="xs" variant="default" loading={invite.isPending} onClick={() => invite.mutate()}>
              {t.invite}
            </Button>
          )}
        </Group>
      </Stack>
      <ConfirmAction
        opened={isAsking}
        onClose={() => ask(false)}
        title={t.endSessionsTitle(user.displayName, count)}
        consequences={t.endSessionsConsequences}
        confirmLabel={t.endSessionsConfirm}
        onConfirm={async () => {
          await endUserSessions(user.id);
          await queryClient.invalidateQueries({ queryKey: userSessionsQuery(user.id).queryKey });
          notifyDone(t.sessionsEnded(user.displayName));
        }}
      />
    </Section>
  );
}
