/** The one list of resources: sort and paging by the server, skeleton, empty and error state, selection. */
import { Box, Checkbox, Skeleton, Table, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./data-list.module.css";
import { ListFooter, type Paging } from "./data-list-footer.tsx";
import { ErrorNotice } from "./error-notice.tsx";
import { uiMessages } from "./messages.ts";

const t = uiMessages.list;

/** One column. The first is the row's name and leads on small screens. */
export interface Column<Row> {
  readonly key: string;
  readonly header: string;
  readonly render: (row: Row) => ReactNode;
  readonly isSortable?: boolean;
  readonly align?: "right";
  readonly width?: string | number;
  /** The header is for screen readers only, as over buttons. */
  readonly isHeaderHidden?: boolean;
}

/** Current order, as it stands in the URL. */
export interface Sort {
  readonly key: string;
  readonly direction: "asc" | "desc";
}

/** Rows that are ticked, by key. */
export interface Selection<Row> {
  readonly keys: ReadonlySet<string>;
  readonly onChange: (keys: ReadonlySet<string>) => void;
  readonly labelOf: (row: Row) => string;
  /** Buttons that act on the ticked rows. */
  readonly actions: ReactNode;
}

/** What a list needs. `rows` undefined with no error means that they are still loading. */
export interface DataListProps<Row> {
  /** What is listed, for screen readers: "People". */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[] | undefined;
  readonly keyOf: (row: Row) => string;
  readonly empty: ReactNode;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  /** Newer rows are on the way while older ones are shown. */
  readonly isRefreshing?: boolean;
  readonly paging?: Paging | undefined;
  readonly sort?: Sort | undefined;
  readonly onSort?: (sort: Sort) => void;
  readonly selection?: Selection<Row> | undefined;
}

const SKELETON_ROWS = 8;

/** Lists rows; see `DataListProps`. */
export function DataList<Row>(props: DataListProps<Row>): ReactNode {
  if (props.error !== undefined && props.error !== null && props.rows === undefined) {
    return (
      <Box p="lg">
        <ErrorNotice
          title={t.failed(props.label)}
          error={props.error}
          {...(props.onRetry === undefined ? {} : { onRetry: props.onRetry })}
        />
      </Box>
    );
  }
  if (props.rows !== undefined && props.rows.length === 0) {
    return (
      <>
        {props.empty}
        {props.paging?.kind === "cursor" && props.paging.onFirst !== undefined && (
          <ListFooter label={props.label} paging={props.paging} shown={0} />
        )}
      </>
    );
  }
  return (
    <>
      {props.selection !== undefined && props.selection.keys.size > 0 && (
        <div className={classes.bulk} role="toolbar" aria-label={t.actionsFor(props.label)}>
          <strong>{t.selected(props.selection.keys.size)}</strong>
          {props.selection.actions}
        </div>
      )}
      <div className={classes.scroll}>
        <Table
          className={`${classes.table} ${props.isRefreshing === true ? classes.refreshing : ""}`}
          highlightOnHover
          aria-busy={props.rows === undefined}
          role="table"
          aria-label={props.label}
        >
          <ListHead {...props} />
          <Table.Tbody role="rowgroup">
            {props.rows === undefined ? (
              <SkeletonRows columns={props.columns.length + (props.selection === undefined ? 0 : 1)} />
            ) : (
              props.rows.map((row) => <ListRow key={props.keyOf(row)} row={row} {...props} />)
            )}
          </Table.Tbody>
        </Table>
      </div>
      {props.paging !== undefined && props.rows !== undefined && (
        <ListFooter label={props.label} paging={props.paging} shown={props.rows.length} />
      )}
    </>
  );
}

/** Names of the columns, with the way to another order. */
export function ListHead<Row>({ columns, sort, onSort, selection, rows, keyOf }: DataListProps<Row>): ReactNode {
  const all = rows?.map(keyOf) ?? [];
  const isAll = all.length > 0 && all.every((key) => selection?.keys.has(key));
  return (
    <Table.Thead role="rowgroup">
      <Table.Tr role="row">
        {selection !== undefined && (
          <Table.Th role="columnheader" w={44}>
            <Checkbox
              aria-label={t.selectAll}
              checked={isAll}
              indeterminate={!isAll && selection.keys.size > 0}
              onChange={() => selection.onChange(new Set(isAll ? [] : all))}
            />
          </Table.Th>
        )}
        {columns.map((column) => (
          <HeadCell key={column.key} column={column} sort={sort} onSort={onSort} />
        ))}
      </Table.Tr>
    </Table.Thead>
  );
}

function HeadCell<Row>(props: {
  column: Column<Row>;
  sort: Sort | undefined;
  onSort: ((sort: Sort) => void) | undefined;
}): ReactNode {
  const { column, sort, onSort } = props;
  const isSorted = sort?.key === column.key;
  const direction = isSorted ? sort.direction : undefined;
  const Icon = direction === undefined ? IconArrowsSort : direction === "asc" ? IconArrowUp : IconArrowDown;
  return (
    <Table.Th
      role="columnheader"
      {...(column.width === undefined ? {} : { w: column.width })}
      className={column.align === "right" ? (classes.right ?? "") : ""}
      {...(column.isSortable === true
        ? { "aria-sort": direction === undefined ? "none" : direction === "asc" ? "ascending" : "descending" }
        : {})}
    >
      {column.isHeaderHidden === true ? (
        <VisuallyHidden>{column.header}</VisuallyHidden>
      ) : column.isSortable === true && onSort !== undefined ? (
        <UnstyledButton
          className={classes.sort}
          onClick={() => onSort({ key: column.key, direction: direction === "asc" ? "desc" : "asc" })}
        >
          {column.header}
          <Icon size={13} aria-hidden />
        </UnstyledButton>
      ) : (
        column.header
      )}
    </Table.Th>
  );
}

/** One row. */
export function ListRow<Row>({
  row,
  columns,
  keyOf,
  selection,
}: { row: Row } & Pick<DataListProps<Row>, "columns" | "keyOf" | "selection">): ReactNode {
  const key = keyOf(row);
  const toggle = () => {
    const keys = new Set(selection?.keys);
    if (!keys.delete(key)) keys.add(key);
    selection?.onChange(keys);
  };
  return (
    <Table.Tr role="row">
      {selection !== undefined && (
        <Table.Td role="cell" data-bare data-tick>
          <Checkbox aria-label={t.select(selection.labelOf(row))} checked={selection.keys.has(key)} onChange={toggle} />
        </Table.Td>
      )}
      {columns.map((column, index) => (
        <Table.Td
          role="cell"
          key={column.key}
          data-label={column.header}
          {...(index === 0 ? { "data-lead": true } : {})}
          {...(column.isHeaderHidden === true ? { "data-bare": true, "data-action": true } : {})}
          className={column.align === "right" ? (classes.right ?? "") : ""}
        >
          {column.render(row)}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

/** Rows that are still on the way. */
export function SkeletonRows({ columns }: { columns: number }): ReactNode {
  return Array.from({ length: SKELETON_ROWS }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never reordered
    <Table.Tr key={row} role="row">
      {Array.from({ length: columns }, (__, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the cells are alike and never reordered
        <Table.Td key={column} role="cell" data-bare>
          <Skeleton height={12} my={4} width={`${45 + ((row * 17 + column * 29) % 45)}%`} />
        </Table.Td>
      ))}
    </Table.Tr>
  ));
}
