import { readdirSync, readFileSync } from "node:fs";
const TICKS = 100;
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8"), fields = text.slice(text.lastIndexOf(")") + 2).split(" ").map(Number), at = (index) => fields[index] ?? 0;
    return { parent: at(1), own: (at(11) + at(12)) / TICKS, reaped: (at(13) + at(14)) / TICKS };
  } catch {
    return;
  }
}
function cpuOfTree(root) {
  const children = /* @__PURE__ */ new Map(), stats = /* @__PURE__ */ new Map();
  for (const name of pids()) {
    const stat = statOf(name);
    if (!stat) continue;
    stats.set(name, stat);
    const siblings = children.get(stat.parent);
    siblings ? siblings.push(name) : children.set(stat.parent, [name]);
  }
  const total = (pid) => {
    const stat = stats.get(pid);
    return stat ? stat.own + stat.reaped + (children.get(pid) ?? []).reduce((sum, child) => sum + total(child), 0) : 0;
  };
  return total(root);
}
function pids() {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number);
  } catch {
    return [];
  }
}
const peakMemoryMb = (pid) => memoryMb(pid, /VmHWM:\s+(\d+)/), residentMb = (pid) => memoryMb(pid, /VmRSS:\s+(\d+)/);
function memoryMb(pid, line) {
  try {
    const match = line.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return match ? Math.round(Number(match[1]) / 1024) : null;
  } catch {
    return null;
  }
}
export {
  cpuOfTree,
  peakMemoryMb,
  residentMb
};
//# sourceMappingURL=processes.js.map
