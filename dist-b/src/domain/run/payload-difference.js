import { jsonDifferences } from "../kernel/json-difference.js";
const MOST_VALUE = 2e3, MOST_PLACES = 20;
class DifferenceRoom {
  constructor(characters, places = MOST_PLACES) {
    this.places = places;
    this.#characters = characters;
  }
  places;
  #characters;
  /** Where two payloads differ, as far as there is room. */
  between(before, after) {
    const found = jsonDifferences(before, after, this.places + 1), differences = [];
    for (const one of found.slice(0, this.places)) {
      if (this.#characters <= 0) return { differences, more: !0 };
      differences.push(this.cut(one));
    }
    return { differences, more: found.length > this.places };
  }
  /** One difference, with what is too long of it cut. */
  cut({ path, ...values }) {
    const shown = { path }, cut = [];
    for (const side of ["before", "after"]) {
      const value = values[side];
      if (value === void 0) continue;
      const text = JSON.stringify(value), fits = text.length <= MOST_VALUE;
      fits || cut.push(side), shown[side] = fits ? value : `${(typeof value == "string" ? value : text).slice(0, MOST_VALUE)}\u2026`, this.#characters -= Math.min(text.length, MOST_VALUE);
    }
    return this.#characters -= path.length, cut.length > 0 ? { ...shown, cut } : shown;
  }
}
export {
  DifferenceRoom
};
//# sourceMappingURL=payload-difference.js.map
