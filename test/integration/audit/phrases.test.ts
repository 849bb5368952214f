import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bitsOfPhrase, PairChanges } from '../../../src/projections/audit/pairs.js';
import { parted } from '../../../src/projections/audit/terms.js';
import { testPostgres } from '../../support/postgres.js';

let server: Awaited<ReturnType<typeof testPostgres>>;
/** By the locale of their database: which letters are the same as which is up to that. */
const clients = new Map<string, pg.Client>();
const connect = async (locale: string, database: string): Promise<pg.Client> => {
  const url = new URL(server.url);
  url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  clients.set(locale, client);
  return client;
};
beforeAll(async () => {
  server = await testPostgres();
  const name = new URL(server.url).pathname.slice(1);
  const client = await connect('C', name);
  await client.query(
    `CREATE DATABASE ${name}_unicode TEMPLATE template0 LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'`,
  );
  await connect('C.UTF-8', `${name}_unicode`);
});
afterAll(async () => {
  await clients.get('C.UTF-8')?.end();
  const name = new URL(server.url).pathname.slice(1);
  await clients.get('C')?.query(`DROP DATABASE ${name}_unicode`);
  await clients.get('C')?.end();
  await server.stop();
});

const WORDS = [
  'of',
  'the',
  'OF',
  'The',
  'a',
  'x5',
  'Zürich',
  'ZÜRICH',
  'İt',
  'it',
  'ΟΔΟΣ',
  'οδος',
  'привет',
  '中文',
  'e5',
];
const BETWEEN = [
  ...Array.from({ length: 12 }, () => ' '),
  ...[
    ', ',
    '-',
    '/',
    '_',
    "'",
    '&amp;',
    '\n',
    '1e5',
    '12',
    '3',
    '²',
    '½',
    '٣',
    '\u0301',
    '\u0307',
    '\u200b',
    ' – ',
    '🚀',
  ],
];
/** A text, and two or three words of it that are neighbours but for what stands between them. */
const textAndPhrase = fc
  .tuple(
    fc.array(
      fc.tuple(fc.constantFrom(...WORDS), fc.array(fc.constantFrom(...BETWEEN), { minLength: 0, maxLength: 2 })),
      {
        minLength: 3,
        maxLength: 8,
      },
    ),
    fc.nat(5),
    fc.integer({ min: 2, max: 3 }),
    fc.boolean(),
  )
  .map(([parts, first, length, inLowerCase]): [string, string[]] => [
    parted(parts.flat(2).join('')),
    parts
      .slice(Math.min(first, parts.length - length))
      .slice(0, length)
      .map(([word]) => (inLowerCase ? Array.from(word, (letter) => letter.toLowerCase()).join('') : word)),
  ]);

/** For each text and phrase: whether PostgreSQL finds it there, and whether the pairs of the text let it through. */
async function asked(locale: string, cases: readonly (readonly [text: string, phrase: readonly string[]])[]) {
  const rows = cases.map(([text, phrase]) => {
    const changes = new PairChanges();
    changes.note(0n, text);
    return { text, phrase: phrase.join(' '), pairs: [...changes.inserted][0]?.pairs, bits: bitsOfPhrase(phrase) };
  });
  const found = await clients.get(locale)?.query<{ found: boolean; passed: boolean; text: string; phrase: string }>(
    `SELECT text, phrase, to_tsvector('simple', text) @@ phraseto_tsquery('simple', phrase) AS found,
       (SELECT coalesce(bool_and(get_bit(pairs, bit) = 1), true) FROM unnest(bits) AS bit) AS passed
     FROM json_to_recordset($1::json) AS x(text text, phrase text, pairs varbit, bits int[])`,
    [JSON.stringify(rows)],
  );
  return found?.rows ?? [];
}

it.each(['C', 'C.UTF-8'])(
  'no text in which PostgreSQL finds a phrase is left out for its pairs, whatever stands between the words: %s',
  async (locale) => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(textAndPhrase, { minLength: 200, maxLength: 200 }), async (cases) => {
        const rows = await asked(locale, cases);
        found += rows.filter((row) => row.found).length;
        expect(rows.filter((row) => row.found && !row.passed)).toEqual([]);
      }),
      { numRuns: 20, endOnFailure: true },
    );
    expect(found).toBeGreaterThan(100);
  },
);

it('a text that has both words of a phrase apart from each other is left out', async () => {
  const [row] = await asked('C', [['the log of 12 the events', ['of', 'the']]]);
  expect(row).toMatchObject({ found: false, passed: false });
});
