// @ts-check
import { hintsOf } from './event.mjs';
import { Failure } from './failure.mjs';

/**
 * @typedef {import('./manifest.mjs').StreamPromise} StreamPromise
 * @typedef {import('./event.mjs').Event} Event
 *
 * @typedef {object} Trail how far a stream has been followed
 * @property {StreamPromise} promise
 * @property {number} next the revision that must come next
 * @property {string} hash of the one before it
 * @property {number} linkedFrom since this revision each event has named the one before it
 *
 * @typedef {{ kind: 'broken', stream: string | null, revision: number | null, found: boolean }} Broken a line that is not what its own hash says
 * @typedef {{ kind: 'gap', trail: Trail, from: number, to: number, filled: boolean }} Gap
 * @typedef {{ kind: 'link', trail: Trail, revision: number }} Link names another event before it than the one that is there
 * @typedef {{ kind: 'rewritten', trail: Trail, longer: boolean }} Rewritten the chain leads to another hash than the signed one
 * @typedef {{ kind: 'final', failure: Failure }} Final
 * @typedef {Broken | Gap | Link | Rewritten | Final} Anomaly
 */

/**
 * Follows the chain of every stream through the lines of events.ndjson, in constant memory for each stream.
 *
 * What is wrong is told at the end: whether an event is missing, late or changed depends on what comes after it. So the first anomaly is kept, the rest is
 * followed only to name it. docs/evidence-format.md has the rule.
 */
export class Chain {
  /** @type {Map<string, Trail>} */
  #trails;
  /** @type {Anomaly | undefined} */
  #anomaly;
  /** The first gap that is behind a broken line which does not say where it belongs. @type {Gap | undefined} */
  #gapBehind;
  #hasPayload;
  #read;
  events = 0;

  /**
   * @param {readonly StreamPromise[]} promises
   * @param {(sha256: string) => boolean} hasPayload in the bundle, or listed as missing for a reason
   * @param {typeof import('./event.mjs').readEvent} read a line
   */
  constructor(promises, hasPayload, read) {
    this.#trails = new Map(
      promises.map((promise) => [
        promise.stream,
        { promise, next: promise.first, hash: promise.prev, linkedFrom: promise.first },
      ]),
    );
    this.#hasPayload = hasPayload;
    this.#read = read;
  }

  /** @param {Buffer} line @param {boolean} ended with a line feed */
  line(line, ended) {
    const event = this.#read(line);
    if (event !== undefined) this.#event(event);
    // The rest of a line at the end of a file that was cut off is no event that was changed: what it was a part of is missing.
    else if (ended) this.#broken(line);
  }

  /** Throws the first thing that is wrong, by its name. */
  finish() {
    if (this.#anomaly !== undefined) throw this.#name(this.#anomaly);
    for (const trail of this.#trails.values()) if (trail.next <= trail.promise.last) throw cutOff(trail);
  }

  /** @param {Event} event */
  #event(event) {
    const { stream, revision, hash } = event;
    this.events++;
    this.#watch(event);
    const trail = this.#trails.get(stream);
    if (trail === undefined) return this.#note({ kind: 'final', failure: unexpected(stream, revision) });
    const { first, last, head } = trail.promise;
    if (revision < trail.next || revision > last) {
      return this.#note({
        kind: 'final',
        failure: inserted(
          stream,
          revision,
          revision < first || revision > last ? 'is outside of what the manifest lists' : 'is there twice',
        ),
      });
    }
    if (revision > trail.next) {
      this.#note({ kind: 'gap', trail, from: trail.next, to: revision - 1, filled: false });
      trail.linkedFrom = revision;
    } else if (event.prev !== trail.hash) {
      this.#note({ kind: 'link', trail, revision });
      trail.linkedFrom = revision;
    }
    trail.next = revision + 1;
    trail.hash = hash;
    if (revision === last && hash !== head) this.#note({ kind: 'rewritten', trail, longer: false });
    for (const payload of event.payloads)
      if (stream !== 'checkpoints' && !this.#hasPayload(payload))
        this.#note({ kind: 'final', failure: payloadMissing(stream, revision, payload) });
  }

  /** @param {Buffer} line */
  #broken(line) {
    const { stream, revision, prev } = hintsOf(line);
    const claimed = stream === undefined ? undefined : this.#trails.get(stream);
    const fits = claimed !== undefined && claimed.next === revision;
    if (this.#anomaly === undefined) {
      this.#anomaly = { kind: 'broken', ...this.#placeOf(fits ? claimed : this.#after(prev), claimed, revision) };
    } else if (fits) {
      // A line feed in the middle of an event makes two broken lines of it, and only the second one says where it belongs.
      if (this.#anomaly.kind === 'broken' && this.#anomaly.stream === null)
        this.#anomaly = { kind: 'broken', ...this.#placeOf(claimed, claimed, revision) };
      else claimed.next++;
    }
  }

  /**
   * Where a broken line belongs: by its own word when that fits, or behind the event that it names as the one before it (`trail`, either way); else by
   * its own word all the same, where what must come next is the first that can be wrong.
   * @param {Trail | undefined} trail
   * @param {Trail | undefined} claimed
   * @param {number | undefined} revision
   */
  #placeOf(trail, claimed, revision) {
    const known = claimed !== undefined && revision !== undefined && revision <= claimed.promise.last;
    const due = trail ?? (known && revision >= claimed.next ? claimed : undefined);
    if (due !== undefined) return { stream: due.promise.stream, revision: due.next++, found: false };
    return known && revision >= claimed.promise.first
      ? { stream: claimed.promise.stream, revision, found: true }
      : { stream: null, revision: null, found: false };
  }

  /** The stream whose next event names this hash as the one before it. @param {string | undefined} prev */
  #after(prev) {
    for (const trail of this.#trails.values())
      if (trail.hash === prev && trail.next <= trail.promise.last) return trail;
    return undefined;
  }

  /** @param {Anomaly} anomaly */
  #note(anomaly) {
    if (this.#anomaly === undefined) this.#anomaly = anomaly;
    else if (anomaly.kind === 'gap') this.#gapBehind ??= anomaly;
  }

  /** What a later event says about the first anomaly. @param {Event} event */
  #watch({ stream, revision }) {
    const anomaly = this.#anomaly;
    if (anomaly?.kind === 'gap')
      anomaly.filled ||= stream === anomaly.trail.promise.stream && revision >= anomaly.from && revision <= anomaly.to;
    else if (anomaly?.kind === 'broken') anomaly.found ||= stream === anomaly.stream && revision === anomaly.revision;
    else if (anomaly?.kind === 'rewritten')
      anomaly.longer ||= stream === anomaly.trail.promise.stream && revision > anomaly.trail.promise.last;
  }

  /** @param {Anomaly} anomaly */
  #name(anomaly) {
    switch (anomaly.kind) {
      case 'final':
        return anomaly.failure;
      case 'gap': {
        const { stream } = anomaly.trail.promise;
        return anomaly.filled ? reordered(stream, anomaly.from) : removed(stream, anomaly.from, anomaly.to);
      }
      case 'link':
        return this.#nameLink(anomaly);
      case 'rewritten': {
        const { stream, last } = anomaly.trail.promise;
        return anomaly.longer
          ? inserted(stream, last + 1, 'is more than the manifest lists, and the chain was made anew')
          : changed(stream, last, REWRITTEN);
      }
      case 'broken':
        return this.#nameBroken(anomaly);
    }
  }

  /** Of two events that do not fit together, the later is as it was recorded when the chain from it leads to the signed head. @param {Link} link */
  #nameLink({ trail, revision }) {
    const { stream, first, last, head } = trail.promise;
    const genuine = trail.linkedFrom === revision && trail.next === last + 1 && trail.hash === head;
    return genuine && revision > first
      ? changed(stream, revision - 1, REWRITTEN)
      : changed(stream, revision, 'names another event before it than the one that is there');
  }

  /** @param {Broken} broken */
  #nameBroken({ stream, revision, found }) {
    if (stream !== null && revision !== null)
      return found
        ? inserted(stream, revision, 'is there twice, once with a hash that is wrong')
        : changed(stream, revision, WRONG_HASH);
    if (this.#gapBehind !== undefined)
      return changed(this.#gapBehind.trail.promise.stream, this.#gapBehind.from, WRONG_HASH);
    for (const { promise, next } of this.#trails.values())
      if (next <= promise.last) return changed(promise.stream, next, WRONG_HASH);
    return new Failure('EVENT.INSERTED', 'A line was added to the events that is no event of any stream.', {
      file: FILE,
    });
  }
}

const FILE = 'events.ndjson';
const WRONG_HASH = 'is not what its hash says';
const REWRITTEN =
  'or one before it was changed and the hashes were made anew: the chain no longer leads to the hash that was signed';

/** @param {string} stream @param {number} revision */
const event = (stream, revision) => `Event ${revision} of stream ${stream}`;
/** @param {string} stream @param {number} revision @param {string} how */
const changed = (stream, revision, how) =>
  new Failure('EVENT.CHANGED', `${event(stream, revision)} ${how}.`, { stream, revision, file: FILE });
/** @param {string} stream @param {number} revision @param {string} how */
const inserted = (stream, revision, how) =>
  new Failure('EVENT.INSERTED', `${event(stream, revision)} ${how}: it was added afterwards.`, {
    stream,
    revision,
    file: FILE,
  });
/** @param {string} stream @param {number} from @param {number} to */
const removed = (stream, from, to) =>
  new Failure(
    'EVENT.REMOVED',
    `${event(stream, from)} is missing${to > from ? `, and those up to ${to}` : ''}, but later ones are there.`,
    { stream, revision: from, file: FILE },
  );
/** @param {string} stream @param {number} revision */
const reordered = (stream, revision) =>
  new Failure('EVENT.REORDERED', `${event(stream, revision)} stands after later ones.`, {
    stream,
    revision,
    file: FILE,
  });
/** @param {string} stream @param {number} revision */
const unexpected = (stream, revision) =>
  new Failure('STREAM.UNEXPECTED', `${event(stream, revision)} is there, but the manifest does not list that stream.`, {
    stream,
    revision,
    file: FILE,
  });
/** @param {string} stream @param {number} revision @param {string} payload */
const payloadMissing = (stream, revision, payload) =>
  new Failure(
    'PAYLOAD.MISSING',
    `${event(stream, revision)} refers to payload ${payload}, which is not in the bundle and not listed as erased or pruned.`,
    { stream, revision, file: `payloads/${payload}` },
  );
/** @param {Trail} trail */
const cutOff = ({ promise: { stream, first, last }, next }) =>
  next === first
    ? new Failure('STREAM.MISSING', `No event of stream ${stream} is there; the manifest lists ${first} to ${last}.`, {
        stream,
        revision: first,
        file: FILE,
      })
    : new Failure(
        'STREAM.CUT_OFF',
        `Stream ${stream} ends at event ${next - 1}; the manifest lists events up to ${last}.`,
        { stream, revision: next, file: FILE },
      );
