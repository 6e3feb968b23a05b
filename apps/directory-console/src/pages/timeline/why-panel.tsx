import type { Why } from "@lockstep/directory-app/contract";
import { ErrorNotice, Section, StatusBadge, type Tone } from "@lockstep/ui";
import { Group, Select, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { appsQuery } from "../../api/apps.ts";
import { whyQuery } from "../../api/timeline.ts";
import { messages } from "../../messages.ts";

const t = messages.timeline;

interface AppChoice {
  readonly id: string;
  readonly label: string;
}

/** Why the person has an app, or why not: for each app that they have, and for the one that is asked about. */
export function WhyPanel(props: {
  personId: string;
  assigned: readonly AppChoice[];
  asked: string | undefined;
  onAsk: (appId: string | undefined) => void;
}): ReactNode {
  const { personId, assigned, asked, onAsk } = props;
  const apps = useQuery(appsQuery);
  const known: readonly AppChoice[] = apps.data ?? assigned;
  const shown = asked === undefined ? assigned : known.filter(({ id }) => id === asked);
  return (
    <Section
      title={t.whyTitle}
      description={t.whyDescription}
      actions={
        <Select
          aria-label={t.whyPick}
          placeholder={t.whyPick}
          clearable
          w={{ base: "100%", xs: 240 }}
          data={known.map(({ id, label }) => ({ value: id, label }))}
          value={asked ?? null}
          onChange={(id) => onAsk(id ?? undefined)}
        />
      }
    >
      {shown.length === 0 ? (
        <Text size="sm">{t.whyNone}</Text>
      ) : (
        <Stack gap="lg">
          {shown.map((app) => (
            <WhyOfApp key={app.id} personId={personId} app={app} isOpen={asked !== undefined} />
          ))}
        </Stack>
      )}
    </Section>
  );
}

function WhyOfApp({ personId, app, isOpen }: { personId: string; app: AppChoice; isOpen: boolean }): ReactNode {
  const why = useQuery(whyQuery(personId, app.id));
  if (why.isError) {
    return <ErrorNotice title={t.whyFailed} error={why.error} onRetry={() => void why.refetch()} />;
  }
  if (why.data === undefined) return <Skeleton height={20} aria-label={messages.loading} />;
  return <Answer why={why.data} app={app} isOpen={isOpen} />;
}

function Answer({ why, app, isOpen }: { why: Why; app: AppChoice; isOpen: boolean }): ReactNode {
  return (
    <div>
      <Group gap="sm" mb={4}>
        <Text size="sm" fw={600}>
          {app.label}
        </Text>
        <StatusBadge tone={why.hasAccess ? "good" : "neutral"} label={why.hasAccess ? t.has : t.hasNot} />
      </Group>
      <Text size="sm">{why.answer}</Text>
      <details open={isOpen}>
        <summary>
          <Text size="xs" span>
            {t.conditions}
          </Text>
        </summary>
        <Stack gap={4} mt={6} component="ul" p={0} style={{ listStyle: "none" }}>
          {why.conditions.map(({ name, ok, detail, fix }) => (
            <Group key={name} component="li" gap="sm" wrap="nowrap" align="flex-start">
              <StatusBadge tone={toneOf(ok)} label={labelOf(ok)} />
              <Text size="sm" style={{ minWidth: 0 }}>
                {detail} {fix}
              </Text>
            </Group>
          ))}
        </Stack>
      </details>
    </div>
  );
}

function toneOf(ok: boolean | null): Tone {
  if (ok === null) return "neutral";
  return ok ? "good" : "bad";
}

function labelOf(ok: boolean | null): string {
  if (ok === null) return t.conditionOpen;
  return ok ? t.conditionOk : t.conditionFails;
}
