import type { ImportRow } from "@lockstep/directory-app/contract";
import { type RefObject, useEffect } from "react";
import { actionOfKey, type Decision } from "./decisions.ts";

/**
 * Decides with the keyboard: arrows go from row to row, L, N and I choose for the row that has the focus. Keys typed into a field, and those
 * with Ctrl, Alt or Meta, are left alone.
 */
export function useRowKeys(
  list: RefObject<HTMLElement | null>,
  rows: readonly ImportRow[] | undefined,
  onChoose: (row: ImportRow, action: Decision["action"]) => void,
): void {
  useEffect(() => {
    const element = list.current;
    const listen = (event: KeyboardEvent) => {
      const { target } = event;
      if (!(target instanceof HTMLElement) || isTyping(target) || event.ctrlKey || event.altKey || event.metaKey)
        return;
      const lines = [...(element?.querySelectorAll<HTMLElement>("tbody tr") ?? [])];
      const place = lines.findIndex((line) => line.contains(target));
      const row = rows?.[place];
      if (row === undefined) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const action = actionOfKey(event.key);
      if (step !== undefined) lines[place + step]?.querySelector<HTMLElement>('input[type="checkbox"]')?.focus();
      else if (action !== undefined) onChoose(row, action);
      else return;
      event.preventDefault();
    };
    element?.addEventListener("keydown", listen);
    return () => element?.removeEventListener("keydown", listen);
  }, [list, rows, onChoose]);
}

function isTyping(target: HTMLElement): boolean {
  return target.matches('input:not([type="checkbox"]):not([readonly]), textarea, [role="combobox"]');
}
