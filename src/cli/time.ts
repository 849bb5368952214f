/** `850 ms`, `4.2 s`, `3m 05s`, `2h 14m`, `3d 4h`: at most two units, so that a column stays narrow. */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${two(seconds % 60)}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours}h ${two(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/** A clock that runs before one's eyes: whole seconds, so that it does not flutter. */
export function formatElapsed(milliseconds: number): string {
  return milliseconds < 60_000 ? `${Math.floor(Math.max(0, milliseconds) / 1_000)} s` : formatDuration(milliseconds);
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `14:32:07`, in the local zone or in UTC. */
export function formatClock(iso: string, utc: boolean): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return utc
    ? `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`
    : `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** `2026-11-24 14:32:07`, with `Z` when it is UTC. */
export function formatInstant(iso: string, utc: boolean): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const day = utc
    ? `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`
    : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${formatClock(iso, utc)}${utc ? 'Z' : ''}`;
}

/** `in 3m 05s` or `4.2 s ago`. */
export function formatDistance(iso: string, now: number): string {
  const distance = Date.parse(iso) - now;
  if (Number.isNaN(distance)) return iso;
  return distance >= 0 ? `in ${formatElapsed(distance)}` : `${formatElapsed(-distance)} ago`;
}
