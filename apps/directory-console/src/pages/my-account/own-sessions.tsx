import type { ListedSession } from "@lockstep/directory-app/contract";
import {
  type Column,
  ConfirmAction,
  DataList,
  notifyDone,
  notifyFailed,
  Section,
  StatusBadge,
  Timestamp,
} from "@lockstep/ui";
import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { endOtherSessions, endSession, sessionsQuery } from "../../api/administration.ts";
import { messages } from "../../messages.ts";
import { browserName } from "./browser-name.ts";

const t = messages.myAccount;
const nameOf = (session: ListedSession) => browserName(session.userAgent) ?? t.unknownBrowser;

/** Browsers in which one is signed in; each can be signed out from here. */
export function OwnSessions(): ReactNode {
  const queryClient = useQueryClient();
  const sessions = useQuery(sessionsQuery);
  const [isAsking, setAsking] = useState(false);
  const refresh = () => queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
  const end = useMutation({
    mutationFn: (session: ListedSession) => endSession(session.id),
    onSuccess: async () => {
      await refresh();
      notifyDone(t.ended);
    },
    onError: (error) => notifyFailed(t.endFailed, error),
  });
  const others = sessions.data?.filter(({ isCurrent }) => !isCurrent).length ?? 0;
  return (
    <Section
      title={t.sessions}
      description={t.sessionsDetail}
      isFlush
      actions={
        others > 0 && (
          <Button variant="default" onClick={() => setAsking(true)}>
            {t.endOthers}
          </Button>
        )
      }
    >
      <DataList
        label={t.sessions}
        columns={columnsWith((session) => end.mutate(session))}
        rows={sessions.data}
        keyOf={({ id }) => id}
        error={sessions.error}
        onRetry={() => void sessions.refetch()}
        empty={null}
      />
      <ConfirmAction
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t.endOthersQuestion(others)}
        consequences={t.endOthersConsequences}
        confirmLabel={t.endOthersConfirm}
        onConfirm={async () => {
          await endOtherSessions();
          await refresh();
        }}
      />
    </Section>
  );
}

function columnsWith(onEnd: (session: ListedSession) => void): readonly Column<ListedSession>[] {
  return [
    {
      key: "browser",
      header: t.browser,
      render: (session) => (
        <Group gap="sm">
          <Text size="sm" fw={600}>
            {nameOf(session)}
          </Text>
          {session.isCurrent && <StatusBadge tone="good" label={t.current} />}
        </Group>
      ),
    },
    { key: "since", header: t.since, width: 190, render: ({ created }) => <Timestamp value={created} /> },
    { key: "lastUsed", header: t.lastUsed, width: 190, render: ({ lastUsed }) => <Timestamp value={lastUsed} /> },
    {
      key: "end",
      header: t.end,
      isHeaderHidden: true,
      align: "right",
      width: 90,
      render: (session) =>
        !session.isCurrent && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t.endLabel(nameOf(session))}
            onClick={() => onEnd(session)}
          >
            {t.end}
          </Button>
        ),
    },
  ];
}
