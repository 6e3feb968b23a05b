import { Textarea } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./expression-input.module.css";

/** Where an expression is wrong: offsets in its text; without an end to the end of the word. */
export interface ExpressionFault {
  readonly position: number;
  readonly end?: number | null;
}

/** A field for an expression; the place of a fault is underlined in the text itself. */
export function ExpressionInput(props: {
  label: string;
  description?: string;
  value: string;
  onChange: (value: string) => void;
  fault?: ExpressionFault | undefined;
  error?: ReactNode;
  isFocused?: boolean;
  minRows?: number;
}): ReactNode {
  return (
    <Textarea
      label={props.label}
      {...(props.description === undefined ? {} : { description: props.description })}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      autosize
      minRows={props.minRows ?? 2}
      maxRows={10}
      spellCheck={false}
      autoCapitalize="off"
      autoCorrect="off"
      error={props.error}
      classNames={{ input: classes.input ?? "" }}
      {...(props.isFocused === true ? { "data-autofocus": true } : {})}
      inputContainer={(input) => (
        <div className={classes.frame}>
          {input}
          {props.fault !== undefined && <Mirror text={props.value} fault={props.fault} />}
        </div>
      )}
    />
  );
}

function Mirror({ text, fault }: { text: string; fault: ExpressionFault }): ReactNode {
  const { start, end } = markedPart(text, fault);
  return (
    <div className={classes.mirror} aria-hidden>
      {text.slice(0, start)}
      <mark className={classes.fault} data-fault>
        {text.slice(start, end) || " "}
      </mark>
      {text.slice(end)}
    </div>
  );
}

/** The part to underline: as it was told, else the word at the place; a fault at the end of the text is shown in a blank after it. */
export function markedPart(text: string, { position, end }: ExpressionFault): { start: number; end: number } {
  const start = Math.min(Math.max(position, 0), text.length);
  if (end !== undefined && end !== null && end > start) return { start, end: Math.min(end, text.length) };
  const word = /^[\w.]+|^./u.exec(text.slice(start))?.[0] ?? "";
  return { start, end: start + word.length };
}
