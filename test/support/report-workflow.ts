import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { root } from './product.js';

const Definition = z.looseObject({ id: z.string(), steps: z.array(z.looseObject({ id: z.string() })) });

/** Step keys of repository-report, in the order of its definition. */
export const REPORT_STEPS = [
  'collect',
  'licence-inventory',
  'hot-files',
  'secret-scan',
  'risk-summary',
  'render',
  'write-report',
];
export const IMPATIENT_REPORT = 'impatient-report';

/** Writes a copy of the example repository-report in which a dead agent is noticed after 1 s and a step may be tried more often. */
export function writeImpatientReport(file: string): void {
  const text = readFileSync(path.join(root, 'examples', 'repository-report', 'workflow.yaml'), 'utf8');
  const definition = Definition.parse(parse(text));
  const retry = { attempts: 20, initial: '50ms', factor: 1 };
  const steps = definition.steps.map((step) => ({ ...step, heartbeat: '1s', retry }));
  writeFileSync(file, stringify({ ...definition, id: IMPATIENT_REPORT, steps }));
}
