import { z } from "zod";
import { centsOf } from "./amount.js";
import { parseCsv } from "./csv.js";
const Amount = z.string().refine((text) => isAmount(text), "is not an amount such as 1234.50"), Day = z.string().regex(/^\d{4}-\d\d-\d\d$/, "is not a day such as 2026-03-31"), Line = z.strictObject({
  description: z.string().min(1).max(200),
  quantity: z.int().min(1).max(1e6),
  unitPrice: Amount
}), InvoiceFile = z.strictObject({
  number: z.string().min(1).max(40),
  vendor: z.string().min(1).max(120),
  iban: z.string().min(15).max(34),
  date: Day,
  due: Day,
  currency: z.string().length(3),
  lines: z.array(Line).min(1).max(200),
  total: Amount
}), Invoice = InvoiceFile.extend({ file: z.string() }), COLUMNS = [
  "number",
  "vendor",
  "iban",
  "date",
  "due",
  "currency",
  "description",
  "quantity",
  "unit_price",
  "total"
];
function readInvoice(file, text) {
  const parsed = InvoiceFile.safeParse(file.toLowerCase().endsWith(".csv") ? fromCsv(text) : JSON.parse(text));
  if (parsed.success) return { file, ...parsed.data };
  throw new Error(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "));
}
function fromCsv(text) {
  const [head = [], ...rows] = parseCsv(text), missing = COLUMNS.filter((column) => !head.includes(column));
  if (missing.length > 0) throw new Error(`the columns ${missing.join(", ")} are missing`);
  const records = rows.map((row) => new Map(head.map((column, i) => [column, row[i] ?? ""]))), [first] = records;
  if (!first) throw new Error("there are no rows");
  for (const column of ["number", "vendor", "iban", "total"])
    if (records.some((record) => record.get(column) !== first.get(column)))
      throw new Error(`the rows differ in "${column}": a file holds one invoice`);
  return {
    ...Object.fromEntries(
      ["number", "vendor", "iban", "date", "due", "currency", "total"].map((name) => [name, first.get(name)])
    ),
    lines: records.map((record) => ({
      description: record.get("description"),
      quantity: Number(record.get("quantity")),
      unitPrice: record.get("unit_price")
    }))
  };
}
function sumOf(lines) {
  return lines.reduce((sum, line) => sum + BigInt(line.quantity) * centsOf(line.unitPrice), 0n);
}
function isIban(iban) {
  const text = iban.replaceAll(" ", "").toUpperCase();
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text) && remainder(text.slice(4) + text.slice(0, 4)) === 1n;
}
function ibanOf(country, account) {
  const check = 98n - remainder(`${account}${country}00`);
  return `${country}${check.toString().padStart(2, "0")}${account}`;
}
function remainder(text) {
  const digits = text.replace(/[A-Z]/g, (letter) => (letter.charCodeAt(0) - 55).toString());
  return BigInt(digits) % 97n;
}
function isAmount(text) {
  try {
    return centsOf(text) >= 0n;
  } catch {
    return !1;
  }
}
export {
  COLUMNS,
  Invoice,
  InvoiceFile,
  ibanOf,
  isIban,
  readInvoice,
  sumOf
};
//# sourceMappingURL=invoice.js.map
