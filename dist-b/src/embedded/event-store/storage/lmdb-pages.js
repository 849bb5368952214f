import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { DamagedStore } from "./storage-errors.js";
const MAGIC = 3203383518, DATA_VERSION = 2, PAGE_HEADER = 24, META_BYTES = 144, DB_BYTES = 48, NODE_HEADER = 8, OVERFLOW_PLACE = 24, LEAST_PAGE = 512, NO_PAGE = 2n ** 64n - 1n, Flag = { branch: 1, leaf: 2, overflow: 4, meta: 8, bigData: 1, subData: 2 };
class LmdbPages {
  constructor(file) {
    this.file = file;
    this.descriptor = openSync(file, "r");
    try {
      this.size = fstatSync(this.descriptor).size, this.pageSize = this.readPageSize(), this.metas = [this.readMeta(0), this.readMeta(1)];
    } catch (error) {
      throw closeSync(this.descriptor), error;
    }
  }
  file;
  descriptor;
  size;
  pageSize;
  metas;
  /** How many pages the file has room for. */
  get count() {
    return Math.floor(this.size / this.pageSize);
  }
  close() {
    closeSync(this.descriptor);
  }
  damaged(what) {
    return new DamagedStore(this.file, what);
  }
  /** @param into memory of a page's size that is used again; default: new */
  page(number, into = Buffer.allocUnsafe(this.pageSize)) {
    const bytes = this.read(number * this.pageSize, into, `page ${number}`), page = { number, transaction: this.number(bytes, 8), flags: bytes.readUInt16LE(18), bytes };
    if (this.number(bytes, 0) !== number) throw this.damaged(`page ${number} does not carry its number`);
    return page;
  }
  /** How many entries a branch or leaf page has. */
  countNodes({ number, flags, bytes }) {
    const lower = bytes.readUInt16LE(20), upper = bytes.readUInt16LE(22);
    if (!(flags === Flag.leaf || flags === Flag.branch) || lower % 2 !== 0 || lower > upper || upper > this.pageSize - PAGE_HEADER)
      throw this.damaged(`page ${number} has a header that fits no page of a tree`);
    return lower / 2;
  }
  /** Fills in where the entry of a branch or leaf page is. */
  node({ number, flags: pageFlags, bytes }, index, node) {
    const at = PAGE_HEADER + bytes.readUInt16LE(PAGE_HEADER + 2 * index), isLeaf = pageFlags === Flag.leaf;
    let fits = at >= PAGE_HEADER + bytes.readUInt16LE(22) && at + NODE_HEADER <= bytes.length;
    if (fits) {
      const low = bytes.readUInt32LE(at), flags = bytes.readUInt16LE(at + 4);
      node.flags = isLeaf ? flags : 0, node.keyAt = at + NODE_HEADER, node.dataAt = node.keyAt + bytes.readUInt16LE(at + 6), node.length = isLeaf ? low : 0, node.child = isLeaf ? 0 : flags * 2 ** 32 + low;
      const here = flags === Flag.bigData && isLeaf ? OVERFLOW_PLACE : node.length;
      fits = node.dataAt + here <= bytes.length && (!isLeaf || flags <= Flag.subData);
    }
    if (!fits) throw this.damaged(`page ${number} has an entry that lies outside of it`);
  }
  /** The bytes of a large entry, from the first of its pages on. */
  large(first, length) {
    if (length > this.size) throw this.damaged(`page ${first} begins an entry that is larger than the file`);
    return this.read(first * this.pageSize + PAGE_HEADER, Buffer.allocUnsafe(length), `the end of page ${first}`);
  }
  tree(bytes, at) {
    return {
      root: bytes.readBigUInt64LE(at + 40) === NO_PAGE ? void 0 : this.number(bytes, at + 40),
      depth: bytes.readUInt16LE(at + 6),
      branchPages: this.number(bytes, at + 8),
      leafPages: this.number(bytes, at + 16),
      overflowPages: this.number(bytes, at + 24),
      entries: this.number(bytes, at + 32)
    };
  }
  number(bytes, at) {
    const high = bytes.readUInt32LE(at + 4);
    if (high > 1048575) throw this.damaged("a number in it is too large for its place");
    return high * 2 ** 32 + bytes.readUInt32LE(at);
  }
  readPageSize() {
    const size = this.read(PAGE_HEADER, Buffer.allocUnsafe(META_BYTES), "its first page").readUInt32LE(24);
    if (size < LEAST_PAGE || size > 65536 || (size & size - 1) !== 0)
      throw this.damaged("its first page does not say how large pages are");
    return size;
  }
  readMeta(slot) {
    const { bytes, flags } = this.page(slot), at = PAGE_HEADER;
    if (!(bytes.readUInt32LE(at) === MAGIC && (bytes.readUInt32LE(at + 4) & 65535) === DATA_VERSION) || flags !== Flag.meta || bytes.readUInt32LE(at + 24) !== this.pageSize)
      throw this.damaged(`page ${slot} is not the head of an LMDB file`);
    return {
      slot,
      free: this.tree(bytes, at + 24),
      main: this.tree(bytes, at + 24 + DB_BYTES),
      lastPage: this.number(bytes, at + 24 + 2 * DB_BYTES),
      transaction: this.number(bytes, at + 32 + 2 * DB_BYTES)
    };
  }
  read(at, into, what) {
    let read = 0;
    for (; read < into.length; ) {
      const count = readSync(this.descriptor, into, read, into.length - read, at + read);
      if (count === 0) throw this.damaged(`it ends before ${what} (it was cut off)`);
      read += count;
    }
    return into;
  }
}
export {
  Flag,
  LmdbPages,
  PAGE_HEADER
};
//# sourceMappingURL=lmdb-pages.js.map
