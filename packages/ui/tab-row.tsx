import { Tabs } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import classes from "./tab-row.module.css";

/** The tabs of a page in one line: on small screens it scrolls, and the open one is brought into view. Stands in `Tabs`. */
export function TabRow(props: { current: string; label?: string; children: ReactNode }): ReactNode {
  const row = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the row follows the open tab
  useEffect(() => {
    row.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [props.current]);
  return (
    <Tabs.List
      ref={row}
      className={classes.row ?? ""}
      {...(props.label === undefined ? {} : { "aria-label": props.label })}
    >
      {props.children}
    </Tabs.List>
  );
}
