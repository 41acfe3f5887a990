/**
 * Breaks a text into lines of at most `width` columns at blanks; words longer than a line stay whole,
 * so that names and commands can be copied. Lines after the first are indented.
 */
export function wrapped(text: string, width: number, indent: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const room = lines.length === 0 ? width : width - indent;
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.map((part, index) => (index === 0 ? part : `${' '.repeat(indent)}${part}`));
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
