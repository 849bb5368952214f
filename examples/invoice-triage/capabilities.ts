import type { Handler } from '@mission-control/agent';
import { classify } from './classify.js';
import { parseShard } from './parse.js';
import { pay, propose } from './payments.js';
import { validate } from './validate.js';

/** What the agents of invoice-triage can do, by the names in workflow.yaml. */
export const capabilities: Readonly<Record<string, Handler>> = {
  'invoice-parse': parseShard,
  'invoice-validate': validate,
  'invoice-classify': classify,
  'payment-propose': propose,
  'payment-write': pay,
};
