import { checkIndexEntry } from './index-entry.js';
import { Flag, LmdbPages, PAGE_HEADER, type Meta, type Node, type Page, type Tree } from './lmdb-pages.js';

/**
 * Looks at the structure of a log file before LMDB maps it: both heads, every page that the newest one leads to, every key and its order,
 * what LMDB counts, the checksums of the index, and that no page which is in use is listed as free. What the events themselves say is
 * checked when they are read. For 1,000,000 events it takes 1.2 s of CPU.
 *
 * @throws DamagedStore
 */
export function checkPages(file: string, checksumsFrom: number): void {
  const pages = new LmdbPages(file);
  try {
    new Check(pages, checksumsFrom).run();
  } finally {
    pages.close();
  }
}

const MOST_UNWRITTEN = 1_000_000;
/** As LMDB has it. */
const MOST_DEPTH = 32;

type OnLeaf = (page: Page, node: Node) => void;

class Check {
  private readonly used: Uint8Array;
  private readonly newest: Meta;
  /** Of a large entry: there may be one for every event, and what it holds is not looked at. */
  private readonly header = Buffer.allocUnsafe(PAGE_HEADER);

  constructor(
    private readonly pages: LmdbPages,
    private readonly checksumsFrom: number,
  ) {
    const [even, odd] = pages.metas;
    this.newest = even.transaction > odd.transaction ? even : odd;
    // The last pages may be free and never written, but not a great many.
    if (this.newest.lastPage > pages.count + MOST_UNWRITTEN) throw pages.damaged('it ends long before its last page');
    this.used = new Uint8Array(this.newest.lastPage + 1);
    this.used.fill(1, 0, 2);
  }

  run(): void {
    this.checkHeads();
    const counts = new Map<string, number>();
    const trees = new Map<string, Tree>();
    this.walk(this.newest.main, Buffer.compare, ({ bytes }, { flags, keyAt, dataAt, length }) => {
      if (flags !== Flag.subData || length !== 48) throw this.pages.damaged('its list of tables has a strange entry');
      trees.set(bytes.toString('latin1', keyAt, dataAt).replaceAll('\0', ''), this.pages.tree(bytes, dataAt));
    });
    for (const [name, tree] of trees) {
      this.walk(tree, Buffer.compare, name === 'streams' ? this.checkIndexEntry : undefined);
      counts.set(name, tree.entries);
    }
    if (counts.get('log') !== counts.get('streams'))
      throw this.pages.damaged('the log and the index by stream do not have the same number of entries');
    this.walk(this.newest.free, compareNumbers, (page, node) => this.checkFree(page, node));
  }

  /** Transactions write the two heads in turn: they are one apart, and each wrote the page that its head leads to. */
  private checkHeads(): void {
    const { metas } = this.pages;
    const [even, odd] = metas;
    const isFresh = even.transaction === 0 && odd.transaction === 0;
    const inTurn = even.transaction % 2 === 0 && odd.transaction % 2 === 1;
    if (
      !isFresh &&
      !(inTurn && Math.abs(even.transaction - odd.transaction) === 1) &&
      !(even.transaction === 0 && odd.transaction === 1)
    )
      throw this.pages.damaged('its two heads are not of two transactions that follow each other');
    for (const { slot, transaction, main } of metas) {
      if (main.root !== undefined && this.pages.page(main.root).transaction !== transaction)
        throw this.pages.damaged(`its head in page ${slot} is not of the transaction that it names`);
    }
  }

  /** Every page of a tree once, in the order of keys. */
  private walk(tree: Tree, compare: (a: Buffer, b: Buffer) => number, onLeaf: OnLeaf | undefined): void {
    if (tree.depth > MOST_DEPTH) throw this.pages.damaged(`a tree of it says that it has ${tree.depth} levels`);
    const found = { branchPages: 0, leafPages: 0, overflowPages: 0, entries: 0 };
    const node: Node = { flags: 0, keyAt: 0, dataAt: 0, length: 0, child: 0 };
    const memory = Array.from({ length: tree.depth + 1 }, () => Buffer.allocUnsafe(this.pages.pageSize));
    let previous: Buffer | undefined;
    let least: Buffer | undefined;
    const visit = (number: number, depth: number): void => {
      if (depth > tree.depth) throw this.pages.damaged(`page ${number} is deeper in its tree than there are levels`);
      const page = this.use(number, memory[depth]);
      const count = this.pages.countNodes(page);
      const isLeaf = page.flags === Flag.leaf;
      if (isLeaf !== (depth === tree.depth) || count === 0)
        throw this.pages.damaged(`page ${number} does not belong at its place in its tree`);
      if (isLeaf) found.leafPages++;
      else found.branchPages++;
      for (let index = 0; index < count; index++) {
        this.pages.node(page, index, node);
        const key = page.bytes.subarray(node.keyAt, node.dataAt);
        // A branch's keys are the least ones of its pages; its first key is empty, for "everything before".
        if (isLeaf || index > 0) {
          if ((previous && compare(previous, key) >= 0) || (least && compare(least, key) > 0))
            throw this.pages.damaged(`page ${number} has keys out of order`);
          if (!isLeaf) least = Buffer.from(key);
          else {
            // The first of a page is looked at against the last of the one before, whose memory is used again.
            previous = index === count - 1 ? Buffer.from(key) : key;
            least = undefined;
          }
        }
        if (!isLeaf) {
          visit(node.child, depth + 1);
          continue;
        }
        found.entries++;
        if (node.flags === Flag.bigData) found.overflowPages += this.useOverflow(page, node);
        onLeaf?.(page, node);
      }
    };
    if (tree.root !== undefined) visit(tree.root, 1);
    for (const name of ['branchPages', 'leafPages', 'overflowPages', 'entries'] as const)
      if (found[name] !== tree[name])
        throw this.pages.damaged(`a tree of ${tree.entries} entries has lost some, or has too many`);
  }

  private use(number: number, memory?: Buffer): Page {
    if (number < 2 || number > this.newest.lastPage || this.used[number] !== 0)
      throw this.pages.damaged(`page ${number} is part of it twice, or not at all`);
    this.used[number] = 1;
    const page = this.pages.page(number, memory);
    if (page.transaction > this.newest.transaction)
      throw this.pages.damaged(`page ${number} is of a transaction after the last`);
    return page;
  }

  /** Large entries lie in pages of their own, one after the other; only the first has a header. */
  private useOverflow({ bytes: place }: Page, { dataAt }: Node): number {
    const first = this.pages.number(place, dataAt);
    const count = this.pages.number(place, dataAt + 16);
    const { flags, bytes } = this.use(first, this.header);
    if (flags !== Flag.overflow || bytes.readUInt32LE(PAGE_HEADER - 4) !== count || count < 1)
      throw this.pages.damaged(`page ${first} is not the beginning of a large entry`);
    if (first + count > this.pages.count)
      throw this.pages.damaged(`it ends before page ${first + count - 1} (it was cut off)`);
    for (let number = first + 1; number < first + count; number++) {
      if (number > this.newest.lastPage || this.used[number] !== 0)
        throw this.pages.damaged(`page ${number} is part of it twice, or not at all`);
      this.used[number] = 1;
    }
    return count;
  }

  private readonly checkIndexEntry: OnLeaf = ({ bytes }, { flags, keyAt, dataAt, length }) => {
    if (flags !== 0) throw this.pages.damaged('the index by stream has a strange entry');
    checkIndexEntry(this.pages.file, bytes.subarray(keyAt, dataAt + length), dataAt - keyAt, this.checksumsFrom);
  };

  /** A length, then pages; a negative number is the length of a run that begins with the next one; 0 is a gap. */
  private checkFree({ bytes }: Page, { flags, dataAt, length: size }: Node): void {
    const list =
      flags === Flag.bigData
        ? this.pages.large(this.pages.number(bytes, dataAt), size)
        : bytes.subarray(dataAt, dataAt + size);
    const length = list.length >= 8 ? list.readBigInt64LE(0) : -1n;
    if (length < 0n || (Number(length) + 1) * 8 > list.length)
      throw this.pages.damaged('its list of free pages is cut off');
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

const compareNumbers = (a: Buffer, b: Buffer): number => Number(a.readBigUInt64LE() - b.readBigUInt64LE());
