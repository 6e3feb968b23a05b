import type { PassportView } from "@lockstep/directory-app/contract";
import {
  ConfirmAction,
  EmptyState,
  ErrorNotice,
  Facts,
  Notice,
  notifyDone,
  notifyFailed,
  Section,
  SectionSkeleton,
  StatusBadge,
  Timestamp,
} from "@lockstep/ui";
import { Button, List, Progress, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconRulerMeasure } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { cancelMeasuring, cleanUpTarget, isMeasuring, measureTarget, passportQuery } from "../../api/passport.ts";
import { messages } from "../../messages.ts";
import { type TraitLine, traitLines } from "./passport-traits.ts";

const t = messages.passport;

/** What the target really does, when that was measured, and measuring again. */
export function PassportCard({ appId }: { appId: string }): ReactNode {
  const queryClient = useQueryClient();
  const passport = useQuery(passportQuery(appId));
  const [isAsking, asking] = useDisclosure(false);
  const keep = (view: PassportView) => queryClient.setQueryData(passportQuery(appId).queryKey, view);
  if (passport.data === undefined) {
    if (!passport.isError) return <SectionSkeleton lines={5} />;
    return <ErrorNotice title={t.loadFailed} error={passport.error} onRetry={() => void passport.refetch()} />;
  }
  const view = passport.data;
  const isRunning = isMeasuring(view);
  return (
    <Section
      title={t.title}
      description={
        view.passport === null ? (
          t.description
        ) : (
          <>
            {t.measuredAt} <Timestamp value={view.passport.measuredAt} />
          </>
        )
      }
      actions={
        !isRunning && (
          <Button size="xs" variant="default" onClick={asking.open}>
            {view.passport === null ? t.measure : t.measureAgain}
          </Button>
        )
      }
    >
      <Stack gap="md">
        {isRunning && <Measuring appId={appId} view={view} onView={keep} />}
        {!isRunning && view.run?.error !== null && view.run?.error !== undefined && (
          <Notice tone={view.run.state === "FAILED" ? "bad" : "warning"} title={t.states[view.run.state]}>
            {view.run.error}
          </Notice>
        )}
        <Leftovers appId={appId} view={view} />
        {view.passport === null ? (
          !isRunning && (
            <EmptyState icon={<IconRulerMeasure size={26} />} title={t.none}>
              {t.noneDetail}
            </EmptyState>
          )
        ) : (
          <Traits view={view} />
        )}
      </Stack>
      <ConfirmAction
        opened={isAsking}
        onClose={asking.close}
        title={t.question}
        consequences={t.consequences}
        confirmLabel={t.measure}
        isHarmless
        onConfirm={async () => {
          keep(await measureTarget(appId));
        }}
      />
    </Section>
  );
}

function Measuring(props: { appId: string; view: PassportView; onView: (view: PassportView) => void }): ReactNode {
  const { run } = props.view;
  const cancel = useMutation({
    mutationFn: () => cancelMeasuring(props.appId),
    onSuccess: props.onView,
    onError: (error) => notifyFailed(t.cancelFailed, error),
  });
  if (run === null) return null;
  const words = run.state === "CANCELLING" ? t.states.CANCELLING : t.progress(run.stepsDone, run.stepsTotal);
  return (
    <div role="status">
      <Text size="sm" mb={6}>
        {words}
      </Text>
      <Progress value={(run.stepsDone / Math.max(run.stepsTotal, 1)) * 100} animated aria-label={words} />
      {run.state === "RUNNING" && (
        <Button mt="sm" size="xs" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {messages.actions.cancel}
        </Button>
      )}
    </div>
  );
}

function Leftovers({ appId, view }: { appId: string; view: PassportView }): ReactNode {
  const queryClient = useQueryClient();
  const cleanUp = useMutation({
    mutationFn: () => cleanUpTarget(appId),
    onSuccess: async ({ removed, leftovers }) => {
      await queryClient.invalidateQueries({ queryKey: passportQuery(appId).queryKey });
      notifyDone(t.cleaned(removed, leftovers.length));
    },
    onError: (error) => notifyFailed(t.cleanFailed, error),
  });
  if (view.leftovers.length === 0 || isMeasuring(view)) return null;
  return (
    <Notice tone="warning" title={t.leftovers(view.leftovers.length)}>
      <List size="sm" mb="sm">
        {view.leftovers.map(({ externalId, name }) => (
          <List.Item key={externalId}>{name}</List.Item>
        ))}
      </List>
      <Button size="xs" loading={cleanUp.isPending} onClick={() => cleanUp.mutate()}>
        {t.cleanUp}
      </Button>
    </Notice>
  );
}

function Traits({ view }: { view: PassportView }): ReactNode {
  if (view.passport === null) return null;
  const { notes } = view.passport.traits;
  return (
    <>
      <Facts items={traitLines(view.passport).map((line) => ({ label: line.label, value: <Trait line={line} /> }))} />
      {notes.length > 0 && (
        <List size="sm" spacing={2}>
          {notes.map((note) => (
            <List.Item key={note}>{note}</List.Item>
          ))}
        </List>
      )}
      {view.differences.length > 0 && (
        <Notice tone="warning" title={t.changed}>
          <List size="sm">
            {view.differences.map(({ trait, before, after }) => (
              <List.Item key={trait}>{t.difference(trait, before, after)}</List.Item>
            ))}
          </List>
        </Notice>
      )}
    </>
  );
}

/** What was measured, and below it what the directory makes of it. */
function Trait({ line: { value, isGood, use } }: { line: TraitLine }): ReactNode {
  return (
    <>
      {isGood === null ? value : <StatusBadge tone={isGood ? "good" : "neutral"} label={value} />}
      {use !== null && (
        <Text size="xs" c="dimmed">
          {t.usedBy[use.usedBy]} {use.how}
        </Text>
      )}
    </>
  );
}
