import { checkIndexEntry } from "./index-entry.js";
import { Flag, LmdbPages, PAGE_HEADER } from "./lmdb-pages.js";
function checkPages(file, checksumsFrom) {
  const pages = new LmdbPages(file);
  try {
    new Check(pages, checksumsFrom).run();
  } finally {
    pages.close();
  }
}
const MOST_UNWRITTEN = 1e6, MOST_DEPTH = 32;
class Check {
  constructor(pages, checksumsFrom) {
    this.pages = pages;
    this.checksumsFrom = checksumsFrom;
    const [even, odd] = pages.metas;
    if (this.newest = even.transaction > odd.transaction ? even : odd, this.newest.lastPage > pages.count + MOST_UNWRITTEN) throw pages.damaged("it ends long before its last page");
    this.used = new Uint8Array(this.newest.lastPage + 1), this.used.fill(1, 0, 2);
  }
  pages;
  checksumsFrom;
  used;
  newest;
  run() {
    this.checkHeads();
    const counts = /* @__PURE__ */ new Map(), trees = /* @__PURE__ */ new Map();
    this.walk(this.newest.main, Buffer.compare, ({ bytes }, { flags, keyAt, dataAt, length }) => {
      if (flags !== Flag.subData || length !== 48) throw this.pages.damaged("its list of tables has a strange entry");
      trees.set(bytes.toString("latin1", keyAt, dataAt).replaceAll("\0", ""), this.pages.tree(bytes, dataAt));
    });
    for (const [name, tree] of trees)
      this.walk(tree, Buffer.compare, name === "streams" ? this.checkIndexEntry : void 0), counts.set(name, tree.entries);
    if (counts.get("log") !== counts.get("streams"))
      throw this.pages.damaged("the log and the index by stream do not have the same number of entries");
    this.walk(this.newest.free, compareNumbers, (page, node) => this.checkFree(page, node));
  }
  /** Transactions write the two heads in turn: they are one apart, and each wrote the page that its head leads to. */
  checkHeads() {
    const { metas } = this.pages, [even, odd] = metas, isFresh = even.transaction === 0 && odd.transaction === 0, inTurn = even.transaction % 2 === 0 && odd.transaction % 2 === 1;
    if (!isFresh && !(inTurn && Math.abs(even.transaction - odd.transaction) === 1) && !(even.transaction === 0 && odd.transaction === 1))
      throw this.pages.damaged("its two heads are not of two transactions that follow each other");
    for (const { slot, transaction, main } of metas)
      if (main.root !== void 0 && this.pages.page(main.root).transaction !== transaction)
        throw this.pages.damaged(`its head in page ${slot} is not of the transaction that it names`);
  }
  /** Every page of a tree once, in the order of keys. */
  walk(tree, compare, onLeaf) {
    if (tree.depth > MOST_DEPTH) throw this.pages.damaged(`a tree of it says that it has ${tree.depth} levels`);
    const found = { branchPages: 0, leafPages: 0, overflowPages: 0, entries: 0 }, node = { flags: 0, keyAt: 0, dataAt: 0, length: 0, child: 0 }, memory = Array.from({ length: tree.depth + 1 }, () => Buffer.allocUnsafe(this.pages.pageSize));
    let previous, least;
    const visit = (number, depth) => {
      if (depth > tree.depth) throw this.pages.damaged(`page ${number} is deeper in its tree than there are levels`);
      const page = this.use(number, memory[depth]), count = this.pages.countNodes(page), isLeaf = page.flags === Flag.leaf;
      if (isLeaf !== (depth === tree.depth) || count === 0)
        throw this.pages.damaged(`page ${number} does not belong at its place in its tree`);
      isLeaf ? found.leafPages++ : found.branchPages++;
      for (let index = 0; index < count; index++) {
        this.pages.node(page, index, node);
        const key = page.bytes.subarray(node.keyAt, node.dataAt);
        if (isLeaf || index > 0) {
          if (previous && compare(previous, key) >= 0 || least && compare(least, key) > 0)
            throw this.pages.damaged(`page ${number} has keys out of order`);
          isLeaf ? (previous = index === count - 1 ? Buffer.from(key) : key, least = void 0) : least = Buffer.from(key);
        }
        if (!isLeaf) {
          visit(node.child, depth + 1);
          continue;
        }
        found.entries++, node.flags === Flag.bigData && (found.overflowPages += this.useOverflow(page, node)), onLeaf?.(page, node);
      }
    };
    tree.root !== void 0 && visit(tree.root, 1);
    for (const name of ["branchPages", "leafPages", "overflowPages", "entries"])
      if (found[name] !== tree[name])
        throw this.pages.damaged(`a tree of ${tree.entries} entries has lost some, or has too many`);
  }
  use(number, memory) {
    if (number < 2 || number > this.newest.lastPage || this.used[number] !== 0)
      throw this.pages.damaged(`page ${number} is part of it twice, or not at all`);
    this.used[number] = 1;
    const page = this.pages.page(number, memory);
    if (page.transaction > this.newest.transaction)
      throw this.pages.damaged(`page ${number} is of a transaction after the last`);
    return page;
  }
  /** Large entries lie in pages of their own, one after the other; only the first has a header. */
  useOverflow({ bytes: place }, { dataAt }) {
    const first = this.pages.number(place, dataAt), count = this.pages.number(place, dataAt + 16), { flags, bytes } = this.use(first);
    if (flags !== Flag.overflow || bytes.readUInt32LE(PAGE_HEADER - 4) !== count || count < 1)
      throw this.pages.damaged(`page ${first} is not the beginning of a large entry`);
    for (let number = first + 1; number < first + count; number++) {
      if (number > this.newest.lastPage || this.used[number] !== 0)
        throw this.pages.damaged(`page ${number} is part of it twice, or not at all`);
      this.used[number] = 1;
    }
    return count;
  }
  checkIndexEntry = ({ bytes }, { flags, keyAt, dataAt, length }) => {
    if (flags !== 0) throw this.pages.damaged("the index by stream has a strange entry");
    checkIndexEntry(this.pages.file, bytes.subarray(keyAt, dataAt + length), dataAt - keyAt, this.checksumsFrom);
  };
  /** A length, then pages; a negative number is the length of a run that begins with the next one; 0 is a gap. */
  checkFree({ bytes }, { flags, dataAt, length: size }) {
    const list = flags === Flag.bigData ? this.pages.large(this.pages.number(bytes, dataAt), size) : bytes.subarray(dataAt, dataAt + size), length = list.length >= 8 ? list.readBigInt64LE(0) : -1n;
    if (length < 0n || (Number(length) + 1) * 8 > list.length)
      throw this.pages.damaged("its list of free pages is cut off");
    let run = 1;
    for (let at = 8; at <= Number(length) * 8; at += 8) {
      const entry = Number(list.readBigInt64LE(at));
      if (entry < 0) {
        run = -entry;
        continue;
      }
      for (let page = entry; entry > 0 && page < entry + run; page++) {
        if (page < 2 || page > this.newest.lastPage || this.used[page] === 1)
          throw this.pages.damaged(`its list of free pages names page ${page}, which is in use`);
        this.used[page] = 2;
      }
      run = 1;
    }
  }
}
const compareNumbers = (a, b) => Number(a.readBigUInt64LE() - b.readBigUInt64LE());
export {
  checkPages
};
//# sourceMappingURL=check-pages.js.map
