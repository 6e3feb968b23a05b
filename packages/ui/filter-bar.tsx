import { Group } from "@mantine/core";
import type { ReactNode } from "react";

/** The row of search and filters above a list, inside its card. */
export function FilterBar({ label, children }: { label: string; children: ReactNode }): ReactNode {
  return (
    <search aria-label={label}>
      <Group gap="sm" px="lg" py="sm" align="flex-end">
        {children}
      </Group>
    </search>
  );
}
