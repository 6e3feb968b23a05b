import type { DirectoryUser } from "@lockstep/directory-app/contract";
import { describeFailure, fieldMessages } from "@lockstep/ui";
import { Box, Code, Group, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { failureExtra } from "../../api/client.ts";
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
        <Box mt="xs" role="status">
          {preview.isError ? (
            <Fault expression={settled} failure={preview.error} />
          ) : (
            <Group gap="xs" wrap="nowrap" align="flex-start">
              <Text size="sm" c="dimmed">
                {t.gives}
              </Text>
              {preview.data === undefined ? <Text size="sm">…</Text> : <Code>{valueText(preview.data.value)}</Code>}
            </Group>
          )}
        </Box>
      )}
    </Box>
  );
}

/** What is wrong with the expression, with a mark under the place where it is. */
function Fault({ expression, failure }: { expression: string; failure: unknown }): ReactNode {
  const position = failureExtra<number>(failure, "position");
  const message = fieldMessages(failure).expression ?? describeFailure(failure).message;
  return (
    <>
      {typeof position === "number" && (
        <Code block aria-hidden>
          {`${expression}\n${" ".repeat(position)}^`}
        </Code>
      )}
      <Text size="sm" c="var(--mantine-color-error)" mt={4}>
        {message}
      </Text>
    </>
  );
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return t.nothing;
  if (value === "") return t.emptyText;
  return typeof value === "string" ? value : JSON.stringify(value);
}
