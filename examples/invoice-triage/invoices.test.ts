import { describe, expect, it } from 'vitest';
import { amountOf, centsOf } from './amount.js';
import { csvLine, parseCsv } from './csv.js';
import { generate } from './generate.js';
import { isIban, readInvoice } from './invoice.js';
import { shardOf } from './parse.js';
import { check } from './validate.js';

const made = generate(60, 7);
const readable = [...made.files].filter(([name]) => !made.planted.unreadable.includes(name));

describe('invoices', () => {
  it('of the same count and seed are the same', () => {
    expect(generate(60, 7)).toEqual(made);
    expect(generate(60, 8).files).not.toEqual(made.files);
  });

  it('are the same whether they come as JSON or as CSV', () => {
    const rows = 'number,vendor,iban,date,due,currency,description,quantity,unit_price,total\r\n';
    const iban = 'DE89370400440532013000';
    const csv = `${rows}N1,"A, ""B""",${iban},2026-01-02,2026-02-02,EUR,x,2,1.50,4.00\r\nN1,"A, ""B""",${iban},2026-01-02,2026-02-02,EUR,y,1,1.00,4.00\r\n`;
    const invoice = {
      ...{
        number: 'N1',
        vendor: 'A, "B"',
        iban,
        date: '2026-01-02',
        due: '2026-02-02',
        currency: 'EUR',
        total: '4.00',
      },
      lines: [
        { description: 'x', quantity: 2, unitPrice: '1.50' },
        { description: 'y', quantity: 1, unitPrice: '1.00' },
      ],
    };
    expect(readInvoice('a.csv', csv)).toEqual({ file: 'a.csv', ...invoice });
    expect(readInvoice('a.json', JSON.stringify(invoice))).toEqual({ file: 'a.json', ...invoice });
  });

  it.each([
    ['missing columns', 'a.csv', 'number,vendor\r\n1,2', /columns iban/],
    [
      'two invoices in a file',
      'a.csv',
      made.files.get('invoice-0003.csv')?.replace(/\r\n$/, '\r\nX,,,,,,,,,\r\n') ?? '',
      /differ in "number"/,
    ],
    ['an unknown field', 'a.json', '{"what": 1}', /what/],
    ['text', 'a.json', 'hello', /JSON/],
  ])('that hold %s are refused with the reason', (_, file, text, reason) => {
    expect(() => readInvoice(file, text)).toThrow(reason);
  });

  it('each go to exactly one of four shards, whatever else is in the folder', () => {
    const shards = readable.map(([name]) => shardOf(name, 4));
    expect(new Set(shards)).toEqual(new Set([1, 2, 3, 4]));
  });

  it('that are duplicates, have wrong totals or wrong IBANs are found: exactly those that were planted', () => {
    const { valid, rejected } = check(readable.map(([name, text]) => readInvoice(name, text)).reverse());
    const found = (reason: string) => rejected.filter((one) => one.reason === reason).map((one) => one.file);
    expect(found('duplicate')).toEqual(made.planted.duplicates);
    expect(found('wrong-total')).toEqual(made.planted.wrongTotals);
    expect(found('wrong-iban')).toEqual(made.planted.wrongIbans);
    expect(valid.length + rejected.length).toBe(readable.length);
    expect(
      made.planted.duplicates.length * made.planted.wrongTotals.length * made.planted.wrongIbans.length,
    ).toBeGreaterThan(0);
  });
});

it('amounts are exact cents', () => {
  expect(['0.1', '12', '1234.50', '-0.05'].map((text) => amountOf(centsOf(text)))).toEqual([
    '0.10',
    '12.00',
    '1234.50',
    '-0.05',
  ]);
  for (const text of ['', '1.234', '1,50', '1e3', 'NaN']) expect(() => centsOf(text)).toThrow(RangeError);
});

it('an IBAN is known by its check digits', () => {
  expect(isIban('DE89 3704 0044 0532 0130 00')).toBe(true);
  expect(isIban('DE88370400440532013000')).toBe(false);
});

it('CSV survives commas, quotes and line ends, and no cell becomes a formula', () => {
  expect(parseCsv(csvLine(['a,b', 'c"d', 'e\nf', '']))).toEqual([['a,b', 'c"d', 'e\nf', '']]);
  expect(csvLine(['=1+1'])).toBe("'=1+1\r\n");
  expect(() => parseCsv('"a')).toThrow(SyntaxError);
});
