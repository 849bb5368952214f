import { AgentError, result, type AgentTask, type StepContext } from '@mission-control/agent';
import { z } from 'zod';
import { askModel } from '../agents/model.js';
import { parseInputs } from '../agents/parse-inputs.js';
import { Invoice } from './invoice.js';

export const Category = z.enum(['infrastructure', 'travel', 'services', 'hardware', 'office', 'other']);
const Inputs = z.object({ invoices: z.array(Invoice) });
const Answer = z.object({ categories: z.array(z.object({ id: z.string(), category: Category })) });
const AT_ONCE = 10;

const SYSTEM = `You sort invoices into cost categories by what was delivered.
Task: classify-invoices
Categories: ${Category.options.join(', ')}; "other" when none fits for certain.
Answer with JSON only, no fence: {"categories": [{"id", "category"}]}, one for each invoice, with its id.`;

/** A category for each invoice, ten invoices a call. */
export async function classify(task: AgentTask, context: StepContext) {
  const { invoices } = parseInputs(Inputs, task);
  const categories: { file: string; category: z.infer<typeof Category> }[] = [];
  for (let from = 0; from < invoices.length; from += AT_ONCE) {
    const some = invoices.slice(from, from + AT_ONCE);
    context.progress({ percent: Math.floor((from / invoices.length) * 100), message: `${from} of ${invoices.length}` });
    const content = {
      invoices: some.map((one) => ({
        id: one.file,
        vendor: one.vendor,
        lines: one.lines.map((line) => line.description),
      })),
    };
    const answer = await askModel({ system: SYSTEM, content, schema: Answer }, task, context);
    const byId = new Map(answer.categories.map((one) => [one.id, one.category]));
    for (const { file } of some) {
      const category = byId.get(file);
      if (category === undefined)
        throw new AgentError({ class: 'provider', code: 'MODEL.INCOMPLETE', message: `the model left out ${file}` });
      categories.push({ file, category });
    }
  }
  const counts = Category.options.map(
    (one) => [one, categories.filter((each) => each.category === one).length] as const,
  );
  const summary = counts.flatMap(([category, count]) => (count > 0 ? [`${category} ${count}`] : [])).join(', ');
  return result({ categories }, { summary });
}
