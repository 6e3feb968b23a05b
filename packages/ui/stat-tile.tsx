import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { formatNumber } from "./language.ts";
import { AppLink } from "./link.tsx";
import classes from "./stat-tile.module.css";

/** One number of an overview, leading to the list behind it. */
export function StatTile(props: {
  label: string;
  value: number | undefined;
  detail?: ReactNode;
  href?: string;
  icon?: ReactNode;
}): ReactNode {
  const content = (
    <>
      <span className={classes.label}>
        {props.label}
        {props.icon}
      </span>
      {props.value === undefined ? (
        <Skeleton height={30} width={64} my={5} />
      ) : (
        <span className={classes.value} style={{ display: "block" }}>
          {formatNumber(props.value)}
        </span>
      )}
      <span className={classes.detail}>{props.detail}</span>
    </>
  );
  if (props.href === undefined) return <div className={classes.tile}>{content}</div>;
  return (
    <AppLink href={props.href} className={classes.tile}>
      {content}
    </AppLink>
  );
}
