import { Group } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./filter-bar.module.css";

/** The row of search and filters above a list, inside its card. */
export function FilterBar({ label, children }: { label: string; children: ReactNode }): ReactNode {
  return (
    <search aria-label={label}>
      <Group gap="sm" px="lg" py="sm" align="center" className={classes.row ?? ""}>
        {children}
      </Group>
    </search>
  );
}
