/**
 * The parts of a page in their order. While a part still loads, those after it wait out of sight: nothing that somebody reads, or is about
 * to press, moves away when it arrives. What they need is loaded meanwhile.
 */
import { Grid, type GridProps, Stack, type StackProps } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./page-parts.module.css";

/** Parts one below the other. */
export function PageStack(props: StackProps): ReactNode {
  return <Stack gap="lg" {...props} className={classes.stack ?? ""} />;
}

/** Parts beside each other, in `Grid.Col`s; where the window is narrow, one below the other. */
export function PageColumns(props: GridProps): ReactNode {
  return <Grid gap="lg" {...props} className={classes.columns ?? ""} />;
}
