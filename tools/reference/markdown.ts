/** The first lines of a generated page. */
export function pageHead(title: string, introduction: string): string {
  return `<!-- Generated from the source by npm run reference: change the source, not this page. -->\n\n# ${title}\n\n${introduction}\n`;
}

/** A Markdown table; text in cells is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}
