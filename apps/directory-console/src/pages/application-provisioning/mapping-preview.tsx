import type { DirectoryUser } from "@lockstep/directory-app/contract";
import { describeFailure, fieldMessages } from "@lockstep/ui";
import { Code, Group, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { failureExtra } from "../../api/client.ts";
import { expressionPreviewQuery } from "../../api/mappings.ts";
import { messages } from "../../messages.ts";
import type { ExpressionFault } from "../../parts/expression-input.tsx";

const t = messages.mappingPreview;
const DELAY_MS = 300;

/** What an expression gives for one person while it is typed. */
export interface LivePreview {
  readonly value: unknown;
  readonly isKnown: boolean;
  /** What is wrong, in a sentence. */
  readonly problem: string | undefined;
  readonly fault: ExpressionFault | undefined;
}

/** Computes an expression for a person, a moment after the last key. A fault of an older text is not shown on a newer one. */
export function useLivePreview(
  appId: string,
  { expression, attribute }: { readonly expression: string; readonly attribute: string },
  person: DirectoryUser | undefined,
): LivePreview {
  const text = expression.trim();
  const [settled] = useDebouncedValue(text, DELAY_MS);
  const preview = useQuery({
    ...expressionPreviewQuery(appId, {
      expression: settled,
      personId: person?.id ?? "",
      ...(attribute === "" ? {} : { attribute }),
    }),
    enabled: person !== undefined && settled !== "",
    placeholderData: keepPreviousData,
  });
  const isCurrent = settled === text && text !== "";
  const position = failureExtra<number>(preview.error, "position");
  const end = failureExtra<number>(preview.error, "end");
  const isWrong = isCurrent && preview.isError;
  const lead = expression.length - expression.trimStart().length;
  return {
    value: preview.data?.value,
    isKnown: isCurrent && preview.data !== undefined && !preview.isError,
    problem: isWrong ? (fieldMessages(preview.error).expression ?? describeFailure(preview.error).message) : undefined,
    fault:
      isWrong && typeof position === "number"
        ? { position: position + lead, ...(typeof end === "number" ? { end: end + lead } : {}) }
        : undefined,
  };
}

/** The value for the chosen person, in a line. */
export function PreviewLine({ preview, name }: { preview: LivePreview; name: string }): ReactNode {
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start" role="status" mih={24}>
      <Text size="sm" c="dimmed">
        {t.gives(name)}
      </Text>
      {preview.isKnown ? <Code>{valueText(preview.value)}</Code> : <Text size="sm">…</Text>}
    </Group>
  );
}

/** A value as people read it. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return t.nothing;
  if (value === "") return t.emptyText;
  return typeof value === "string" ? value : JSON.stringify(value);
}
