import { instant, type Zone } from '../models/time.js';
import { nanoOf } from '../runs/filter.js';
import { eventTypeGroups } from './event-types.js';
import { auditFilterNames, labelOf, marks, type AuditFilter, type AuditFilterName } from './filter.js';

export interface Chip {
  readonly name: AuditFilterName;
  readonly label: string;
  readonly value: string;
}

/** What is filtered by, in words; the text has its own field. */
export function chipsOf(filter: AuditFilter, zone: Zone, now = Date.now()): readonly Chip[] {
  return auditFilterNames.flatMap((name) => {
    const value = filter[name];
    return !value || name === 'text' ? [] : [{ name, label: labelOf(name), value: wordsOf(name, value, zone, now) }];
  });
}

function wordsOf(name: AuditFilterName, value: string, zone: Zone, now: number): string {
  switch (name) {
    case 'from':
    case 'to':
      return Number.isNaN(Date.parse(value)) ? value : instant(value, now, zone);
    case 'min':
    case 'minRun':
    case 'maxRun':
      return nanoOf(value) === undefined ? value : `$${value.replace('$', '')}`;
    case 'mark':
      return value
        .split(',')
        .map((one) => marks.find((mark) => mark.value === one)?.label ?? one)
        .join(', ');
    case 'type':
      return (
        eventTypeGroups.find(({ types }) => types.join(',') === value)?.label.toLowerCase() ??
        value.replaceAll(',', ', ')
      );
    case 'run':
      return value.length > 12 ? `…${value.slice(-6)}` : value;
    case 'text':
    case 'status':
    case 'stream':
    case 'workflow':
    case 'step':
    case 'agent':
    case 'operator':
    case 'actor':
      return value.replaceAll(',', ' or ');
  }
}
