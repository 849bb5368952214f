import type { Beat } from '../domain/kernel/ports.js';

/** Who has not been heard of for this long has stopped acting: it stops by itself a second earlier (CONFIRMED_MS). */
export const SILENT_MS = 3_000;
/** Who looked this long ago could not hear anybody meanwhile. */
const DEAF_MS = 1_500;
/** Leases of an instance that is gone for so long have long been looked after. */
const FORGOTTEN_MS = 24 * 3_600_000;

interface Known {
  heardAt: number;
  controlRevision: number;
  left: boolean;
}

/** The other instances as this one hears of them. All times in milliseconds of its own clock: nobody compares clocks. */
export class Roster {
  readonly #others = new Map<string, Known>();
  #lookedAt: number | undefined;

  constructor(readonly self: string) {}

  /** What was read of the log at `now`, in order. */
  heard(beats: readonly Beat[], now: number): void {
    const wasDeaf = this.#lookedAt === undefined || now - this.#lookedAt > DEAF_MS;
    this.#lookedAt = now;
    for (const { instanceId, controlRevision, left } of beats)
      if (instanceId !== this.self) this.#others.set(instanceId, { heardAt: now, controlRevision, left });
    // Whoever could not hear them cannot say that they were silent.
    if (wasDeaf) for (const other of this.#others.values()) if (!other.left) other.heardAt = now;
    for (const [id, other] of this.#others) if (now - other.heardAt > FORGOTTEN_MS) this.#others.delete(id);
  }

  /** It has been heard of, has not left, and has not been silent for long. */
  isAlive(instanceId: string, now: number): boolean {
    const other = this.#others.get(instanceId);
    return other !== undefined && isAlive(other, now);
  }

  /** It was there, and is known to have stopped: it has left, or was silent while it could be heard. */
  hasGone(instanceId: string, now: number): boolean {
    const other = this.#others.get(instanceId);
    const couldHear = this.#lookedAt !== undefined && now - this.#lookedAt <= DEAF_MS;
    return couldHear && other !== undefined && !isAlive(other, now);
  }

  /** For how long it is known to be gone, in milliseconds; Infinity when it was never heard of. */
  goneFor(instanceId: string, now: number): number {
    const other = this.#others.get(instanceId);
    if (!other) return Number.POSITIVE_INFINITY;
    return Math.max(0, now - (other.left ? other.heardAt : other.heardAt + SILENT_MS));
  }

  alive(now: number): string[] {
    return [...this.#others].filter(([, other]) => isAlive(other, now)).map(([id]) => id);
  }

  /** Those that may still act upon an older `control` than this. */
  behind(controlRevision: number, now: number): string[] {
    return [...this.#others]
      .filter(([, other]) => isAlive(other, now) && other.controlRevision < controlRevision)
      .map(([id]) => id);
  }
}

const isAlive = ({ left, heardAt }: Known, now: number): boolean => !left && now - heardAt < SILENT_MS;
