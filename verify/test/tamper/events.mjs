// @ts-check
import { chained, rehash } from '../bundle-builder.mjs';
import { jcs, signingKey } from '../encoding.mjs';
import { get } from './case.mjs';

/**
 * @typedef {import('../bundle-builder.mjs').Bundle} Bundle
 * @typedef {import('../bundle-builder.mjs').Event} Event
 * @typedef {import('../bundle-builder.mjs').RecordingStore} RecordingStore
 * @typedef {import('../../lib/failure.mjs').Code} Code
 * @typedef {import('./case.mjs').Case} Case
 * @typedef {import('./case.mjs').Expected} Expected
 */

/** @typedef {[name: string, change: (events: Event[], at: number) => Event[], expected: (events: readonly Event[], at: number) => Expected]} EventCase */

/** @param {Event | undefined} event @param {Code} code @returns {Expected} */
const about = (event, code) => ({ code, stream: event?.stream ?? null, revision: event?.revision ?? null });

/** @param {Event} event @param {unknown} data @returns {Event} */
const withData = (event, data) => ({ ...event, data });

/** Where the stream of events[at] ends. @param {readonly Event[]} events @param {number} at */
const lastOf = (events, at) => events.findLastIndex(({ stream }) => stream === get(events, at).stream);

/** All hashes of a stream made anew from a place on, revisions too. @param {readonly Event[]} events @param {number} from */
function rewrite(events, from) {
  const result = [...events];
  const { stream } = get(events, from);
  for (let i = from; i < events.length && get(events, i).stream === stream; i++) {
    const before = result[i - 1]?.stream === stream ? result[i - 1] : undefined;
    result[i] = rehash(
      { ...get(events, i), revision: before ? before.revision + 1 : 0 },
      before?.metadata['hash'] ?? '0'.repeat(64),
    );
  }
  return result;
}

/** @param {Event} event @param {number} ahead @param {Event | undefined} before */
const forged = (event, ahead, before) =>
  chained(
    { stream: event.stream, revision: event.revision + ahead, type: 'StepCompleted', data: { forged: true } },
    before,
    0,
  );

/** `at` is in the middle of the longest stream. @type {EventCase[]} */
const EVENT_CASES = [
  [
    'the data of an event changed',
    (events, at) => events.with(at, withData(get(events, at), { other: 1 })),
    (events, at) => about(events[at], 'EVENT.CHANGED'),
  ],
  [
    'the type of an event changed',
    (events, at) => events.with(at, { ...get(events, at), type: 'RunCompleted' }),
    (events, at) => about(events[at], 'EVENT.CHANGED'),
  ],
  [
    'the id of an event changed',
    (events, at) => events.with(at, { ...get(events, at), id: get(events, at + 1).id }),
    (events, at) => about(events[at], 'EVENT.CHANGED'),
  ],
  [
    'the time of an event changed',
    (events, at) =>
      events.with(at, {
        ...get(events, at),
        metadata: { ...get(events, at).metadata, at: '2020-01-01T00:00:00.000Z' },
      }),
    (events, at) => about(events[at], 'EVENT.CHANGED'),
  ],
  [
    'the hash of an event changed',
    (events, at) =>
      events.with(at, { ...get(events, at), metadata: { ...get(events, at).metadata, hash: 'a'.repeat(64) } }),
    (events, at) => about(events[at], 'EVENT.CHANGED'),
  ],
  [
    'the stream of an event changed',
    (events, at) => events.with(at, { ...get(events, at), stream: 'control' }),
    (events, at) => about(events[at], 'EVENT.CHANGED'),
  ],
  [
    'the revision of an event changed',
    (events, at) => events.with(at, { ...get(events, at), revision: get(events, at).revision + 1 }),
    (events, at) => about(events[at], 'EVENT.CHANGED'),
  ],
  [
    'an event changed, its own hash made anew',
    (events, at) => events.with(at, rehash(withData(get(events, at), { other: 1 }))),
    (events, at) => about(events[at], 'EVENT.CHANGED'),
  ],
  [
    'an event that names another before it',
    (events, at) => events.with(at, rehash(get(events, at), 'b'.repeat(64))),
    (events, at) => about(events[at], 'EVENT.CHANGED'),
  ],
  [
    'an event changed, all hashes after it made anew',
    (events, at) => rewrite(events.with(at, withData(get(events, at), { other: 1 })), at),
    (events, at) => about(events[lastOf(events, at)], 'EVENT.CHANGED'),
  ],
  [
    'the data of two events swapped',
    (events, at) =>
      events
        .with(at, withData(get(events, at), get(events, at + 1).data))
        .with(at + 1, withData(get(events, at + 1), get(events, at).data)),
    (events, at) => about(events[at], 'EVENT.CHANGED'),
  ],
  ['an event removed', (events, at) => events.toSpliced(at, 1), (events, at) => about(events[at], 'EVENT.REMOVED')],
  ['five events removed', (events, at) => events.toSpliced(at, 5), (events, at) => about(events[at], 'EVENT.REMOVED')],
  [
    'the first event of a stream removed',
    (events, at) =>
      events.toSpliced(
        events.findIndex(({ stream }) => stream === get(events, at).stream),
        1,
      ),
    (events, at) => ({ code: 'EVENT.REMOVED', stream: get(events, at).stream, revision: 0 }),
  ],
  [
    'an event removed, the rest renumbered and its hashes made anew',
    (events, at) => rewrite(events.toSpliced(at, 1), at),
    (events, at) => about(events[lastOf(events, at)], 'STREAM.CUT_OFF'),
  ],
  [
    'the last event of a stream removed',
    (events, at) => events.toSpliced(lastOf(events, at), 1),
    (events, at) => about(events[lastOf(events, at)], 'STREAM.CUT_OFF'),
  ],
  [
    'the last seven events of a stream removed',
    (events, at) => events.toSpliced(lastOf(events, at) - 6, 7),
    (events, at) => about(events[lastOf(events, at) - 6], 'STREAM.CUT_OFF'),
  ],
  [
    'a whole stream left out',
    (events, at) => events.filter(({ stream }) => stream !== get(events, at).stream),
    (events, at) => ({ code: 'STREAM.MISSING', stream: get(events, at).stream, revision: 0 }),
  ],
  [
    'an event there twice',
    (events, at) => events.toSpliced(at, 0, get(events, at)),
    (events, at) => about(events[at], 'EVENT.INSERTED'),
  ],
  [
    'an event inserted before the real one',
    (events, at) => events.toSpliced(at, 0, forged(get(events, at), 0, events[at - 1])),
    (events, at) => about(events[at], 'EVENT.INSERTED'),
  ],
  [
    'an event inserted after the real one',
    (events, at) => events.toSpliced(at + 1, 0, forged(get(events, at), 0, events[at - 1])),
    (events, at) => about(events[at], 'EVENT.INSERTED'),
  ],
  [
    'an event with a wrong hash inserted',
    (events, at) => events.toSpliced(at, 0, withData(get(events, at), { forged: true })),
    (events, at) => about(events[at], 'EVENT.INSERTED'),
  ],
  [
    'an event inserted, the rest renumbered and its hashes made anew',
    (events, at) => rewrite(events.toSpliced(at, 0, get(events, at)), at),
    (events, at) => ({
      code: 'EVENT.INSERTED',
      stream: get(events, at).stream,
      revision: get(events, lastOf(events, at)).revision + 1,
    }),
  ],
  [
    'an event added at the end of a stream',
    (events, at) =>
      events.toSpliced(
        lastOf(events, at) + 1,
        0,
        forged(get(events, lastOf(events, at)), 1, events[lastOf(events, at)]),
      ),
    (events, at) => ({
      code: 'EVENT.INSERTED',
      stream: get(events, at).stream,
      revision: get(events, lastOf(events, at)).revision + 1,
    }),
  ],
  [
    'an event of a stream that is not listed',
    (events, at) =>
      events.toSpliced(
        at,
        0,
        chained({ stream: 'run-other', revision: 0, type: 'RunStarted', data: {} }, undefined, 0),
      ),
    () => ({ code: 'STREAM.UNEXPECTED', stream: 'run-other', revision: 0 }),
  ],
  [
    'two events swapped',
    (events, at) => events.with(at, get(events, at + 1)).with(at + 1, get(events, at)),
    (events, at) => about(events[at], 'EVENT.REORDERED'),
  ],
  [
    'two distant events swapped',
    (events, at) => events.with(at, get(events, at + 9)).with(at + 9, get(events, at)),
    (events, at) => about(events[at], 'EVENT.REORDERED'),
  ],
  [
    'an event moved to the end of its stream',
    (events, at) => events.toSpliced(lastOf(events, at) + 1, 0, get(events, at)).toSpliced(at, 1),
    (events, at) => about(events[at], 'EVENT.REORDERED'),
  ],
  [
    'the streams in another order',
    (events, at) => [
      ...events.filter(({ stream }) => stream === get(events, at).stream),
      ...events.filter(({ stream }) => stream !== get(events, at).stream),
    ],
    () => ({ code: 'EVENT.REORDERED', stream: null, revision: null }),
  ],
];

/** @param {RecordingStore} store @returns {Case[]} */
export function eventCases(store) {
  const honest = store.bundle();
  const { events } = honest;
  const [longest, recorded] = get(
    [...store.streams].sort(([, a], [, b]) => b.length - a.length),
    0,
  );
  const at = events.findIndex(
    ({ stream, revision }) => stream === longest && revision === Math.floor(recorded.length / 4),
  );
  const stranger = signingKey('a stranger');
  /** @type {Case[]} */
  const cases = EVENT_CASES.flatMap(([name, change, expected]) => {
    const changed = honest.copy();
    changed.events = change(events, at);
    return [
      { name, bytes: changed.tar(), expected: expected(events, at), key: store.key.id },
      {
        name: `${name}, and listed anew in the manifest`,
        bytes: changed.list().tar(),
        expected: { code: /** @type {const} */ ('MANIFEST.CHANGED') },
      },
      {
        name: `${name}, and signed by somebody else`,
        bytes: changed.sign(stranger).tar(),
        expected: { code: /** @type {const} */ ('KEY.UNKNOWN') },
      },
    ];
  });
  return [...cases, ...lineCases(honest, events, at)];
}

/** Lines that mean the same and are written otherwise, and lines that are none. @param {Bundle} honest @param {readonly Event[]} events @param {number} at @returns {Case[]} */
function lineCases(honest, events, at) {
  const line = jcs(get(events, at));
  /** @type {[string, (text: string) => string][]} */
  const changes = [
    ['a space in an event', (text) => text.replace(line, line.replace('"id":', '"id": '))],
    [
      'the members of an event in another order',
      (text) => text.replace(line, `{${line.slice(1, -1).replace(/^("data":.*),("id":"[^"]*")/, '$2,$1')}}`),
    ],
    ['a number written otherwise', (text) => text.replace(line, line.replace(/"v":1/, '"v":1.0'))],
    ['a character written as an escape', (text) => text.replace(line, line.replace('"id"', '"\\u0069d"'))],
    ['a member there twice', (text) => text.replace(line, line.replace('"v":1', '"v":1,"v":1'))],
    ['a line that is no JSON', (text) => text.replace(line, line.slice(0, -1))],
    ['a line feed in the middle of an event', (text) => text.replace(line, `${line.slice(0, 30)}\n${line.slice(30)}`)],
    ['two events in one line', (text) => text.replace(`${line}\n`, line)],
  ];
  /** @type {Case[]} */
  const cases = changes.map(([name, change]) => ({
    name,
    bytes: honest
      .copy()
      .change('events.ndjson', (bytes) => change(bytes.toString()))
      .tar(),
    expected: about(events[at], 'EVENT.CHANGED'),
  }));
  const end = lastOf(events, at);
  const lastLine = jcs(get(events, end));
  for (const [name, between] of [
    ['the last event of a stream and the first of the next one in one line', ''],
    ['the line feed between two streams overwritten', '*'],
  ]) {
    const joined = honest
      .copy()
      .change('events.ndjson', (bytes) => bytes.toString().replace(`${lastLine}\n`, `${lastLine}${between}`));
    cases.push({ name: String(name), bytes: joined.tar(), expected: about(events[end], 'EVENT.CHANGED') });
  }
  const cut = honest.copy().change('events.ndjson', (bytes) => bytes.subarray(0, bytes.indexOf(line) + 50));
  const last = honest.copy().change('events.ndjson', (bytes) => bytes.subarray(0, -1));
  const empty = honest.copy().change('events.ndjson', (bytes) => bytes.toString().replace(`${line}\n`, `${line}\n\n`));
  return [
    ...cases,
    {
      name: 'the events cut off in the middle of one',
      bytes: cut.tar(),
      expected: about(events[at], 'STREAM.CUT_OFF'),
    },
    { name: 'the last line feed missing', bytes: last.tar(), expected: { code: 'FILE.CHANGED' } },
    {
      name: 'an empty line between events',
      bytes: empty.tar(),
      expected: { code: 'EVENT.INSERTED', stream: null, revision: null },
    },
  ];
}
