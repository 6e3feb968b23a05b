import { Box, Group, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import type { ReactNode } from "react";

/** Says why a list is empty and what to do about it. */
export function EmptyState(props: {
  icon: ReactNode;
  title: string;
  /** True when nothing else stands on the page: the title is then its heading. */
  isPage?: boolean;
  children?: ReactNode;
  actions?: ReactNode;
}): ReactNode {
  return (
    <Stack align="center" gap="sm" py={40} px="md" ta="center">
      <ThemeIcon variant="light" size={52} radius="xl" aria-hidden>
        {props.icon}
      </ThemeIcon>
      <Box maw={460}>
        {props.isPage === true ? (
          <Title order={1} size="h2">
            {props.title}
          </Title>
        ) : (
          <Text fw={650}>{props.title}</Text>
        )}
        {props.children !== undefined && (
          <Text size="sm" c="dimmed" mt={4} component="div">
            {props.children}
          </Text>
        )}
      </Box>
      {props.actions !== undefined && (
        <Group gap="xs" justify="center">
          {props.actions}
        </Group>
      )}
    </Stack>
  );
}
