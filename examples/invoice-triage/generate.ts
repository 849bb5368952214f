import { amountOf } from './amount.js';
import { COLUMNS, ibanOf, sumOf, type InvoiceFile } from './invoice.js';
import { csvLine } from './csv.js';

/** What was planted, by file name: what a run must find. */
export interface Planted {
  readonly duplicates: string[];
  readonly wrongTotals: string[];
  readonly wrongIbans: string[];
  readonly unreadable: string[];
  readonly uncategorised: string[];
}

const VENDORS: readonly { name: string; account: string; goods: readonly (readonly [string, number])[] }[] = [
  {
    name: 'Nimbus Hosting GmbH',
    account: '370400440532013000',
    goods: [
      ['Cloud hosting', 4_900],
      ['Object storage, per TB', 2_150],
    ],
  },
  {
    name: 'Rail & Road Travel',
    account: '100500000024290661',
    goods: [
      ['Train ticket', 8_790],
      ['Hotel, per night', 11_250],
    ],
  },
  {
    name: 'Lindqvist Consulting',
    account: '200907000123456789',
    goods: [
      ['Consulting, per hour', 14_500],
      ['Security audit', 245_000],
    ],
  },
  {
    name: 'Keys, Screens & Cables',
    account: '500105175407324931',
    goods: [
      ['Monitor 27"', 32_999],
      ['USB-C cable', 1_195],
      ['Keyboard', 8_450],
    ],
  },
  {
    name: 'Office & Paper',
    account: '700202700010108669',
    goods: [
      ['Paper A4, 500 sheets', 449],
      ['Coffee beans, 1 kg', 1_890],
    ],
  },
  { name: 'Marigold', account: '360100430400010437', goods: [['Arrangement, large', 6_400]] },
];

/** Invoices as files, JSON and CSV by turns. The same count and seed always give the same bytes. */
export function generate(count: number, seed: number): { files: Map<string, string>; planted: Planted } {
  const random = randomFrom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const files = new Map<string, string>();
  const planted: Planted = { duplicates: [], wrongTotals: [], wrongIbans: [], unreadable: [], uncategorised: [] };
  const sound: InvoiceFile[] = [];
  for (let i = 1; i <= count; i++) {
    const file = `invoice-${String(i).padStart(4, '0')}.${i % 3 === 0 ? 'csv' : 'json'}`;
    const vendor = VENDORS[below(VENDORS.length)] ?? VENDORS[0];
    if (!vendor) break;
    const lines = Array.from({ length: 1 + below(3) }, () => {
      const [description, cents] = vendor.goods[below(vendor.goods.length)] ?? ['Service', 1_000];
      return { description, quantity: 1 + below(12), unitPrice: amountOf(BigInt(cents)) };
    });
    const date = `2026-${String(1 + below(9)).padStart(2, '0')}-${String(1 + below(28)).padStart(2, '0')}`;
    let invoice: InvoiceFile = {
      number: `${vendor.name.slice(0, 2).toUpperCase()}-2026-${String(i).padStart(4, '0')}`,
      vendor: vendor.name,
      iban: ibanOf('DE', vendor.account),
      date,
      due: date.replace(/^2026-0(\d)/, (_, month: string) => `2026-${String(Number(month) + 1).padStart(2, '0')}`),
      currency: 'EUR',
      lines,
      total: amountOf(sumOf(lines)),
    };
    const earlier = sound[below(sound.length)];
    if (i % 13 === 6 && earlier) {
      invoice = earlier;
      planted.duplicates.push(file);
    } else if (i % 11 === 8) {
      // Two digits changed places, as it happens by hand: a multiple of 9 too much.
      invoice = { ...invoice, total: amountOf(sumOf(lines) + 900n) };
      planted.wrongTotals.push(file);
    } else if (i % 17 === 10) {
      invoice = { ...invoice, iban: invoice.iban.replace(/.$/, (digit) => String((Number(digit) + 1) % 10)) };
      planted.wrongIbans.push(file);
    } else {
      sound.push(invoice);
      if (vendor.name === 'Marigold') planted.uncategorised.push(file);
    }
    files.set(file, file.endsWith('.csv') ? toCsv(invoice) : `${JSON.stringify(invoice, null, 2)}\n`);
  }
  const broken = `invoice-${String(count + 1).padStart(4, '0')}.json`;
  files.set(broken, '{"number": "BR-2026-0001", "vendor": ');
  planted.unreadable.push(broken);
  return { files, planted };
}

function toCsv(invoice: InvoiceFile): string {
  const { number, vendor, iban, date, due, currency, total } = invoice;
  const rows = invoice.lines.map((line) => [
    ...[number, vendor, iban, date, due, currency],
    ...[line.description, String(line.quantity), line.unitPrice, total],
  ]);
  return [[...COLUMNS], ...rows].map(csvLine).join('');
}

/** mulberry32: small, and the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
