import type { ReactNode } from "react";
import classes from "./code-block.module.css";

/** Text as it goes over the wire. Can be reached and scrolled with the keyboard. */
export function CodeBlock({ label, text }: { label: string; text: string }): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard
    <section aria-label={label} tabIndex={0}>
      <pre className={classes.block}>{text}</pre>
    </section>
  );
}
