import type { Style } from './style.ts';
import { wrapped } from './wrap.ts';

/** What stands first, and what is said about it. */
export interface Row {
  readonly head: string;
  readonly tail: string;
}

const MARGIN = 8;
const NARROWEST_TAIL = 24;

function longestWord(text: string): number {
  return Math.max(0, ...text.split(' ').map((word) => word.length));
}

/** A row as two columns, or with the second below the first where a word of it would not fit beside. */
function linesOf({ head, tail }: Row, headWidth: number, style: Style): readonly string[] {
  if (tail === '') return [head];
  const room = style.width - headWidth - 2;
  const beside = room >= Math.max(NARROWEST_TAIL, longestWord(tail));
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
