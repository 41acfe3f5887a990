/**
 * Breaks a text into lines of at most `width` columns at blanks; words longer than a line stay whole,
 * so that names and commands can be copied. Blanks at the start stay, lines after the first are
 * indented.
 */
export function wrapped(text: string, width: number, indent: number): readonly string[] {
  const start = /^ */.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  let line = start;
  for (const word of text.trim().split(' ')) {
    const joined = line.trim() === '' ? `${line}${word}` : `${line} ${word}`;
    if (joined.length > width && line.trim() !== '') {
      lines.push(line.trimEnd());
      line = `${' '.repeat(indent)}${word}`;
    } else line = joined;
  }
  return [...lines, line.trimEnd()];
}

/** A label and its text, the text wrapped beside the label. */
export function labelled(
  label: string,
  text: string,
  width: number,
  margin = 2,
): readonly string[] {
  const start = `${' '.repeat(margin)}${label.padEnd(6)}`;
  return wrapped(text, width - start.length, 0).map((part, index) =>
    index === 0 ? `${start}${part}` : `${' '.repeat(start.length)}${part}`,
  );
}

/** Pads texts to the width of the longest, as the cells of a column. */
export function column(texts: readonly string[]): readonly string[] {
  const width = Math.max(0, ...texts.map((text) => text.length));
  return texts.map((text) => text.padEnd(width));
}
