import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { DamagedStore } from './storage-errors.js';

/**
 * How LMDB's pages lie in its file (data version 2, little-endian), read without LMDB: it trusts what it maps, and a damaged
 * page number leads it anywhere, or ends the process. Source: the structs MDB_page_header, MDB_meta, MDB_db, MDB_node and MDB_ovpage of
 * `mdb.c` in the package lmdb.
 */
const MAGIC = 0xbeefc0de;
const DATA_VERSION = 2;
export const PAGE_HEADER = 24;
const META_BYTES = 144;
const DB_BYTES = 48;
const NODE_HEADER = 8;
const OVERFLOW_PLACE = 24;
const LEAST_PAGE = 512;
const NO_PAGE = 2n ** 64n - 1n;

export const Flag = { branch: 0x01, leaf: 0x02, overflow: 0x04, meta: 0x08, bigData: 0x01, subData: 0x02 } as const;

/** The root of one tree, with what LMDB counts of it. */
export interface Tree {
  /** undefined: it is empty. */
  readonly root: number | undefined;
  readonly depth: number;
  readonly branchPages: number;
  readonly leafPages: number;
  readonly overflowPages: number;
  readonly entries: number;
}

export interface Meta {
  readonly slot: number;
  readonly transaction: number;
  readonly lastPage: number;
  readonly free: Tree;
  readonly main: Tree;
}

export interface Page {
  readonly number: number;
  readonly transaction: number;
  readonly flags: number;
  readonly bytes: Buffer;
}

/** An entry of a page, by offsets in it: there are millions, and each is looked at once. */
export interface Node {
  flags: number;
  keyAt: number;
  /** Where the key ends and the data begin. */
  dataAt: number;
  /** Of the data, in bytes; those of a large entry lie in pages of their own, and an overflow place of 24 bytes here. */
  length: number;
  /** Of a branch: where it leads. */
  child: number;
}

/** The file's pages. All reads throw DamagedStore when they find what LMDB would not have written. */
export class LmdbPages {
  private readonly descriptor: number;
  private readonly size: number;
  readonly pageSize: number;
  readonly metas: readonly [Meta, Meta];

  constructor(readonly file: string) {
    this.descriptor = openSync(file, 'r');
    try {
      this.size = fstatSync(this.descriptor).size;
      this.pageSize = this.readPageSize();
      this.metas = [this.readMeta(0), this.readMeta(1)];
    } catch (error) {
      closeSync(this.descriptor);
      throw error;
    }
  }

  /** How many pages the file has room for. */
  get count(): number {
    return Math.floor(this.size / this.pageSize);
  }

  close(): void {
    closeSync(this.descriptor);
  }

  damaged(what: string): DamagedStore {
    return new DamagedStore(this.file, what);
  }

  /** @param into memory that is used again, of a page's size, or of its header's where nothing else is looked at; default: new */
  page(number: number, into: Buffer = Buffer.allocUnsafe(this.pageSize)): Page {
    const bytes = this.read(number * this.pageSize, into, `page ${number}`);
    const page = { number, transaction: this.number(bytes, 8), flags: bytes.readUInt16LE(18), bytes };
    if (this.number(bytes, 0) !== number) throw this.damaged(`page ${number} does not carry its number`);
    return page;
  }

  /** How many entries a branch or leaf page has. */
  countNodes({ number, flags, bytes }: Page): number {
    const lower = bytes.readUInt16LE(20);
    const upper = bytes.readUInt16LE(22);
    const isTree = flags === Flag.leaf || flags === Flag.branch;
    if (!isTree || lower % 2 !== 0 || lower > upper || upper > this.pageSize - PAGE_HEADER)
      throw this.damaged(`page ${number} has a header that fits no page of a tree`);
    return lower / 2;
  }

  /** Fills in where the entry of a branch or leaf page is. */
  node({ number, flags: pageFlags, bytes }: Page, index: number, node: Node): void {
    const at = PAGE_HEADER + bytes.readUInt16LE(PAGE_HEADER + 2 * index);
    const isLeaf = pageFlags === Flag.leaf;
    let fits = at >= PAGE_HEADER + bytes.readUInt16LE(22) && at + NODE_HEADER <= bytes.length;
    if (fits) {
      const low = bytes.readUInt32LE(at);
      const flags = bytes.readUInt16LE(at + 4);
      node.flags = isLeaf ? flags : 0;
      node.keyAt = at + NODE_HEADER;
      node.dataAt = node.keyAt + bytes.readUInt16LE(at + 6);
      node.length = isLeaf ? low : 0;
      node.child = isLeaf ? 0 : flags * 2 ** 32 + low;
      const here = flags === Flag.bigData && isLeaf ? OVERFLOW_PLACE : node.length;
      fits = node.dataAt + here <= bytes.length && (!isLeaf || flags <= Flag.subData);
    }
    if (!fits) throw this.damaged(`page ${number} has an entry that lies outside of it`);
  }

  /** The bytes of a large entry, from the first of its pages on. */
  large(first: number, length: number): Buffer {
    if (length > this.size) throw this.damaged(`page ${first} begins an entry that is larger than the file`);
    return this.read(first * this.pageSize + PAGE_HEADER, Buffer.allocUnsafe(length), `the end of page ${first}`);
  }

  tree(bytes: Buffer, at: number): Tree {
    const root = bytes.readBigUInt64LE(at + 40);
    return {
      root: root === NO_PAGE ? undefined : this.number(bytes, at + 40),
      depth: bytes.readUInt16LE(at + 6),
      branchPages: this.number(bytes, at + 8),
      leafPages: this.number(bytes, at + 16),
      overflowPages: this.number(bytes, at + 24),
      entries: this.number(bytes, at + 32),
    };
  }

  number(bytes: Buffer, at: number): number {
    const high = bytes.readUInt32LE(at + 4);
    if (high > 0xfffff) throw this.damaged('a number in it is too large for its place');
    return high * 2 ** 32 + bytes.readUInt32LE(at);
  }

  private readPageSize(): number {
    const meta = this.read(PAGE_HEADER, Buffer.allocUnsafe(META_BYTES), 'its first page');
    const size = meta.readUInt32LE(24);
    if (size < LEAST_PAGE || size > 65_536 || (size & (size - 1)) !== 0)
      throw this.damaged('its first page does not say how large pages are');
    return size;
  }

  private readMeta(slot: number): Meta {
    const { bytes, flags } = this.page(slot);
    const at = PAGE_HEADER;
    const known = bytes.readUInt32LE(at) === MAGIC && (bytes.readUInt32LE(at + 4) & 0xffff) === DATA_VERSION;
    if (!known || flags !== Flag.meta || bytes.readUInt32LE(at + 24) !== this.pageSize)
      throw this.damaged(`page ${slot} is not the head of an LMDB file`);
    return {
      slot,
      free: this.tree(bytes, at + 24),
      main: this.tree(bytes, at + 24 + DB_BYTES),
      lastPage: this.number(bytes, at + 24 + 2 * DB_BYTES),
      transaction: this.number(bytes, at + 32 + 2 * DB_BYTES),
    };
  }

  private read(at: number, into: Buffer, what: string): Buffer {
    let read = 0;
    while (read < into.length) {
      const count = readSync(this.descriptor, into, read, into.length - read, at + read);
      if (count === 0) throw this.damaged(`it ends before ${what} (it was cut off)`);
      read += count;
    }
    return into;
  }
}
