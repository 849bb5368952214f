import path from "node:path";
import { AgentError, result } from "@mission-control/agent";
import { z } from "zod";
import { inputError, parseInputs } from "../agents/parse-inputs.js";
import { FileToWrite, fileToWrite, writeOnce } from "../agents/write-file.js";
import { amountOf, centsOf } from "./amount.js";
import { Category } from "./classify.js";
import { csvLine } from "./csv.js";
import { Invoice } from "./invoice.js";
const CURRENCY = "EUR", Payment = z.strictObject({
  file: z.string(),
  number: z.string(),
  vendor: z.string(),
  iban: z.string(),
  amount: z.string(),
  currency: z.literal(CURRENCY),
  category: Category,
  due: z.string()
}), ProposeInputs = z.object({
  folder: z.string(),
  paymentFile: z.string(),
  invoices: z.array(Invoice),
  categories: z.array(z.object({ file: z.string(), category: Category }))
});
async function propose(task) {
  const inputs = parseInputs(ProposeInputs, task), target = inputs.paymentFile === "" ? path.join("payments", "payments.csv") : inputs.paymentFile, filePath = path.resolve(inputs.folder, target);
  if (!/\.csv$/i.test(filePath))
    throw inputError("PAYMENT_FILE.NOT_CSV", `${filePath} must be the path of a .csv file`);
  const categoryOf = new Map(inputs.categories.map((one) => [one.file, one.category])), payments = [], held = [];
  for (const { file, number, vendor, iban, total: total2, currency, due } of inputs.invoices) {
    const category = categoryOf.get(file) ?? "other";
    currency !== CURRENCY ? held.push({ file, reason: `is in ${currency}, only ${CURRENCY} is paid` }) : category === "other" ? held.push({ file, reason: "fits no category: somebody must look at it" }) : payments.push({
      file,
      number,
      vendor,
      iban,
      amount: amountOf(centsOf(total2)),
      currency: CURRENCY,
      category,
      due
    });
  }
  payments.sort((a, b) => a.due + a.file < b.due + b.file ? -1 : 1);
  const total = totalOf(payments), output = {
    payments,
    held,
    count: payments.length,
    total,
    currency: CURRENCY,
    file: await fileToWrite(filePath, paymentFile(payments))
  };
  return result(output, {
    summary: `${payments.length} payments, ${total} ${CURRENCY} in all; ${held.length} held back`
  });
}
const PayInputs = z.object({ payments: z.array(Payment), count: z.int(), total: z.string(), file: FileToWrite });
async function pay(task, context) {
  const { payments, count, total, file } = parseInputs(PayInputs, task);
  if (paymentFile(payments) !== file.content || payments.length !== count || totalOf(payments) !== total)
    throw new AgentError({
      class: "input",
      code: "PAYMENTS.NOT_THE_FILE",
      message: "the payment file is not the list of payments",
      retryable: !1
    });
  await writeOnce(file, context, "payment");
  const output = { path: file.path, sha256: file.sha256, count, total };
  return result(output, { summary: `${count} payments, ${total} ${CURRENCY}, in ${file.path}` });
}
function totalOf(payments) {
  return amountOf(payments.reduce((sum, payment) => sum + centsOf(payment.amount), 0n));
}
function paymentFile(payments) {
  const rows = payments.map((one) => [
    one.iban,
    one.vendor,
    one.amount,
    one.currency,
    one.due,
    `${one.number} ${one.category}`
  ]);
  return [["iban", "name", "amount", "currency", "due", "reference"], ...rows].map(csvLine).join("");
}
export {
  pay,
  paymentFile,
  propose
};
//# sourceMappingURL=payments.js.map
