import { malformed } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { isObject } from '../json.ts';

const TERM =
  /^(metric|resource)\.(?:type|labels?\.(\w+))\s*=\s*(?:"([^"]*)"|one_of\(("[^"]*"(?:\s*,\s*"[^"]*")*)\))$/;

function valueIn(series: JsonObject, part: string, label: string | undefined): string {
  const owner: Json = series[part] ?? null;
  if (!isObject(owner)) {
    return '';
  }
  const labels: Json = owner['labels'] ?? null;
  const value = label === undefined ? owner['type'] : isObject(labels) ? labels[label] : undefined;
  return typeof value === 'string' ? value : '';
}

/** A filter of Cloud Monitoring: terms of equality joined by AND; one metric type has to be named. */
export function filterOf(text: string): (series: JsonObject) => boolean {
  const terms = text.split(/\s+AND\s+/).map((term) => {
    const [whole, part = '', label, one, several] = TERM.exec(term.trim()) ?? [];
    if (whole === undefined) {
      throw malformed(`Field filter had an invalid value of "${text}": could not parse "${term}".`);
    }
    const wanted =
      several === undefined
        ? [one ?? '']
        : several.split(',').map((each) => each.trim().slice(1, -1));
    return { part, label, wanted };
  });
  if (!terms.some(({ part, label }) => part === 'metric' && label === undefined)) {
    throw malformed(
      `Field filter had an invalid value of "${text}": must specify a restriction on "metric.type" in the filter.`,
    );
  }
  return (series) =>
    terms.every(({ part, label, wanted }) => wanted.includes(valueIn(series, part, label)));
}
