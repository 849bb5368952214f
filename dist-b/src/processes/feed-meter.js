class FeedMeter {
  constructor(remembered = 1e4) {
    this.remembered = remembered;
  }
  remembered;
  #seen = [];
  /** Of the oldest that is remembered; nothing before it is. */
  #start = 0;
  /** `at`: when it was written, ISO 8601. In the order of the log. */
  note(position, at) {
    this.#seen.push({ position, at }), !(this.#seen.length - this.#start <= this.remembered) && (this.#start++, this.#start >= this.remembered && (this.#start -= this.#seen.splice(0, this.#start).length));
  }
  /** `now` in milliseconds. */
  behind(position, now) {
    const first = this.#firstAfter(position), event = this.#seen[first];
    if (event === void 0) return { events: 0, ms: 0 };
    const known = first > this.#start || event.position <= position, ms = Math.max(0, now - Date.parse(event.at));
    return known ? { events: this.#seen.length - first, ms } : { events: void 0, ms: void 0 };
  }
  /** Place of the first event after a position: halving, since positions only grow. */
  #firstAfter(position) {
    let low = this.#start, high = this.#seen.length;
    for (; low < high; ) {
      const middle = low + high >> 1, event = this.#seen[middle];
      event !== void 0 && event.position <= position ? low = middle + 1 : high = middle;
    }
    return low;
  }
}
export {
  FeedMeter
};
//# sourceMappingURL=feed-meter.js.map
