import type { Actor } from '../kernel/envelope.js';
import type { ExportEventData } from './events.js';

export interface ExportPayloads {
  RequestExport: ExportEventData<'ExportRequested'>;
  FinishExport: Omit<ExportEventData<'ExportFinished'>, 'exportId'>;
}
export type ExportRequest = {
  [N in keyof ExportPayloads]: { readonly name: N; readonly payload: ExportPayloads[N] };
}[keyof ExportPayloads];
export type ExportCommand = ExportRequest & {
  readonly facts: { readonly now: number; readonly actor: Actor };
};
