import { setTimeout as pause } from 'node:timers/promises';
import type { Bulk } from '../../api/contract/bulk.js';
import { endpoints } from '../../api/contract/endpoints.js';
import type { ExitName } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import { shortId } from '../references.js';
import type { Colour } from '../style.js';
import type { Terminal } from '../terminal.js';
import { canvas } from '../watch/draw.js';

const LOOK_EVERY_MS = 300;

export const statusColour = ({ status, refused }: Pick<Bulk, 'status' | 'refused'>): Colour => {
  if (status === 'completed') return refused > 0 ? 'red' : 'green';
  return status === 'running' ? 'blue' : 'yellow';
};

/** `completed  cancel 412  409 done, 3 skipped  3b5c1a1e`. */
export function progressOf(bulk: Bulk, { style }: Pick<Terminal, 'style'>): string {
  const counts = [
    `${bulk.done} done`,
    ...(bulk.skipped > 0 ? [`${bulk.skipped} skipped`] : []),
    ...(bulk.refused > 0 ? [style.red(`${bulk.refused} refused`)] : []),
    ...(bulk.pending > 0 ? [`${bulk.pending} ${bulk.status === 'stopped' ? 'left as they were' : 'to do'}`] : []),
  ];
  const status = style[statusColour(bulk)](style.bold(bulk.status));
  return `${status}  ${bulk.action} ${bulk.total}  ${counts.join(', ')}  ${style.faint(shortId(bulk.bulkId))}`;
}

/** Shows the progress until it has ended or only a person can move it; in a pipe one line for each change, with --json one document at the end. */
export async function follow({ screen, api, around }: Invocation, bulkId: string): Promise<ExitName> {
  const live = !screen.json && around.stdout.isTTY === true ? canvas(around.stdout) : undefined;
  let before = '';
  try {
    for (;;) {
      const { value, raw } = await api.call(endpoints.getBulk, { params: { bulkId } });
      const line = progressOf(value, screen);
      if (live) live.draw([line]);
      else if (!screen.json && line !== before) screen.line(line);
      before = line;
      if (value.status !== 'running') {
        if (screen.json) screen.data(raw);
        return exitOf(value);
      }
      await pause(LOOK_EVERY_MS, undefined, { signal: around.interrupted });
    }
  } finally {
    live?.end();
  }
}

function exitOf({ status, refused }: Bulk): ExitName {
  if (status === 'paused') return 'waitsForPerson';
  return status === 'stopped' || refused > 0 ? 'rejected' : 'ok';
}
