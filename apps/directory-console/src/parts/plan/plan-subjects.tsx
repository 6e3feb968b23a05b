import type { PlannedSubject } from "@lockstep/directory-app/contract";
import { ErrorNotice } from "@lockstep/ui";
import { Accordion, Button, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery, useQueries } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { personName, personQuery } from "../../api/people.ts";
import { planSubjectsQuery } from "../../api/plans.ts";
import { messages } from "../../messages.ts";
import { PlannedRequests } from "./planned-requests.tsx";

const t = messages.planReview;
/** People who are named; the rest is counted. */
const NAMED_MAX = 5;

/** Whom a plan is about; the exact requests of each open on demand. */
export function PlanSubjects({ appId, planId }: { appId: string; planId: string }): ReactNode {
  const subjects = useInfiniteQuery(planSubjectsQuery(appId, planId));
  if (subjects.data === undefined) {
    if (!subjects.isError) return <Skeleton height={120} aria-label={messages.loading} />;
    return <ErrorNotice title={t.subjectsFailed} error={subjects.error} onRetry={() => void subjects.refetch()} />;
  }
  const items = subjects.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return null;
  return (
    <Stack gap="xs">
      <Title order={3}>{t.subjects}</Title>
      <Accordion variant="contained" radius="md" order={4} multiple>
        {items.map((subject) => (
          <Subject key={subject.seq} subject={subject} />
        ))}
      </Accordion>
      {subjects.hasNextPage && (
        <Group>
          <Button
            size="xs"
            variant="default"
            loading={subjects.isFetchingNextPage}
            onClick={() => void subjects.fetchNextPage()}
          >
            {t.more}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function Subject({ subject }: { subject: PlannedSubject }): ReactNode {
  return (
    <Accordion.Item value={subject.seq}>
      <Accordion.Control>
        <Text size="sm" fw={600} span style={{ overflowWrap: "anywhere" }}>
          {subject.name}
        </Text>
        <Text size="xs" c="dimmed">
          {subject.applied === false ? t.leftOut : (subject.blocked?.message ?? t.purposes(subject.actions))}
        </Text>
      </Accordion.Control>
      <Accordion.Panel>
        {subject.after.length > 0 && <WaitsFor ids={subject.after} />}
        <PlannedRequests actions={subject.actions} />
      </Accordion.Panel>
    </Accordion.Item>
  );
}

/** Whose accounts are made before this one's requests are sent. */
function WaitsFor({ ids }: { ids: readonly string[] }): ReactNode {
  const people = useQueries({ queries: ids.slice(0, NAMED_MAX).map((id) => personQuery(id)) });
  const names = people.map(({ data }, index) => (data === undefined ? (ids[index] ?? "") : personName(data)));
  return (
    <Text size="sm" mb="sm">
      {t.waitsFor(names, ids.length - names.length)}
    </Text>
  );
}
