/** One formatter for every instant and duration in the console. Instants are ISO 8601 strings in UTC. */
export type Zone = 'UTC' | 'local';

interface Parts {
  readonly day: string;
  readonly time: string;
  readonly year: string;
}

const formats = new Map<Zone, Intl.DateTimeFormat>();
function format(zone: Zone): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(zone === 'UTC' ? { timeZone: 'UTC' } : {}),
  });
  formats.set(zone, made);
  return made;
}

/** Of the last seconds that were shown: a list of thousands says the same ones again with each change. */
const shown: Readonly<Record<Zone, Map<number, Parts>>> = { UTC: new Map(), local: new Map() };
const MOST_SHOWN = 5_000;

function parts(at: number, zone: Zone): Parts {
  const second = Math.floor(at / 1_000);
  const before = shown[zone].get(second);
  if (before) return before;
  if (shown[zone].size >= MOST_SHOWN) shown[zone].clear();
  const made = partsOf(at, zone);
  shown[zone].set(second, made);
  return made;
}

function partsOf(at: number, zone: Zone): Parts {
  const found: Record<string, string> = {};
  for (const { type, value } of format(zone).formatToParts(at)) found[type] = value;
  return {
    day: `${found['day']} ${found['month']}`,
    year: found['year'] ?? '',
    time: `${found['hour']}:${found['minute']}:${found['second']}`,
  };
}

/** `14:32:07` on the day of `now`, `23 Nov 13:41` else, `23 Nov 2025` in another year. */
export function instant(at: string | number, now: number, zone: Zone): string {
  const then = parts(new Date(at).getTime(), zone);
  const today = parts(now, zone);
  if (then.year !== today.year) return `${then.day} ${then.year}`;
  return then.day === today.day ? then.time : `${then.day} ${then.time.slice(0, 5)}`;
}

/** `14:32:07.123`: for events. */
export function instantMs(at: string | number, zone: Zone): string {
  const date = new Date(at);
  return `${parts(date.getTime(), zone).time}.${String(date.getUTCMilliseconds()).padStart(3, '0')}`;
}

/** `24 Nov 2026, 14:32:07.123 UTC`: for titles and headings. */
export function instantFull(at: string | number, zone: Zone): string {
  const date = new Date(at);
  const { day, year } = parts(date.getTime(), zone);
  return `${day} ${year}, ${instantMs(at, zone)} ${zone === 'UTC' ? 'UTC' : 'local time'}`;
}

/** `412 ms`, `1.8 s`, `31s`, `4m 12s`, `3h 58m`, `2d 4h`. @param ms milliseconds, not negative */
export function duration(ms: number): string {
  const size = Math.max(0, ms);
  if (size < 1_000) return `${Math.round(size)} ms`;
  if (size < 10_000) return `${(Math.floor(size / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(size / 1_000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${String(seconds % 60).padStart(2, '0')}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h ${String(minutes % 60).padStart(2, '0')}m`;
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/** Time left: `11:42` under an hour, `3h 58m` else, `00:00` when it is over. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  if (seconds >= 3_600) return duration(ms);
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}
