import type { Style } from './style.ts';
import { wrapped } from './wrap.ts';

/** What stands first, and what is said about it. */
export interface Row {
  readonly head: string;
  readonly tail: string;
}

const MARGIN = 8;
const NARROWEST_TAIL = 24;

/** A row as two columns, or with the second below the first where that leaves too little room. */
function linesOf({ head, tail }: Row, headWidth: number, style: Style): readonly string[] {
  if (tail === '') return [head];
  const beside = style.width - headWidth - 2 >= NARROWEST_TAIL;
  const indent = beside ? headWidth + 2 : MARGIN;
  const lines = wrapped(tail, style.width - indent, 0).map((line) => style.faint(line));
  const below = lines.map((line) => `${' '.repeat(indent)}${line}`);
  return beside ? [`${head.padEnd(indent)}${lines[0] ?? ''}`, ...below.slice(1)] : [head, ...below];
}

/** Rows under each other, their second column aligned where there is room for it. */
export function rowLines(rows: readonly Row[], style: Style): readonly string[] {
  const headWidth = Math.max(0, ...rows.map(({ head }) => head.length));
  return rows.flatMap((row) => linesOf(row, headWidth, style));
}
