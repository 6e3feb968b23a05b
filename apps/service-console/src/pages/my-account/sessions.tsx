import type { Session } from "@lockstep/service-app/contract";
import { type Column, DataList, notifyDone, notifyFailed, Section, StatusBadge, Timestamp } from "@lockstep/ui";
import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { endSession, sessionsQuery } from "../../api/account.ts";
import { messages } from "../../messages.ts";

const t = messages.account;

/** Where the signed-in user is signed in; each other session can be ended. */
export function Sessions(): ReactNode {
  const queryClient = useQueryClient();
  const sessions = useQuery(sessionsQuery);
  const end = useMutation({
    mutationFn: (session: Session) => endSession(session.id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
      notifyDone(t.sessionEnded);
    },
    onError: (error) => notifyFailed(t.sessionNotEnded, error),
  });
  return (
    <Section title={t.sessions} description={t.sessionsDetail} isFlush>
      <DataList
        label={t.sessions}
        columns={columns((session) => end.mutate(session))}
        rows={sessions.data}
        keyOf={(session) => session.id}
        error={sessions.error}
        onRetry={() => void sessions.refetch()}
        empty={null}
      />
    </Section>
  );
}

function columns(onEnd: (session: Session) => void): readonly Column<Session>[] {
  return [
    {
      key: "browser",
      header: t.session,
      render: (session) => (
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {session.userAgent ?? t.unknownBrowser}
          </Text>
          {session.isCurrent && <StatusBadge tone="good" label={t.thisOne} />}
        </Group>
      ),
    },
    { key: "started", header: t.started, render: (session) => <Timestamp value={session.createdAt} /> },
    { key: "seen", header: t.lastSeen, render: (session) => <Timestamp value={session.lastSeenAt} /> },
    { key: "expires", header: t.sessionExpires, render: (session) => <Timestamp value={session.expiresAt} /> },
    {
      key: "end",
      header: t.endSession,
      isHeaderHidden: true,
      align: "right",
      width: 120,
      render: (session) =>
        session.isCurrent ? null : (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t.endSessionOf(session.userAgent ?? t.unknownBrowser)}
            onClick={() => onEnd(session)}
          >
            {t.endSession}
          </Button>
        ),
    },
  ];
}
