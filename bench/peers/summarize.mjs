// node summarize.mjs results.jsonl -> Markdown tables: median [min-max] over repeats.
import fs from 'node:fs';
const rows = fs
  .readFileSync(process.argv[2] ?? 'results.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((l) => JSON.parse(l));
const f = (x) =>
  x == null ? '-' : x >= 1000 ? String(Math.round(x)) : x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2);
const med = (a) => {
  a = a.filter((x) => x != null).sort((x, y) => x - y);
  if (!a.length) return '-';
  const m = a.length % 2 ? a[(a.length - 1) / 2] : (a[a.length / 2 - 1] + a[a.length / 2]) / 2;
  return a.length > 1 ? `${f(m)} [${f(a[0])}-${f(a.at(-1))}]` : f(m);
};
const T = {
  chain: ['stepP50', 'stepP99', 'totalP50', 'startP50', 'resultP50'],
  fan: ['totalP50', 'firstToJoinP50'],
  load: [
    'stepsPerSec',
    'stepsPerSecToLastStep',
    'cpuNode',
    'cpuStore',
    'rssNodeMb',
    'rssStore',
    'writeTxnsPerStep',
    'walBytesPerStep',
  ],
};
const ids = [...new Set(rows.map((r) => r.id))];
for (const s of Object.keys(T)) {
  console.log(`\n### ${s}\n| peer | n | ${T[s].join(' | ')} |\n|${'---|'.repeat(T[s].length + 2)}`);
  for (const id of ids) {
    const rs = rows.filter((r) => r.id === id && r.scenario === s && !r.error);
    if (!rs.length) continue;
    rs.forEach((r) => {
      r.rssStore = r.rssStoreMb?.[0];
    });
    console.log(
      `| ${id} | ${rs.length}${rs.some((r) => r.bad) ? ' (bad)' : ''} | ${T[s].map((k) => med(rs.map((r) => r[k]))).join(' | ')} |`,
    );
  }
}
const er = rows.filter((r) => r.error);
if (er.length) console.log('\nerrors:', er.map((r) => `${r.id}/${r.scenario}#${r.rep}`).join(', '));
console.log('\nversions:');
const seen = {};
for (const r of rows)
  if (r.ver && !seen[r.id]) {
    seen[r.id] = 1;
    console.log(
      `- ${r.id}: ${Object.entries(r.ver)
        .map(([k, v]) => k + ' ' + v)
        .join(', ')}; node ${r.node}; ${r.durability}; ${r.config}`,
    );
  }
