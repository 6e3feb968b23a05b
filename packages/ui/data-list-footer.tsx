import { Button, Group, Pagination } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./data-list.module.css";
import { formatNumber } from "./language.ts";
import { uiMessages } from "./messages.ts";

const t = uiMessages.list;

/** Numbered pages where the server counts, a cursor where it does not. */
export type Paging =
  | {
      readonly kind: "pages";
      readonly page: number;
      readonly pageSize: number;
      readonly total: number;
      readonly onPage: (page: number) => void;
    }
  | {
      readonly kind: "cursor";
      /** Absent on the first page. */
      readonly onFirst: (() => void) | undefined;
      /** Absent on the last page. */
      readonly onNext: (() => void) | undefined;
    };

/**
 * Paging by cursors: `after` is the page's own, undefined on the first one, `next` the next page's, if there is one. `go` gets the cursor of
 * the page to show, undefined for the first.
 */
export function cursorPaging(
  after: string | undefined,
  next: string | null | undefined,
  go: (after: string | undefined) => void,
): Paging {
  return {
    kind: "cursor",
    onFirst: after === undefined ? undefined : () => go(undefined),
    onNext: typeof next === "string" ? () => go(next) : undefined,
  };
}

/** The foot of a list: what is shown, and the way to the other pages. */
export function ListFooter({ label, paging, shown }: { label: string; paging: Paging; shown: number }): ReactNode {
  if (paging.kind === "cursor") {
    if (paging.onFirst === undefined && paging.onNext === undefined) return null;
    return (
      <nav className={classes.footer} aria-label={t.pagesOf(label)}>
        <span>{t.onThisPage(shown)}</span>
        <Group gap="xs">
          <Button
            variant="default"
            size="xs"
            disabled={paging.onFirst === undefined}
            onClick={paging.onFirst}
            leftSection={<IconChevronLeft size={14} aria-hidden />}
          >
            {t.first}
          </Button>
          <Button
            variant="default"
            size="xs"
            disabled={paging.onNext === undefined}
            onClick={paging.onNext}
            rightSection={<IconChevronRight size={14} aria-hidden />}
          >
            {t.next}
          </Button>
        </Group>
      </nav>
    );
  }
  const pages = Math.max(1, Math.ceil(paging.total / paging.pageSize));
  const first = (paging.page - 1) * paging.pageSize + 1;
  return (
    <nav className={classes.footer} aria-label={t.pagesOf(label)}>
      <span>
        {t.range(
          paging.total === 0
            ? "0"
            : `${formatNumber(first)}–${formatNumber(Math.min(first + shown - 1, paging.total))}`,
          formatNumber(paging.total),
        )}
      </span>
      {pages > 1 && (
        <Pagination
          size="sm"
          value={paging.page}
          total={pages}
          onChange={paging.onPage}
          getItemProps={(page) => ({ "aria-label": t.page(page) })}
          getControlProps={(control) => ({ "aria-label": t.controls[control] })}
        />
      )}
    </nav>
  );
}
