import { ApiFailure } from "@lockstep/ui";
import { Box, Button, Group, Stack } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { messages } from "../../messages.ts";
import { ExpressionInput } from "../../parts/expression-input.tsx";

const t = messages.logTools;

/** A field for Okta's filter language; what is wrong with the expression is underlined at its place. */
export function FilterExpression(props: {
  value: string | undefined;
  /** The list's failure, which may be about the expression. */
  error: unknown;
  onApply: (filter: string | undefined) => void;
}): ReactNode {
  const [text, setText] = useState(props.value ?? "");
  const isApplied = text.trim() === (props.value ?? "");
  const problem = isApplied ? problemOf(props.error) : undefined;
  const apply = () => props.onApply(text.trim() === "" ? undefined : text.trim());
  return (
    <Box px="lg" pb="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey) return;
          event.preventDefault();
          apply();
        }}
      >
        <Stack gap="xs">
          <ExpressionInput
            label={t.filter}
            description={t.filterDetail}
            value={text}
            onChange={setText}
            error={problem?.message}
            {...(problem?.position === undefined ? {} : { fault: { position: problem.position } })}
          />
          <Group>
            <Button type="submit" size="xs" variant="default">
              {t.apply}
            </Button>
          </Group>
        </Stack>
      </form>
    </Box>
  );
}

function problemOf(error: unknown): { readonly message: string; readonly position: number | undefined } | undefined {
  if (!(error instanceof ApiFailure) || error.status !== 400) return undefined;
  const [cause = error.message] = error.causes;
  const [, message, position] = /^(.*) \(\p{L}+ (\d+)\)$/su.exec(cause) ?? [];
  return { message: message ?? cause, position: position === undefined ? undefined : Number(position) };
}
