import type { Page } from "playwright-core";
import { walkPart } from "./keyboard-walk.ts";
import type { PartVisitor } from "./opened-parts.ts";

/** Judges parts by the keyboard: what is opened takes the focus and is walked by it, closes with Escape and gives the focus back. */
export function partJudge(
  page: Page,
  accuse: (part: string, fault: string) => void,
): Required<Pick<PartVisitor, "onOpen" | "onClosed">> {
  return {
    async onOpen({ name }) {
      for (const fault of await walkPart(page)) accuse(name, fault);
    },
    async onClosed({ name, opener }, isClosed) {
      if (!isClosed) return accuse(name, "does not close with Escape");
      const focused = await page.evaluate<string>(
        "document.activeElement === document.body ? '' : parts.buttonKey(document.activeElement)",
      );
      if (focused !== opener) accuse(name, `leaves the focus on "${focused}"`);
    },
  };
}
