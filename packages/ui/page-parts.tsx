/**
 * The parts of a page in their order. While a part still loads, those after it wait out of sight: nothing that somebody reads, or is about
 * to press, moves away when it arrives. What they need is loaded meanwhile.
 */
import { Grid, type GridProps, Stack, type StackProps } from "@mantine/core";
import { type ReactNode, type RefObject, useLayoutEffect, useRef } from "react";
import classes from "./page-parts.module.css";

const SKELETON = ".mantine-Skeleton-root";

/** Parts one below the other. */
export function PageStack(props: StackProps): ReactNode {
  return <Stack gap="lg" {...props} ref={useWaitingParts(":scope > *")} className={classes.stack ?? ""} />;
}

/** Parts beside each other, in `Grid.Col`s; where the window is narrow, one below the other. */
export function PageColumns(props: GridProps): ReactNode {
  return (
    <Grid
      gap="lg"
      {...props}
      ref={useWaitingParts(":scope > .mantine-Grid-inner > *")}
      className={classes.columns ?? ""}
    />
  );
}

/**
 * Marks the parts that stand after the first one which loads, before the browser paints what has changed. Not `:has()`: what a neighbour hides
 * by it stays out of the layout in Chromium when the neighbour has loaded, until something else moves.
 */
function useWaitingParts(parts: string): RefObject<HTMLDivElement | null> {
  const root = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = root.current;
    if (element === null) return;
    const mark = () => {
      const all = [...element.querySelectorAll(parts)];
      const loading = all.findIndex((part) => part.matches(SKELETON) || part.querySelector(SKELETON) !== null);
      for (const [place, part] of all.entries()) part.toggleAttribute("data-waits", loading >= 0 && place > loading);
    };
    mark();
    const observer = new MutationObserver(mark);
    observer.observe(element, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [parts]);
  return root;
}
