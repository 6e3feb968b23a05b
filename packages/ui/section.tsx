import { Box, Group, Paper, type PaperProps, Skeleton, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import { uiMessages } from "./messages.ts";

/** A card with a heading: one subject of a page. */
export function Section(
  props: {
    title: string;
    description?: ReactNode;
    actions?: ReactNode;
    children: ReactNode;
    /** True when the content brings its own padding, as a table does. */
    isFlush?: boolean;
  } & Omit<PaperProps, "title">,
): ReactNode {
  const { title, description, actions, children, isFlush, ...paper } = props;
  const headingId = useId();
  return (
    <Paper component="section" aria-labelledby={headingId} {...paper} style={{ overflow: "hidden" }}>
      <Group justify="space-between" align="flex-start" gap="sm" px="lg" pt="md" pb={isFlush === true ? "sm" : 0}>
        <Box flex="1 1 16rem" miw={0}>
          <Title order={2} id={headingId}>
            {title}
          </Title>
          {description !== undefined && (
            <Text size="sm" c="dimmed" mt={2} component="div">
              {description}
            </Text>
          )}
        </Box>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {isFlush === true ? (
        children
      ) : (
        <Box px="lg" pb="lg" pt="md">
          {children}
        </Box>
      )}
    </Paper>
  );
}

/** Stands for a page's cards while they load. */
export function SectionSkeleton({ lines = 4 }: { lines?: number }): ReactNode {
  return (
    <Paper p="lg" role="status" aria-busy="true" aria-label={uiMessages.loading}>
      <Stack gap="sm">
        <Skeleton height={18} width="30%" />
        {Array.from({ length: lines }, (_, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines are alike and never reordered
          <Skeleton key={line} height={12} width={`${88 - line * 9}%`} />
        ))}
      </Stack>
    </Paper>
  );
}
