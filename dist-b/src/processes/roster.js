const SILENT_MS = 3e3;
class Roster {
  constructor(self) {
    this.self = self;
  }
  self;
  #others = /* @__PURE__ */ new Map();
  #lookedAt;
  /** What was read of the log at `now`, in order. */
  heard(beats, now) {
    const wasDeaf = this.#lookedAt === void 0 || now - this.#lookedAt > 1500;
    this.#lookedAt = now;
    for (const { instanceId, controlRevision, left } of beats)
      instanceId !== this.self && this.#others.set(instanceId, { heardAt: now, controlRevision, left });
    if (wasDeaf) for (const other of this.#others.values()) other.left || (other.heardAt = now);
    for (const [id, other] of this.#others) now - other.heardAt > 864e5 && this.#others.delete(id);
  }
  /** It has been heard of, has not left, and has not been silent for long. */
  isAlive(instanceId, now) {
    const other = this.#others.get(instanceId);
    return other !== void 0 && isAlive(other, now);
  }
  /** It was there, and is known to have stopped: it has left, or was silent while it could be heard. */
  hasGone(instanceId, now) {
    const other = this.#others.get(instanceId);
    return this.#lookedAt !== void 0 && now - this.#lookedAt <= 1500 && other !== void 0 && !isAlive(other, now);
  }
  /** For how long it is known to be gone, in milliseconds; Infinity when it was never heard of. */
  goneFor(instanceId, now) {
    const other = this.#others.get(instanceId);
    return other ? Math.max(0, now - (other.left ? other.heardAt : other.heardAt + 3e3)) : Number.POSITIVE_INFINITY;
  }
  alive(now) {
    return [...this.#others].filter(([, other]) => isAlive(other, now)).map(([id]) => id);
  }
  /** Those that may still act upon an older `control` than this. */
  behind(controlRevision, now) {
    return [...this.#others].filter(([, other]) => isAlive(other, now) && other.controlRevision < controlRevision).map(([id]) => id);
  }
}
const isAlive = ({ left, heardAt }, now) => !left && now - heardAt < 3e3;
export {
  Roster,
  SILENT_MS
};
//# sourceMappingURL=roster.js.map
