// The node's log: append frames of u32 length, u32 crc32, then the events, each as the gRPC message that a reader gets (disk bytes = wire bytes). Group commit.
//   SYNC = dsync | fdatasync | prealloc (O_DSYNC into zeroed space) | lmdb | none      IO = async (thread pool) | sync (on this loop)
import fs from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { promisify } from 'node:util';
import { ANY, CREATED, CT, EXISTS, T, TYPE, blen, messages, vlen, wb, wv } from './wire.mjs';
const writev = promisify(fs.writev),
  fdatasync = promisify(fs.fdatasync),
  CHUNK = 4 << 20,
  AHEAD = (+process.env.AHEAD_MB || 16) << 20,
  LMDB_FLUSHED = process.env.LMDB_OVERLAP !== '0',
  CACHE = 128 << 20;
export class Log {
  streams = new Map();
  offs = [];
  bufs = [];
  evict = 0;
  cached = 0;
  end = 16;
  synced = 0;
  queue = [];
  segs = [];
  running = false;
  flushes = 0;
  listeners = new Set();
  constructor(o) {
    Object.assign(this, o);
    fs.mkdirSync(o.dir, { recursive: true });
    this.file = path.join(o.dir, 'log');
    const C = fs.constants;
    if (o.sync === 'lmdb')
      this.ready = import('lmdb').then((l) => {
        this.env = l.open({ path: path.join(o.dir, 'lmdb'), mapSize: 8 << 30, overlappingSync: LMDB_FLUSHED });
        this.main = this.env.openDB({ name: 'log', encoding: 'binary', keyEncoding: 'uint32' });
        this.byStream = this.env.openDB({ name: 'stream', encoding: 'binary' });
      });
    else {
      this.fd = fs.openSync(
        this.file,
        C.O_RDWR | C.O_CREAT | C.O_TRUNC | (o.sync === 'dsync' || o.sync === 'prealloc' ? C.O_DSYNC : 0),
        0o600,
      );
      const h = Buffer.alloc(16);
      h.write('MCFLOOR1');
      fs.writeSync(this.fd, h, 0, 16, 0);
      this.zeroed = 16;
      if (o.sync === 'prealloc') {
        this.zfd = fs.openSync(this.file, C.O_RDWR);
        this.zero(true);
      }
      fs.fsyncSync(this.fd);
    }
    this.newChunk(0);
  }
  zero(now) {
    const z = Buffer.alloc(4 << 20),
      to = this.zeroed + AHEAD;
    const sync = () => fs.fsyncSync(this.zfd);
    if (now) {
      for (; this.zeroed < to; this.zeroed += z.length) fs.writeSync(this.zfd, z, 0, z.length, this.zeroed);
      return sync();
    }
    if (this.zeroing) return;
    this.zeroing = true;
    let at = this.zeroed;
    const next = () =>
      at < to
        ? fs.write(this.zfd, z, 0, z.length, at, (e) => {
            if (e) throw e;
            at += z.length;
            setTimeout(next, 5);
          })
        : fs.fsync(this.zfd, () => {
            this.zeroed = at;
            this.zeroing = false;
          });
    next();
  }
  newChunk(n) {
    if (this.buf && this.o > this.from) this.segs.push(this.buf.subarray(this.from, this.o));
    this.buf = Buffer.allocUnsafeSlow(Math.max(CHUNK, n));
    this.o = this.from = 0;
  }
  /** done({rev, pos}) after the flush, or {wrong: current} at once. */
  append(nameB, expected, events, done) {
    const name = nameB.latin1Slice();
    let s = this.streams.get(name);
    if (!s) this.streams.set(name, (s = { last: -1, at: [], first: [] }));
    if (expected !== ANY && !(expected === EXISTS && s.last >= 0) && expected !== s.last)
      return this.repeated(s, expected, events, done) || done({ wrong: s.last });
    if (!events.length) return done({ rev: s.last, pos: this.end });
    const created = T(Date.now() + '0000'),
      first = s.last + 1,
      start = this.end;
    let size = 8;
    const lens = [];
    for (let i = 0; i < events.length; i++) {
      const e = events[i],
        at = start + size,
        idL = blen(e.id.length),
        stL = blen(nameB.length),
        m = (x) => blen(x); // sizes
      const m1 = m(4) + m(e.type.length),
        m2 = m(12) + m(e.ct.length),
        m3 = m(7) + m(created.length);
      const rec =
        blen(idL) +
        blen(stL) +
        1 +
        vlen(first + i) +
        2 * (1 + vlen(at)) +
        blen(m1) +
        blen(m2) +
        blen(m3) +
        (e.meta.length ? blen(e.meta.length) : 0) +
        (e.data.length ? blen(e.data.length) : 0);
      const inner = blen(rec) + 1 + vlen(at),
        msg = blen(inner);
      lens.push(rec, inner, msg, idL, stL, m1, m2, m3, at);
      size += 5 + msg;
    }
    if (this.o + size > this.buf.length) this.newChunk(size);
    const b = this.buf,
      f = this.o;
    let o = f + 8;
    for (let i = 0; i < events.length; i++) {
      const e = events[i],
        [rec, inner, msg, idL, stL, m1, m2, m3, at] = lens.slice(i * 9, i * 9 + 9);
      b[o++] = 0;
      b.writeUInt32BE(msg, o);
      o += 4;
      b[o++] = 0x0a;
      o = wv(b, o, inner);
      b[o++] = 0x0a;
      o = wv(b, o, rec);
      b[o++] = 0x0a;
      o = wv(b, o, idL);
      o = wb(b, o, 0x12, e.id);
      b[o++] = 0x12;
      o = wv(b, o, stL);
      o = wb(b, o, 0x1a, nameB);
      b[o++] = 0x18;
      o = wv(b, o, first + i);
      b[o++] = 0x20;
      o = wv(b, o, at);
      b[o++] = 0x28;
      o = wv(b, o, at);
      b[o++] = 0x32;
      o = wv(b, o, m1);
      o = wb(b, o, 0x0a, TYPE);
      o = wb(b, o, 0x12, e.type);
      b[o++] = 0x32;
      o = wv(b, o, m2);
      o = wb(b, o, 0x0a, CT);
      o = wb(b, o, 0x12, e.ct);
      b[o++] = 0x32;
      o = wv(b, o, m3);
      o = wb(b, o, 0x0a, CREATED);
      o = wb(b, o, 0x12, created);
      if (e.meta.length) o = wb(b, o, 0x3a, e.meta);
      if (e.data.length) o = wb(b, o, 0x42, e.data);
      b[o++] = 0x18;
      o = wv(b, o, at);
    }
    if (o !== f + size) throw new Error('size');
    const body = b.subarray(f + 8, o);
    b.writeUInt32LE(size - 8, f);
    b.writeUInt32LE(crc32(body), f + 4);
    this.o = o;
    this.end += size;
    s.last = first + events.length - 1;
    this.queue.push({ s, first, body, off: start + 8, done, rev: s.last, pos: lens[lens.length - 1], name });
    if (!this.running) {
      this.running = true;
      setImmediate(() => this.flush());
    }
  }
  /** The same events again under the same expected revision: the same answer. */
  repeated(s, expected, events, done) {
    if (expected < -1 || expected > s.last || !events.length) return false;
    let r = expected;
    const rec = this.readStream(s, expected + 1, events.length);
    if (rec.length < events.length) return false;
    for (const m of rec) if (!m.includes(events[r++ - expected].id)) return false;
    const a = { rev: r, pos: this.end };
    if (this.queue.length || this.running) this.queue.push({ done, ...a });
    else done(a);
    return true;
  }
  async flush() {
    try {
      while (this.queue.length) {
        const q = this.queue,
          segs = this.segs;
        this.queue = [];
        this.segs = [];
        if (this.o > this.from) segs.push(this.buf.subarray(this.from, this.o));
        this.from = this.o;
        const at = this.synced || 16;
        let n = 0;
        for (const x of segs) n += x.length;
        if (this.env) {
          let p,
            i = this.offs.length;
          for (const x of q)
            if (x.body) {
              this.main.put(i, x.body);
              p = this.byStream.put([x.name, x.first], T(String(i++)));
            }
          await p;
          if (LMDB_FLUSHED) await this.env.flushed;
        } else if (n) {
          if (this.sync === 'prealloc' && at + n + (AHEAD >> 1) > this.zeroed) this.zero(at + n > this.zeroed);
          const w =
            this.io === 'sync' ? fs.writevSync(this.fd, segs, at) : (await writev(this.fd, segs, at)).bytesWritten;
          if (w !== n) throw new Error('short write');
          if (this.sync === 'fdatasync') this.io === 'sync' ? fs.fdatasyncSync(this.fd) : await fdatasync(this.fd);
        }
        this.synced = at + n;
        this.flushes++;
        for (const x of q) {
          if (x.body) {
            x.s.at.push(this.offs.length);
            x.s.first.push(x.first);
            this.offs.push(x.off);
            this.bufs.push(x.body);
            this.cached += x.body.length;
            while (this.cached > CACHE) {
              this.cached -= this.bufs[this.evict].length;
              this.bufs[this.evict++] = null;
            }
          }
          x.done(x);
        }
        for (const l of this.listeners) l();
      }
    } catch (e) {
      console.error('FATAL: log write failed', e);
      process.exit(1);
    } // never go on after a failed write
    this.running = false;
    if (this.queue.length) {
      this.running = true;
      setImmediate(() => this.flush());
    }
  }
  body(i) {
    if (this.bufs[i]) return this.bufs[i];
    if (this.env) return this.main.get(i);
    const h = Buffer.alloc(4);
    fs.readSync(this.fd, h, 0, 4, this.offs[i] - 8);
    const b = Buffer.allocUnsafe(h.readUInt32LE());
    fs.readSync(this.fd, b, 0, b.length, this.offs[i]);
    return b;
  }
  readStream(s, from, max) {
    const out = [];
    let k = s.first.findLastIndex((f) => f <= from);
    for (k = Math.max(k, 0); k < s.at.length && out.length < max; k++) {
      let r = s.first[k];
      for (const m of messages(this.body(s.at[k]))) if (r++ >= from && out.length < max) out.push(m);
    }
    return out;
  }
  indexAfter(pos) {
    let a = 0,
      b = this.offs.length;
    while (a < b) {
      const m = (a + b) >>> 1;
      if (this.offs[m] + this.body(m).length <= pos) a = m + 1;
      else b = m;
    }
    return a;
  }
}
