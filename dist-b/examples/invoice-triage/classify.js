import { AgentError, result } from "@mission-control/agent";
import { z } from "zod";
import { askModel } from "../agents/model.js";
import { parseInputs } from "../agents/parse-inputs.js";
import { Invoice } from "./invoice.js";
const Category = z.enum(["infrastructure", "travel", "services", "hardware", "office", "other"]), Inputs = z.object({ invoices: z.array(Invoice) }), Answer = z.object({ categories: z.array(z.object({ id: z.string(), category: Category })) }), AT_ONCE = 10, SYSTEM = `You sort invoices into cost categories by what was delivered.
Task: classify-invoices
Categories: ${Category.options.join(", ")}; "other" when none fits for certain.
Answer with JSON only, no fence: {"categories": [{"id", "category"}]}, one for each invoice, with its id.`;
async function classify(task, context) {
  const { invoices } = parseInputs(Inputs, task), categories = [];
  for (let from = 0; from < invoices.length; from += AT_ONCE) {
    const some = invoices.slice(from, from + AT_ONCE);
    context.progress({ percent: Math.floor(from / invoices.length * 100), message: `${from} of ${invoices.length}` });
    const content = {
      invoices: some.map((one) => ({
        id: one.file,
        vendor: one.vendor,
        lines: one.lines.map((line) => line.description)
      }))
    }, answer = await askModel({ system: SYSTEM, content, schema: Answer }, task, context), byId = new Map(answer.categories.map((one) => [one.id, one.category]));
    for (const { file } of some) {
      const category = byId.get(file);
      if (category === void 0)
        throw new AgentError({ class: "provider", code: "MODEL.INCOMPLETE", message: `the model left out ${file}` });
      categories.push({ file, category });
    }
  }
  const summary = Category.options.map(
    (one) => [one, categories.filter((each) => each.category === one).length]
  ).flatMap(([category, count]) => count > 0 ? [`${category} ${count}`] : []).join(", ");
  return result({ categories }, { summary });
}
export {
  Category,
  classify
};
//# sourceMappingURL=classify.js.map
