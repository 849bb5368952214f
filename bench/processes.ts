import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks per second of /proc's times. */
const TICKS = 100;

interface Stat {
  readonly parent: number;
  readonly own: number;
  readonly reaped: number;
}

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const at = (index: number): number => fields[index] ?? 0;
    return { parent: at(1), own: (at(11) + at(12)) / TICKS, reaped: (at(13) + at(14)) / TICKS };
  } catch {
    return undefined;
  }
}

/** CPU seconds of a process, its reaped children and its living descendants. Linux only; 0 elsewhere. */
export function cpuOfTree(root: number): number {
  const children = new Map<number, number[]>();
  const stats = new Map<number, Stat>();
  for (const name of pids()) {
    const stat = statOf(name);
    if (!stat) continue;
    stats.set(name, stat);
    const siblings = children.get(stat.parent);
    if (siblings) siblings.push(name);
    else children.set(stat.parent, [name]);
  }
  const total = (pid: number): number => {
    const stat = stats.get(pid);
    if (!stat) return 0;
    return stat.own + stat.reaped + (children.get(pid) ?? []).reduce((sum, child) => sum + total(child), 0);
  };
  return total(root);
}

function pids(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** Peak resident memory in MiB; null where /proc does not tell. */
export const peakMemoryMb = (pid: number): number | null => memoryMb(pid, /VmHWM:\s+(\d+)/);
/** Resident memory in MiB; null where /proc does not tell. */
export const residentMb = (pid: number): number | null => memoryMb(pid, /VmRSS:\s+(\d+)/);

function memoryMb(pid: number, line: RegExp): number | null {
  try {
    const match = line.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return match ? Math.round(Number(match[1]) / 1024) : null;
  } catch {
    return null;
  }
}
