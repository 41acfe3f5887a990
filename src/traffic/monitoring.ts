/** What Cloud Monitoring is asked: one number for each combination of labels, over one whole window. */
export interface SeriesQuery {
  readonly project: string;
  /** In the words of the API. */
  readonly filter: string;
  readonly start: Date;
  readonly end: Date;
  readonly reducer: 'REDUCE_SUM' | 'REDUCE_PERCENTILE_95';
  /** `metric.labels.NAME` and `resource.labels.NAME`. */
  readonly groupBy: readonly string[];
}

/** One time series, as it was asked for. */
export interface Series {
  /** Labels of the metric and of the resource. */
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly { readonly end: Date; readonly value: number }[];
}

/** The series, or why there is no answer: nothing is taken for none. */
export type Monitored =
  | { readonly known: true; readonly series: readonly Series[] }
  | { readonly known: false; readonly because: string };

/** Reads Cloud Monitoring, which gcloud has no command for. */
export interface Monitoring {
  timeSeries(query: SeriesQuery): Promise<Monitored>;
}
