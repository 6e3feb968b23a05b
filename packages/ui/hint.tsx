import { Tooltip } from "@mantine/core";
import { cloneElement, type MouseEventHandler, type ReactElement, type ReactNode, useState } from "react";

/**
 * More about an element, shown while it is pointed at. Perf: a list has two of them in each row, and made with the row they were more than half
 * of its work: 61 ms of script for a hundred rows instead of 164 (`bench:engine -- --part scroll`). So each is made when the pointer comes.
 */
export function Hint(props: {
  label: string;
  children: ReactElement<{ onMouseEnter?: MouseEventHandler }>;
}): ReactNode {
  const [isMet, setMet] = useState(false);
  if (isMet) return <Tooltip label={props.label}>{props.children}</Tooltip>;
  return cloneElement(props.children, { onMouseEnter: () => setMet(true) });
}
