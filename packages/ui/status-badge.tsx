import type { CSSProperties, ReactNode } from "react";
import { Hint } from "./hint.tsx";
import classes from "./status-badge.module.css";

/** What a state means for the reader, which decides its colour. */
export type Tone = "good" | "busy" | "warning" | "bad" | "neutral";

/** A state in a word or two, coloured by its meaning; the colour never stands alone. */
export function StatusBadge({ tone, label, hint }: { tone: Tone; label: string; hint?: string }): ReactNode {
  const badge = (
    <span
      className={classes.badge}
      style={{ "--tone": `var(--tone-${tone})`, "--tone-soft": `var(--tone-${tone}-soft)` } as CSSProperties}
    >
      <span className={`${classes.dot} ${tone === "busy" ? classes.busy : ""}`} aria-hidden />
      {label}
    </span>
  );
  return hint === undefined ? badge : <Hint label={hint}>{badge}</Hint>;
}
