import { amountOf } from "./amount.js";
import { COLUMNS, ibanOf, sumOf } from "./invoice.js";
import { csvLine } from "./csv.js";
const VENDORS = [
  {
    name: "Nimbus Hosting GmbH",
    account: "370400440532013000",
    goods: [
      ["Cloud hosting", 4900],
      ["Object storage, per TB", 2150]
    ]
  },
  {
    name: "Rail & Road Travel",
    account: "100500000024290661",
    goods: [
      ["Train ticket", 8790],
      ["Hotel, per night", 11250]
    ]
  },
  {
    name: "Lindqvist Consulting",
    account: "200907000123456789",
    goods: [
      ["Consulting, per hour", 14500],
      ["Security audit", 245e3]
    ]
  },
  {
    name: "Keys, Screens & Cables",
    account: "500105175407324931",
    goods: [
      ['Monitor 27"', 32999],
      ["USB-C cable", 1195],
      ["Keyboard", 8450]
    ]
  },
  {
    name: "Office & Paper",
    account: "700202700010108669",
    goods: [
      ["Paper A4, 500 sheets", 449],
      ["Coffee beans, 1 kg", 1890]
    ]
  },
  { name: "Marigold", account: "360100430400010437", goods: [["Arrangement, large", 6400]] }
];
function generate(count, seed) {
  const random = randomFrom(seed), below = (limit) => Math.floor(random() * limit), files = /* @__PURE__ */ new Map(), planted = { duplicates: [], wrongTotals: [], wrongIbans: [], unreadable: [], uncategorised: [] }, sound = [];
  for (let i = 1; i <= count; i++) {
    const file = `invoice-${String(i).padStart(4, "0")}.${i % 3 === 0 ? "csv" : "json"}`, vendor = VENDORS[below(VENDORS.length)] ?? VENDORS[0];
    if (!vendor) break;
    const lines = Array.from({ length: 1 + below(3) }, () => {
      const [description, cents] = vendor.goods[below(vendor.goods.length)] ?? ["Service", 1e3];
      return { description, quantity: 1 + below(12), unitPrice: amountOf(BigInt(cents)) };
    }), date = `2026-${String(1 + below(9)).padStart(2, "0")}-${String(1 + below(28)).padStart(2, "0")}`;
    let invoice = {
      number: `${vendor.name.slice(0, 2).toUpperCase()}-2026-${String(i).padStart(4, "0")}`,
      vendor: vendor.name,
      iban: ibanOf("DE", vendor.account),
      date,
      due: date.replace(/^2026-0(\d)/, (_, month) => `2026-${String(Number(month) + 1).padStart(2, "0")}`),
      currency: "EUR",
      lines,
      total: amountOf(sumOf(lines))
    };
    const earlier = sound[below(sound.length)];
    i % 13 === 6 && earlier ? (invoice = earlier, planted.duplicates.push(file)) : i % 11 === 8 ? (invoice = { ...invoice, total: amountOf(sumOf(lines) + 900n) }, planted.wrongTotals.push(file)) : i % 17 === 10 ? (invoice = { ...invoice, iban: invoice.iban.replace(/.$/, (digit) => String((Number(digit) + 1) % 10)) }, planted.wrongIbans.push(file)) : (sound.push(invoice), vendor.name === "Marigold" && planted.uncategorised.push(file)), files.set(file, file.endsWith(".csv") ? toCsv(invoice) : `${JSON.stringify(invoice, null, 2)}
`);
  }
  const broken = `invoice-${String(count + 1).padStart(4, "0")}.json`;
  return files.set(broken, '{"number": "BR-2026-0001", "vendor": '), planted.unreadable.push(broken), { files, planted };
}
function toCsv(invoice) {
  const { number, vendor, iban, date, due, currency, total } = invoice, rows = invoice.lines.map((line) => [
    number,
    vendor,
    iban,
    date,
    due,
    currency,
    line.description,
    String(line.quantity),
    line.unitPrice,
    total
  ]);
  return [[...COLUMNS], ...rows].map(csvLine).join("");
}
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = state + 1831565813 >>> 0;
    let mixed = Math.imul(state ^ state >>> 15, state | 1);
    return mixed = mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61) ^ mixed, ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  };
}
export {
  generate
};
//# sourceMappingURL=generate.js.map
