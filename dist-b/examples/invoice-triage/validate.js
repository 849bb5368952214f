import { result } from "@mission-control/agent";
import { z } from "zod";
import { parseInputs } from "../agents/parse-inputs.js";
import { amountOf, centsOf } from "./amount.js";
import { Invoice, isIban, sumOf } from "./invoice.js";
const Shard = z.object({
  invoices: z.array(Invoice),
  unreadable: z.array(z.object({ file: z.string(), problem: z.string() }))
}), Inputs = z.object({ first: Shard, second: Shard, third: Shard, fourth: Shard });
function validate(task) {
  const { first, second, third, fourth } = parseInputs(Inputs, task), shards = [first, second, third, fourth], { valid, rejected } = check(shards.flatMap((shard) => shard.invoices)), unreadable = shards.flatMap(
    (shard) => shard.unreadable.map(({ file, problem }) => ({ file, reason: "unreadable", detail: problem }))
  ), all = [...rejected, ...unreadable].sort(byFile);
  return result(
    { invoices: valid, rejected: all },
    { summary: `${valid.length} invoices can be paid, ${all.length} are rejected` }
  );
}
function check(invoices) {
  const seen = /* @__PURE__ */ new Map(), valid = [], rejected = [];
  for (const invoice of invoices.toSorted(byFile)) {
    const { file, vendor, number } = invoice, key = JSON.stringify([vendor.trim().toLowerCase(), number.trim().toLowerCase()]), earlier = seen.get(key), sum = sumOf(invoice.lines);
    earlier !== void 0 ? rejected.push({ file, reason: "duplicate", detail: `${vendor} ${number} is also in ${earlier}` }) : sum !== centsOf(invoice.total) ? rejected.push({
      file,
      reason: "wrong-total",
      detail: `says ${invoice.total}, its lines come to ${amountOf(sum)}`
    }) : isIban(invoice.iban) ? valid.push(invoice) : rejected.push({ file, reason: "wrong-iban", detail: `${invoice.iban} has wrong check digits` }), earlier === void 0 && seen.set(key, file);
  }
  return { valid, rejected };
}
function byFile(a, b) {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : 0;
}
export {
  check,
  validate
};
//# sourceMappingURL=validate.js.map
