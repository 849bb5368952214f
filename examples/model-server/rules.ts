import { z } from 'zod';

export interface Message {
  readonly role: string;
  readonly content: string;
}

/**
 * What `demo/rules-1` answers: text made from the messages by fixed rules, so the same messages always give the same
 * answer. The system message names the task in a line `Task: NAME`; without one, the answer is a summary of the last message.
 */
export function answer(messages: readonly Message[]): string {
  const system = messages.filter((message) => message.role === 'system').map((message) => message.content);
  const last = messages.findLast((message) => message.role === 'user')?.content ?? '';
  const name = /^Task: ([a-z-]+)$/m.exec(system.join('\n'))?.[1];
  const rule = rules.find((one) => one.name === name);
  return rule ? rule.answer(last) : summarise(last);
}

const rules: readonly { name: string; answer(content: string): string }[] = [
  { name: 'risk-summary', answer: (content) => fromJson(content, Findings, riskSummary) },
  { name: 'classify-invoices', answer: (content) => fromJson(content, Invoices, classifyInvoices) },
];

/** A model never fails for odd input: it says what it misses. */
function fromJson<T>(content: string, schema: z.ZodType<T>, rule: (value: T) => unknown): string {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return JSON.stringify({ error: 'the message is not JSON' });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return JSON.stringify(rule(parsed.data));
  return JSON.stringify({ error: 'the message lacks what the task needs', problems: parsed.error.issues.length });
}

const Findings = z.object({
  secrets: z.array(z.object({ path: z.string(), line: z.number(), rule: z.string() })),
  secretCount: z.number(),
  licences: z.array(z.object({ spdx: z.string(), files: z.number() })),
  unknownLicences: z.array(z.string()),
  largest: z.array(z.object({ path: z.string(), bytes: z.number() })),
  mostChanged: z.array(z.object({ path: z.string(), commits: z.number() })),
  commits: z.number(),
});

interface Risk {
  title: string;
  severity: 'low' | 'medium' | 'high';
  evidence: string;
}

const LARGE_BYTES = 1024 * 1024;
const RECIPROCAL = /^(A?GPL|LGPL|MPL|EUPL)/;

function riskSummary(found: z.infer<typeof Findings>): { level: Risk['severity']; risks: Risk[]; summary: string } {
  const risks: Risk[] = [];
  const [secret] = found.secrets;
  if (secret)
    risks.push({
      title: `${found.secretCount} possible secret${found.secretCount === 1 ? '' : 's'} in the repository`,
      severity: found.secrets.some((one) => one.rule !== 'assigned-password') ? 'high' : 'medium',
      evidence: `first: ${secret.path}:${secret.line} (${secret.rule})`,
    });
  if (found.licences.length === 0)
    risks.push({ title: 'No licence was found', severity: 'medium', evidence: 'no licence file, header or manifest' });
  const reciprocal = found.licences.filter((licence) => RECIPROCAL.test(licence.spdx));
  if (reciprocal.length > 0)
    risks.push({
      title: 'Licences with obligations to publish source',
      severity: 'medium',
      evidence: reciprocal.map((licence) => `${licence.spdx} (${licence.files})`).join(', '),
    });
  if (found.unknownLicences.length > 0)
    risks.push({
      title: `${found.unknownLicences.length} licence texts that are not known`,
      severity: 'low',
      evidence: found.unknownLicences.slice(0, 3).join(', '),
    });
  const large = found.largest.filter((file) => file.bytes >= LARGE_BYTES);
  if (large.length > 0)
    risks.push({
      title: `${large.length} files of 1 MiB or more`,
      severity: 'low',
      evidence: large
        .map((file) => file.path)
        .slice(0, 3)
        .join(', '),
    });
  const hot = found.mostChanged.filter((file) => found.commits >= 10 && file.commits * 3 >= found.commits);
  if (hot.length > 0)
    risks.push({
      title: 'Files that a third of all commits touch',
      severity: 'low',
      evidence: hot
        .map((file) => `${file.path} (${file.commits} of ${found.commits})`)
        .slice(0, 3)
        .join(', '),
    });
  const level = (['high', 'medium'] as const).find((one) => risks.some((risk) => risk.severity === one)) ?? 'low';
  const titles = risks.map((risk) => risk.title.toLowerCase());
  const summary = titles.length === 0 ? 'Nothing stands out.' : `The risk is ${level}: ${titles.join('; ')}.`;
  return { level, risks, summary };
}

const Invoices = z.object({
  invoices: z.array(z.object({ id: z.string(), vendor: z.string(), lines: z.array(z.string()) })),
});

/** The first rule that fits the lines' texts, else the vendor's name, decides. */
const CATEGORIES: readonly (readonly [string, RegExp])[] = [
  ['infrastructure', /\b(cloud|hosting|server|storage|bandwidth|domain|database)/i],
  ['travel', /\b(flight|hotel|train|taxi|travel|mileage)/i],
  ['services', /\b(consult|audit|legal|translation|training|support|design)/i],
  ['hardware', /\b(laptop|monitor|keyboard|printer|cable|phone|dock)/i],
  ['office', /\b(paper|office|coffee|chair|desk|cleaning|stationery|toner)/i],
];

function classifyInvoices({ invoices }: z.infer<typeof Invoices>): { categories: { id: string; category: string }[] } {
  return {
    categories: invoices.map(({ id, vendor, lines }) => {
      const fits = (text: string) => CATEGORIES.find(([, pattern]) => pattern.test(text))?.[0];
      return { id, category: fits(lines.join('\n')) ?? fits(vendor) ?? 'other' };
    }),
  };
}

/** The first sentence and the length: enough to see that something was read. */
function summarise(content: string): string {
  const words = content.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return 'The text is empty.';
  const first = /^[^]*?[.!?](?=\s|$)/.exec(content.trim())?.[0] ?? content.trim();
  return `${first.replace(/\s+/g, ' ').slice(0, 300)} (${words.length} words)`;
}
