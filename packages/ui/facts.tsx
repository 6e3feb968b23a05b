import type { ReactNode } from "react";
import classes from "./facts.module.css";

/** One fact of an object. */
export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
}

/** The facts of an object as a list of terms; a missing value is shown as a dash. */
export function Facts({ items }: { items: readonly Fact[] }): ReactNode {
  return (
    <dl className={classes.facts}>
      {items.map((fact) => (
        <FactRow key={fact.label} {...fact} />
      ))}
    </dl>
  );
}

function FactRow({ label, value }: Fact): ReactNode {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value === null || value === undefined || value === "" ? "–" : value}</dd>
    </>
  );
}
