// What /proc says of processes; 0 and null where there is no /proc.
import fs from 'node:fs';

/** Clock ticks per second of /proc's times. */
const HZ = 100;

function stat(pid) {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { parent: +fields[1], own: (+fields[11] + +fields[12]) / HZ, reaped: (+fields[13] + +fields[14]) / HZ };
  } catch {
    return null;
  }
}

/** CPU seconds of a process, its reaped children and its living descendants. */
export function treeCpu(root) {
  const stats = new Map();
  const children = new Map();
  for (const name of fs.existsSync('/proc') ? fs.readdirSync('/proc') : []) {
    const one = /^\d+$/.test(name) ? stat(name) : null;
    if (!one) continue;
    stats.set(+name, one);
    children.set(one.parent, [...(children.get(one.parent) ?? []), +name]);
  }
  const total = (pid) => {
    const one = stats.get(pid);
    if (!one) return 0;
    return (children.get(pid) ?? []).reduce((sum, child) => sum + total(child), one.own + one.reaped);
  };
  return total(root);
}

/** Peak resident memory in MiB. */
export function peakMb(pid) {
  try {
    const [, kib] = /VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Math.round(kib / 1024);
  } catch {
    return null;
  }
}

export const parentOf = (pid) => stat(pid)?.parent;
