import type { CommandEvents, RecordedFacts } from '../kernel/redecide.js';
import type { ExportCommand } from './commands.js';
import type { ExportEvent } from './events.js';

/** The command that gave these events, as they show it. */
export function recordedExportCommand([first]: CommandEvents<ExportEvent>, { now }: RecordedFacts): ExportCommand {
  const facts = { now, actor: first.metadata.actor };
  switch (first.type) {
    case 'ExportRequested':
      return { name: 'RequestExport', payload: first.data, facts };
    case 'ExportFinished':
      return { name: 'FinishExport', payload: first.data, facts };
  }
}
