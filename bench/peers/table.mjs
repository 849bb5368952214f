// node table.mjs results.jsonl [results-1000.jsonl] -> one wide Markdown table, median [min-max]
import fs from 'node:fs';
const rd = (f) =>
  f && fs.existsSync(f)
    ? fs
        .readFileSync(f, 'utf8')
        .trim()
        .split('\n')
        .map((l) => JSON.parse(l))
        .filter((r) => !r.error)
    : [];
const rows = rd(process.argv[2]),
  big = rd(process.argv[3]);
const f = (x) => (x == null ? '-' : x >= 100 ? String(Math.round(x)) : x >= 10 ? x.toFixed(1) : x.toFixed(2));
const med = (a) => {
  a = a.filter((x) => x != null).sort((x, y) => x - y);
  if (!a.length) return null;
  return a.length % 2 ? a[(a.length - 1) / 2] : (a[a.length / 2 - 1] + a[a.length / 2]) / 2;
};
const mm = (a) => {
  a = a.filter((x) => x != null);
  return a.length ? `${f(med(a))} [${f(Math.min(...a))}-${f(Math.max(...a))}]` : '-';
};
const order = [
  'restate',
  'restate-p4',
  'mastra',
  'dbos',
  'dbos-node22',
  'openworkflow',
  'langgraph-sync',
  'langgraph-async',
  'bullmq-always',
  'bullmq-everysec',
  'graphile-worker',
  'graphile-worker-local',
  'pg-boss-send',
  'pg-boss-send-batch50',
  'pg-boss-flow',
  'remote-floor-single',
  'remote-floor-group',
  'pg-floor-single',
  'pg-floor-group',
];
console.log(
  '| engine | chain: ms/step p50 | chain: p99 | chain: 20 steps ms | fan 1-100-1 ms | load 200x10: steps/s | load 1000x10: steps/s | CPU ms/step node + store | RSS MB node / store | write txns, WAL B per step |\n|---|---|---|---|---|---|---|---|---|---|',
);
for (const id of order) {
  const g = (s, k, src = rows) => src.filter((r) => r.id === id && r.scenario === s).map((r) => r[k]);
  const c = g('load', 'cpuNode'),
    st = g('load', 'cpuStore');
  console.log(
    `| ${id} | ${mm(g('chain', 'stepP50'))} | ${mm(g('chain', 'stepP99'))} | ${mm(g('chain', 'totalP50'))} | ${mm(g('fan', 'totalP50'))} | ${mm(g('load', 'stepsPerSec'))} | ${mm(g('load', 'stepsPerSec', big))} | ${c.length ? `${f(med(c) / 2)} + ${f(med(st) / 2)}` : '-'} | ${c.length ? `${f(med(g('load', 'rssNodeMb')))}${g('load', 'rssStoreMb')[0] ? ' / ' + f(med(g('load', 'rssStoreMb').map((x) => x[0]))) : ''}` : '-'} | ${g('load', 'writeTxnsPerStep')[0] != null ? `${f(med(g('load', 'writeTxnsPerStep')))}, ${f(med(g('load', 'walBytesPerStep')))}` : '-'} |`,
  );
}
