import type { ReactNode } from "react";
import classes from "./code-block.module.css";

/** Text as it goes over the wire. Can be reached and scrolled with the keyboard. */
export function CodeBlock({ label, text }: { label: string; text: string }): ReactNode {
  return (
    <section aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <pre className={classes.block} tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}
