/** A value of a row. */
export type Cell = string | number | null;

export type Row = Readonly<Record<string, Cell>>;

/** A column of a table: the name of the value, and its title. */
export type Columns = Readonly<Record<string, string>>;

/** The width of what is printed where there is no terminal. */
export const defaultWidth = 120;

/** Returns rows as a table: numbers to the right, and the last column cut where the width ends. */
export function tableOf(rows: readonly Row[], columns: Columns, width: number = defaultWidth): string {
  const names = Object.keys(columns);
  const texts = [columns, ...rows].map((row) => names.map((name) => textOf(row[name] ?? null)));
  const widths = names.map((_, at) => Math.max(...texts.map((cells) => cells[at]?.length ?? 0)));
  const isNumber = names.map((name) => rows.length > 0 && rows.every((row) => typeof (row[name] ?? 0) === 'number'));
  const lines = texts.map((cells) => {
    const aligned = cells.map((text, at) =>
      isNumber[at] ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0),
    );
    const line = aligned.join('  ').trimEnd();
    return line.length > width ? `${line.slice(0, width - 1)}…` : line;
  });
  return lines.join('\n');
}

function textOf(cell: Cell): string {
  if (cell === null) return '-';
  return typeof cell === 'number' ? cell.toLocaleString('en', { maximumFractionDigits: 1 }) : cell;
}
