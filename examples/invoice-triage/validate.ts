import { result, type AgentTask } from '@mission-control/agent';
import { z } from 'zod';
import { parseInputs } from '../agents/parse-inputs.js';
import { amountOf, centsOf } from './amount.js';
import { Invoice, isIban, sumOf } from './invoice.js';

const Shard = z.object({
  invoices: z.array(Invoice),
  unreadable: z.array(z.object({ file: z.string(), problem: z.string() })),
});
const Inputs = z.object({ first: Shard, second: Shard, third: Shard, fourth: Shard });

export interface Rejected {
  readonly file: string;
  readonly reason: 'unreadable' | 'duplicate' | 'wrong-total' | 'wrong-iban';
  readonly detail: string;
}

/** Sorts out what cannot be paid: unreadable files, duplicates, totals that are not the sum of their lines, wrong IBANs. */
export function validate(task: AgentTask) {
  const { first, second, third, fourth } = parseInputs(Inputs, task);
  const shards = [first, second, third, fourth];
  const { valid, rejected } = check(shards.flatMap((shard) => shard.invoices));
  const unreadable = shards.flatMap((shard) =>
    shard.unreadable.map(({ file, problem }): Rejected => ({ file, reason: 'unreadable', detail: problem })),
  );
  const all = [...rejected, ...unreadable].sort(byFile);
  return result(
    { invoices: valid, rejected: all },
    { summary: `${valid.length} invoices can be paid, ${all.length} are rejected` },
  );
}

/** Of invoices with the same vendor and number the first one, by file name, counts. */
export function check(invoices: readonly Invoice[]): { valid: Invoice[]; rejected: Rejected[] } {
  const seen = new Map<string, string>();
  const valid: Invoice[] = [];
  const rejected: Rejected[] = [];
  for (const invoice of invoices.toSorted(byFile)) {
    const { file, vendor, number } = invoice;
    const key = JSON.stringify([vendor.trim().toLowerCase(), number.trim().toLowerCase()]);
    const earlier = seen.get(key);
    const sum = sumOf(invoice.lines);
    if (earlier !== undefined)
      rejected.push({ file, reason: 'duplicate', detail: `${vendor} ${number} is also in ${earlier}` });
    else if (sum !== centsOf(invoice.total))
      rejected.push({
        file,
        reason: 'wrong-total',
        detail: `says ${invoice.total}, its lines come to ${amountOf(sum)}`,
      });
    else if (!isIban(invoice.iban))
      rejected.push({ file, reason: 'wrong-iban', detail: `${invoice.iban} has wrong check digits` });
    else valid.push(invoice);
    if (earlier === undefined) seen.set(key, file);
  }
  return { valid, rejected };
}

function byFile(a: { file: string }, b: { file: string }): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : 0;
}
