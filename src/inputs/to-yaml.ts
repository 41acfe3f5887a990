import { Document, Scalar, visit } from 'yaml';
import { isPlain, quotedDocument } from '../clean.ts';
import type { Json } from '../json.ts';

/** A mark that a CI runner would obey, see `clean.ts`. */
const MARK = /##(?:vso)?\[/i;

function yamlEscape(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
}

/**
 * A value as YAML text, without anchors. A text with line breaks, invisible characters or marks of CI
 * runners is quoted and escaped, and none is folded, so that no part of it can stand on a line of its own.
 */
export function toYaml(value: Json): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_key, node) => {
      const text = node.value;
      if (typeof text !== 'string' || (isPlain(text) && !MARK.test(text))) return;
      node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  const text = document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: 1_000_000 });
  return quotedDocument(text, yamlEscape);
}
