/**
 * A list that goes on while somebody scrolls, of any length: pages come from the server as they are needed, and pages far from the window
 * are no rows but a space of the height that they had.
 */
import { Box, Button, Loader, Table } from "@mantine/core";
import {
  memo,
  type ReactNode,
  type RefObject,
  startTransition,
  useDeferredValue,
  useEffect,
  useRef,
  useState,
} from "react";
import classes from "./data-list.module.css";
import { type Column, ListHead, ListRow, SkeletonRows, type Sort } from "./data-list.tsx";
import { ErrorNotice } from "./error-notice.tsx";
import { uiMessages } from "./messages.ts";

const t = uiMessages.list;
/** How far outside the window rows are kept, in pixels: a quick scroll does not reach the spaces. */
const MARGIN = 1500;

/** What the list needs. `pages` undefined with no error means that the first is loading. */
export interface EndlessListProps<Row> {
  /** What is listed, for screen readers: "People". */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly pages: readonly (readonly Row[])[] | undefined;
  readonly keyOf: (row: Row) => string;
  readonly empty: ReactNode;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  readonly isRefreshing?: boolean;
  readonly sort?: Sort | undefined;
  readonly onSort?: (sort: Sort) => void;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
  /** What stands under the list: how many there are. */
  readonly footer?: ReactNode;
}

/** Lists pages of rows; see `EndlessListProps`. */
export function EndlessList<Row>(props: EndlessListProps<Row>): ReactNode {
  const { label, error, onRetry } = props;
  // Perf: rows are made in pieces, between which the page scrolls on; made at once, a page of them was one long task.
  const pages = useDeferredValue(props.pages);
  const hasError = error !== undefined && error !== null;
  const retry = onRetry === undefined ? {} : { onRetry };
  if (hasError && pages === undefined) {
    return (
      <Box p="lg">
        <ErrorNotice title={t.failed(label)} error={error} {...retry} />
      </Box>
    );
  }
  if (pages?.every((page) => page.length === 0)) return props.empty;
  const head = { ...props, rows: undefined, selection: undefined };
  return (
    <>
      <div className={classes.scroll}>
        <Table
          className={`${classes.table} ${props.isRefreshing === true ? classes.refreshing : ""}`}
          highlightOnHover
          aria-busy={pages === undefined || props.isLoadingMore}
          role="table"
          aria-label={label}
        >
          <ListHead {...head} />
          {pages === undefined ? (
            <Table.Tbody role="rowgroup">
              <SkeletonRows columns={props.columns.length} />
            </Table.Tbody>
          ) : (
            pages.map((rows, index) => (
              <PageOfRows
                key={rows[0] === undefined ? index : props.keyOf(rows[0])}
                rows={rows}
                columns={props.columns}
                keyOf={props.keyOf}
              />
            ))
          )}
        </Table>
      </div>
      {hasError && (
        <Box p="lg">
          <ErrorNotice title={t.moreFailed} error={error} {...retry} />
        </Box>
      )}
      {pages !== undefined && <ListEnd list={props} isWhole={pages === props.pages} />}
    </>
  );
}

interface PageOfRowsProps<Row> {
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
}

/**
 * Perf: the list is told anew twice for each page that comes, and the pages that are there stay as they are: 164 ms of script for a hundred
 * rows instead of 218 (`bench:engine -- --part scroll`).
 */
const PageOfRows = memo(RenderedPage, isSamePage) as typeof RenderedPage;

/** Keys depend on the row alone. */
function isSamePage<Row>(before: PageOfRowsProps<Row>, after: PageOfRowsProps<Row>): boolean {
  const { columns } = after;
  return (
    before.rows === after.rows &&
    before.columns.length === columns.length &&
    before.columns.every((column, index) => column === columns[index])
  );
}

/** One page: its rows while it is near the window, else the space that they took. */
function RenderedPage<Row>({ rows, columns, keyOf }: PageOfRowsProps<Row>): ReactNode {
  const body = useRef<HTMLTableSectionElement>(null);
  const [height, setHeight] = useState<number>();
  const isNear = useNearness(body);
  useEffect(() => {
    if (isNear && body.current !== null) setHeight(body.current.offsetHeight);
  }, [isNear]);
  if (!isNear && height !== undefined) {
    return (
      <Table.Tbody ref={body} aria-hidden>
        <Table.Tr style={{ height, padding: 0 }} data-space>
          <Table.Td colSpan={columns.length} p={0} data-bare />
        </Table.Tr>
      </Table.Tbody>
    );
  }
  return (
    <Table.Tbody ref={body} role="rowgroup">
      {rows.map((row) => (
        <ListRow key={keyOf(row)} row={row} columns={columns} keyOf={keyOf} />
      ))}
    </Table.Tbody>
  );
}

/** Whether an element is in the window or near it. */
function useNearness(element: RefObject<Element | null>): boolean {
  const [isNear, setNear] = useState(true);
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        // What leaves goes at once, so that there are never many rows; what comes is made in pieces.
        if (!isInWindow(entries)) setNear(false);
        else startTransition(() => setNear(true));
      },
      { rootMargin: `${MARGIN}px` },
    );
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return isNear;
}

/** What is so now. A busy browser tells of several moments at once, the latest last. */
function isInWindow(entries: readonly IntersectionObserverEntry[]): boolean {
  return entries.at(-1)?.isIntersecting === true;
}

/** The end of what is loaded: reached by scrolling it loads more by itself, by keyboard with its button. */
function ListEnd<Row>({ list, isWhole }: { list: EndlessListProps<Row>; isWhole: boolean }): ReactNode {
  const end = useRef<HTMLDivElement>(null);
  const { hasMore, isLoadingMore, onMore, error } = list;
  // Nothing more is asked for before what came stands.
  const goesOn = isWhole && hasMore && !isLoadingMore && (error === undefined || error === null);
  useEffect(() => {
    if (!goesOn || end.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (isInWindow(entries)) onMore();
      },
      { rootMargin: "600px" },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [goesOn, onMore]);
  return (
    <div className={classes.footer} ref={end}>
      <span>{list.footer}</span>
      {isLoadingMore ? (
        <Loader size={16} role="status" aria-label={t.loadingMore} />
      ) : (
        hasMore && (
          <Button variant="default" size="xs" onClick={onMore}>
            {t.more}
          </Button>
        )
      )}
    </div>
  );
}
