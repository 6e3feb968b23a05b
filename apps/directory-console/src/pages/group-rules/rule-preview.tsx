import { ErrorNotice, Notice, Section } from "@lockstep/ui";
import { List, Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { rulePreviewQuery } from "../../api/rules.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";

const t = messages.groupRules;

/** Whom a condition takes, while it is written. */
export function RulePreviewSection({ expression }: { expression: string }): ReactNode {
  const preview = useQuery(rulePreviewQuery(expression));
  return (
    <Section title={t.preview} description={t.previewDetail}>
      <div aria-live="polite">
        {expression === "" ? <Text size="sm">{t.previewEmpty}</Text> : <Result preview={preview} />}
      </div>
    </Section>
  );
}

function Result({ preview }: { preview: ReturnType<typeof useQuery<PreviewData>> }): ReactNode {
  if (preview.isError) {
    return <ErrorNotice title={t.previewFailed} error={preview.error} onRetry={() => void preview.refetch()} />;
  }
  const { data } = preview;
  if (data === undefined) return <Loader size={18} aria-label={t.previewing} />;
  if (data.problems.length > 0) {
    return (
      <Stack gap={4}>
        {data.problems.map(({ message }) => (
          <Text key={message} size="sm" c="var(--mantine-color-error)">
            {message}
          </Text>
        ))}
      </Stack>
    );
  }
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {t.matched(data.matched, data.lookedAt, data.isWhole)}
      </Text>
      {data.examples.length > 0 && (
        <>
          <Text size="xs" c="dimmed">
            {t.examples}
          </Text>
          <Examples people={data.examples.map((person) => ({ ...person, detail: person.login }))} />
        </>
      )}
      {data.leftOut.count > 0 && (
        <Notice tone="warning" title={t.leftOut(data.leftOut.count)}>
          <Text size="xs" c="dimmed" mb={4}>
            {t.leftOutDetail}
          </Text>
          <Examples people={data.leftOut.examples.map((person) => ({ ...person, detail: person.reason }))} />
        </Notice>
      )}
    </Stack>
  );
}

function Examples({ people }: { people: readonly { id: string; name: string; detail: string }[] }): ReactNode {
  return (
    <List size="sm" spacing={2}>
      {people.map(({ id, name, detail }) => (
        <List.Item key={id}>
          <AnchorLink to="/people/$personId" params={{ personId: id }} size="sm" underline="always">
            {name}
          </AnchorLink>{" "}
          <Text size="xs" c="dimmed" span>
            {detail}
          </Text>
        </List.Item>
      ))}
    </List>
  );
}

type PreviewData = Awaited<ReturnType<NonNullable<ReturnType<typeof rulePreviewQuery>["queryFn"]>>>;
