import { seededRandom } from '../../support/seeded-random.js';

/** A piece of JSON text that no value gives: keys that are there twice, numbers out of range, half a surrogate pair. */
export class RawJson {
  constructor(readonly text: string) {}
}

/** JSON.stringify, with raw pieces as they are. */
export function jsonText(value: unknown): string {
  if (value instanceof RawJson) return value.text;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, member]) => `${JSON.stringify(key)}:${jsonText(member)}`)
      .join(',')}}`;
  return JSON.stringify(value) ?? 'null';
}

const nested = (open: string, close: string, depth: number): RawJson =>
  new RawJson(open.repeat(depth) + close.repeat(depth));

const TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'a\udfffb',
  '\u202e\u2066',
  '\ufeff',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '../../../etc/passwd',
  '..\\..\\windows',
  '%00',
  '%2e%2e%2f',
  "' OR 1=1; --",
  '${7*7}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '(a+)+$',
  '🧨👩‍👩‍👧',
  'ｆｕｌｌ',
  'İ',
  'ﬃ',
  '\r\nset-cookie: a=b',
  '-0',
  '1e400',
  'NaN',
  'Infinity',
  '0x10',
  'null',
  'undefined',
  'true',
  '[]',
  '{}',
  '9'.repeat(40),
  '9223372036854775808',
  '18446744073709551616',
  '-1',
  '1.5',
  '2026-13-45T25:61:61.999Z',
  '0000-00-00T00:00:00.000Z',
  '+275760-09-13T00:00:00.001Z',
  '\\',
  '%',
  '_',
  '*',
  ',',
  ',,,,',
  '"',
  '"unclosed',
  '- - -',
  '$blob',
];

const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e308,
  5e-324,
  [],
  {},
  [null],
  [[]],
  { a: 1 },
  { length: 1e9 },
  { then: 1 },
  { toJSON: 1 },
  { $blob: { sha256: 'a'.repeat(64), size: 1, mediaType: 'x' } },
  { $enc: {} },
  { $secret: 'x' },
  { $ref: '#' },
  new RawJson('-0'),
  new RawJson('1e400'),
  new RawJson('-1e400'),
  new RawJson('1e-400'),
  new RawJson('123456789012345678901234567890'),
  new RawJson('"\\ud800"'),
  new RawJson('"\\u0000"'),
  new RawJson('{"__proto__":{"polluted":true}}'),
  new RawJson('{"constructor":{"prototype":{"polluted":true}}}'),
  new RawJson('{"a":1,"a":2}'),
  new RawJson('NaN'),
  new RawJson('undefined'),
  new RawJson("'x'"),
  new RawJson('01'),
  new RawJson('[1,]'),
  new RawJson('{"a":1,}'),
  new RawJson('/* x */ 1'),
  nested('[', ']', 65),
  nested('{"a":', '}', 65),
  nested('[', ']', 5_000),
];

/** Values that nobody means, the same for the same seed. */
export class Nonsense {
  readonly random: () => number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  below(n: number): number {
    return Math.floor(this.random() * n);
  }
  chance(probability: number): boolean {
    return this.random() < probability;
  }
  pick<T>(list: readonly T[]): T {
    const one = list[this.below(list.length)];
    if (one === undefined && list.length === 0) throw new Error('nothing to pick from');
    return one as T;
  }

  text(): string {
    if (this.chance(0.03)) return 'x'.repeat(this.pick([65, 129, 201, 513, 2_001, 5_000]));
    if (this.chance(0.15)) return Array.from({ length: this.below(12) + 1 }, () => this.character()).join('');
    return this.pick(TEXTS);
  }

  /** Any UTF-16 unit. */
  character(): string {
    return String.fromCharCode(this.chance(0.5) ? this.below(0x100) : this.below(0x10000));
  }

  value(): unknown {
    const kind = this.random();
    if (kind < 0.35) return this.text();
    if (kind < 0.355) return 'x'.repeat(this.pick([70_000, 70_000, 1_100_000]));
    if (kind < 0.36) return Array.from({ length: this.pick([501, 501, 10_001, 200_000]) }, (_, i) => i);
    if (kind < 0.37) return Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, i]));
    return this.pick(VALUES);
  }

  /** The same but for one place. */
  damaged(value: unknown): unknown {
    const isObject = typeof value === 'object' && value !== null;
    const keys = isObject ? Object.keys(value) : [];
    if (keys.length === 0 || this.chance(0.15)) return this.value();
    const entries: readonly (readonly [string, unknown])[] = keys.map((key) => [key, Reflect.get(Object(value), key)]);
    const at = this.pick(keys);
    const changed = this.chance(0.5)
      ? entries.map(([key, member]) => [key, key === at ? this.damaged(member) : member] as const)
      : this.#otherMembers(entries, at);
    if (Array.isArray(value)) return changed.map(([, member]) => member);
    return new RawJson(`{${changed.map(([key, member]) => `${JSON.stringify(key)}:${jsonText(member)}`).join(',')}}`);
  }

  #otherMembers(entries: readonly (readonly [string, unknown])[], at: string): readonly (readonly [string, unknown])[] {
    switch (this.below(5)) {
      case 0:
        return entries.filter(([key]) => key !== at);
      case 1:
        return [...entries, [at, this.value()]];
      case 2:
        return [...entries, [this.text(), this.value()]];
      case 3:
        return entries.map(([key, member]) => [key, key === at ? [member] : member]);
      default:
        return entries.map(([key, member]) => [key, key === at ? this.value() : member]);
    }
  }
}
