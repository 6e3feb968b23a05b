import type { DirectoryUser } from "@lockstep/directory-app/contract";
import { describeFailure } from "@lockstep/ui";
import { Box, Code, Group, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { mappingPreviewQuery } from "../../api/provisioning.ts";
import { messages } from "../../messages.ts";
import { PersonPicker } from "../../parts/person-picker.tsx";

const t = messages.mappingPreview;
const DELAY_MS = 300;

/** What an expression gives for one person while it is typed. */
export function MappingPreview({ appId, expression }: { appId: string; expression: string }): ReactNode {
  const [person, setPerson] = useState<DirectoryUser>();
  const [settled] = useDebouncedValue(expression.trim(), DELAY_MS);
  const preview = useQuery({
    ...mappingPreviewQuery(appId, settled, person?.id ?? ""),
    enabled: person !== undefined && settled !== "",
    placeholderData: keepPreviousData,
  });
  return (
    <Box>
      <PersonPicker label={t.person} isLabelShown value={person?.id ?? null} onPick={setPerson} />
      {person !== undefined && settled !== "" && (
        <Group gap="xs" mt="xs" role="status" wrap="nowrap" align="flex-start">
          <Text size="sm" c="dimmed">
            {t.gives}
          </Text>
          {preview.isError ? (
            <Text size="sm" c="var(--mantine-color-error)">
              {describeFailure(preview.error).message} {describeFailure(preview.error).causes.join(" ")}
            </Text>
          ) : preview.data === undefined ? (
            <Text size="sm">…</Text>
          ) : (
            <Code>{valueText(preview.data.value)}</Code>
          )}
        </Group>
      )}
    </Box>
  );
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return t.nothing;
  if (value === "") return t.emptyText;
  return typeof value === "string" ? value : JSON.stringify(value);
}
