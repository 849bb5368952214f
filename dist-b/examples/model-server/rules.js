import { z } from "zod";
function answer(messages) {
  const system = messages.filter((message) => message.role === "system").map((message) => message.content), last = messages.findLast((message) => message.role === "user")?.content ?? "", name = /^Task: ([a-z-]+)$/m.exec(system.join(`
`))?.[1], rule = rules.find((one) => one.name === name);
  return rule ? rule.answer(last) : summarise(last);
}
const rules = [
  { name: "risk-summary", answer: (content) => fromJson(content, Findings, riskSummary) },
  { name: "classify-invoices", answer: (content) => fromJson(content, Invoices, classifyInvoices) }
];
function fromJson(content, schema, rule) {
  let value;
  try {
    value = JSON.parse(content);
  } catch {
    return JSON.stringify({ error: "the message is not JSON" });
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? JSON.stringify(rule(parsed.data)) : JSON.stringify({ error: "the message lacks what the task needs", problems: parsed.error.issues.length });
}
const Findings = z.object({
  secrets: z.array(z.object({ path: z.string(), line: z.number(), rule: z.string() })),
  secretCount: z.number(),
  licences: z.array(z.object({ spdx: z.string(), files: z.number() })),
  unknownLicences: z.array(z.string()),
  largest: z.array(z.object({ path: z.string(), bytes: z.number() })),
  mostChanged: z.array(z.object({ path: z.string(), commits: z.number() })),
  commits: z.number()
}), LARGE_BYTES = 1024 * 1024, RECIPROCAL = /^(A?GPL|LGPL|MPL|EUPL)/;
function riskSummary(found) {
  const risks = [], [secret] = found.secrets;
  secret && risks.push({
    title: `${found.secretCount} possible secret${found.secretCount === 1 ? "" : "s"} in the repository`,
    severity: found.secrets.some((one) => one.rule !== "assigned-password") ? "high" : "medium",
    evidence: `first: ${secret.path}:${secret.line} (${secret.rule})`
  }), found.licences.length === 0 && risks.push({ title: "No licence was found", severity: "medium", evidence: "no licence file, header or manifest" });
  const reciprocal = found.licences.filter((licence) => RECIPROCAL.test(licence.spdx));
  reciprocal.length > 0 && risks.push({
    title: "Licences with obligations to publish source",
    severity: "medium",
    evidence: reciprocal.map((licence) => `${licence.spdx} (${licence.files})`).join(", ")
  }), found.unknownLicences.length > 0 && risks.push({
    title: `${found.unknownLicences.length} licence texts that are not known`,
    severity: "low",
    evidence: found.unknownLicences.slice(0, 3).join(", ")
  });
  const large = found.largest.filter((file) => file.bytes >= LARGE_BYTES);
  large.length > 0 && risks.push({
    title: `${large.length} files of 1 MiB or more`,
    severity: "low",
    evidence: large.map((file) => file.path).slice(0, 3).join(", ")
  });
  const hot = found.mostChanged.filter((file) => found.commits >= 10 && file.commits * 3 >= found.commits);
  hot.length > 0 && risks.push({
    title: "Files that a third of all commits touch",
    severity: "low",
    evidence: hot.map((file) => `${file.path} (${file.commits} of ${found.commits})`).slice(0, 3).join(", ")
  });
  const level = ["high", "medium"].find((one) => risks.some((risk) => risk.severity === one)) ?? "low", titles = risks.map((risk) => risk.title.toLowerCase()), summary = titles.length === 0 ? "Nothing stands out." : `The risk is ${level}: ${titles.join("; ")}.`;
  return { level, risks, summary };
}
const Invoices = z.object({
  invoices: z.array(z.object({ id: z.string(), vendor: z.string(), lines: z.array(z.string()) }))
}), CATEGORIES = [
  ["infrastructure", /\b(cloud|hosting|server|storage|bandwidth|domain|database)/i],
  ["travel", /\b(flight|hotel|train|taxi|travel|mileage)/i],
  ["services", /\b(consult|audit|legal|translation|training|support|design)/i],
  ["hardware", /\b(laptop|monitor|keyboard|printer|cable|phone|dock)/i],
  ["office", /\b(paper|office|coffee|chair|desk|cleaning|stationery|toner)/i]
];
function classifyInvoices({ invoices }) {
  return {
    categories: invoices.map(({ id, vendor, lines }) => {
      const fits = (text) => CATEGORIES.find(([, pattern]) => pattern.test(text))?.[0];
      return { id, category: fits(lines.join(`
`)) ?? fits(vendor) ?? "other" };
    })
  };
}
function summarise(content) {
  const words = content.split(/\s+/).filter((word) => word !== "");
  return words.length === 0 ? "The text is empty." : `${(/^[^]*?[.!?](?=\s|$)/.exec(content.trim())?.[0] ?? content.trim()).replace(/\s+/g, " ").slice(0, 300)} (${words.length} words)`;
}
export {
  answer
};
//# sourceMappingURL=rules.js.map
