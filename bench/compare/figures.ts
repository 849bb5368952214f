/** What one run of an engine says in its last line, as far as it is compared. */
export interface Line {
  readonly bad?: unknown;
  readonly stepP50?: number | undefined;
  readonly stepP99?: number | undefined;
  readonly totalP50?: number | undefined;
  readonly stepsPerSec?: number | undefined;
  readonly steps?: number | undefined;
  readonly cpuNode?: number | undefined;
  readonly cpuStore?: number | undefined;
}

export const SCENARIOS = ['chain', 'fan', 'load'] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** One run that was made: what it said, or why it counts for nothing. */
export interface Run {
  readonly engine: string;
  readonly scenario: Scenario;
  readonly round: number;
  /** Load average of the last minute, right before it. */
  readonly loadBefore: number;
  readonly line: Line | undefined;
  /** Why it counts for nothing. */
  readonly bad: string | undefined;
}

interface Figure {
  readonly name: string;
  readonly title: string;
  readonly scenario: Scenario;
  readonly of: (line: Line) => number | undefined;
}

/** CPU milliseconds per step, over all processes of the engine. */
function cpuPerStep({ steps, cpuNode, cpuStore }: Line): number | undefined {
  if (!steps || cpuNode === undefined || cpuStore === undefined) return undefined;
  return ((cpuNode + cpuStore) * 1_000) / steps;
}

/** The figures that are compared, in the order of the table. */
export const FIGURES: readonly Figure[] = [
  { name: 'chainP50', title: 'chain, ms/step p50', scenario: 'chain', of: (line) => line.stepP50 },
  { name: 'chainP99', title: 'p99', scenario: 'chain', of: (line) => line.stepP99 },
  { name: 'fan', title: 'fan, ms', scenario: 'fan', of: (line) => line.totalP50 },
  { name: 'load', title: 'load, steps/s', scenario: 'load', of: (line) => line.stepsPerSec },
  { name: 'cpu', title: 'CPU ms/step', scenario: 'load', of: cpuPerStep },
];

/** Median, smallest and largest of n values. */
export interface Spread {
  readonly n: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const [min, max] = [sorted[0], sorted[n - 1]];
  const [below, above] = [sorted[(n - 1) >> 1], sorted[n >> 1]];
  if (min === undefined || max === undefined || below === undefined || above === undefined) return undefined;
  return { n, median: (below + above) / 2, min, max };
}

/** A figure of an engine; `ratio` is ours to it, of the medians. */
export interface Compared extends Spread {
  readonly ratio: number | undefined;
}
export type Comparison = Readonly<Record<string, Readonly<Record<string, Compared>>>>;

/** Every figure of every engine, beside that of `ours`. A run that was bad counts for nothing. */
export function compare(runs: readonly Run[], engines: readonly string[], ours: string): Comparison {
  const figuresOf = (engine: string): Map<string, Spread> => {
    const good = runs.filter((run) => run.engine === engine && run.bad === undefined);
    const found = new Map<string, Spread>();
    for (const { name, scenario, of } of FIGURES) {
      const values = good.flatMap((run) => (run.scenario === scenario && run.line ? (of(run.line) ?? []) : []));
      const spread = spreadOf(values);
      if (spread) found.set(name, spread);
    }
    return found;
  };
  const own = figuresOf(ours);
  return Object.fromEntries(
    engines.map((engine) => [
      engine,
      Object.fromEntries(
        [...figuresOf(engine)].map(([name, spread]) => {
          const mine = own.get(name);
          return [name, { ...spread, ratio: mine && spread.median > 0 ? mine.median / spread.median : undefined }];
        }),
      ),
    ]),
  );
}

export function shown(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(value >= 10 ? 1 : 2);
}

/** A run in a line of progress. */
export const said = ({ scenario, line, bad }: Run): string =>
  bad === undefined
    ? FIGURES.filter((figure) => figure.scenario === scenario)
        .map(({ title, of }) => `${title} ${shown((line && of(line)) ?? NaN)}`)
        .join('  ')
    : `BAD: ${bad}`;

/** A Markdown table: a row for each engine; beside each figure how ours stands to it, as a ratio. */
export function table(comparison: Comparison, titles: Readonly<Record<string, string>>, ours: string): string {
  const columns = FIGURES.filter(({ name }) => Object.values(comparison).some((figures) => figures[name]));
  const cells = ([engine, figures]: [string, Comparison[string]]): string[] => [
    titles[engine] ?? engine,
    ...columns.flatMap(({ name }) => {
      const figure = figures?.[name];
      if (!figure) return ['-', '-'];
      const { n, median, min, max, ratio } = figure;
      const range = n > 1 ? ` [${shown(min)}-${shown(max)}]` : '';
      return [shown(median) + range, engine === ours || ratio === undefined ? '-' : shown(ratio)];
    }),
  ];
  const rows = [
    ['engine', ...columns.flatMap(({ title }) => [title, 'ours to it'])],
    ...Object.entries(comparison).map(cells),
  ];
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
