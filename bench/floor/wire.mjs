// EventStoreDB's protobuf by hand: both sides of what an append says.
export const vlen = (n) =>
  n < 0x80 ? 1 : n < 0x4000 ? 2 : n < 0x200000 ? 3 : n < 0x10000000 ? 4 : 1 + vlen(Math.floor(n / 128));
export const wv = (b, o, n) => {
  while (n >= 0x80) {
    b[o++] = (n % 128) | 0x80;
    n = Math.floor(n / 128);
  }
  b[o++] = n;
  return o;
};
export const wb = (b, o, tag, x) => {
  b[o++] = tag;
  o = wv(b, o, x.length);
  b.set(x, o);
  return o + x.length;
};
export const blen = (n) => 1 + vlen(n) + n;
export function* fields(b, o = 0, end = b.length) {
  while (o < end) {
    const tag = b[o++];
    let n = 0,
      m = 1,
      x;
    do {
      x = b[o++];
      n += (x & 127) * m;
      m *= 128;
    } while (x & 128);
    if ((tag & 7) === 2) {
      yield [tag >> 3, o, n];
      o += n;
    } else yield [tag >> 3, o, n, true];
  }
}
export const T = (s) => Buffer.from(s),
  TYPE = T('type'),
  CT = T('content-type'),
  CREATED = T('created');
const uuidOf = (b) => {
  for (const [f, o, n] of fields(b)) {
    if (f === 2) return b.subarray(o, o + n);
    const h = Buffer.alloc(16);
    for (const [g, , v] of fields(b, o, o + n)) h.writeBigUInt64BE(BigInt(v), g === 1 ? 0 : 8);
    const s = h.toString('hex');
    return T(`${s.slice(0, 8)}-${s.slice(8, 12)}-${s.slice(12, 16)}-${s.slice(16, 20)}-${s.slice(20)}`);
  }
};
export const EMPTY = Buffer.alloc(0);
export function proposed(b) {
  // ProposedMessage of Append and of BatchAppend: the same fields
  const e = { id: null, type: EMPTY, ct: EMPTY, meta: EMPTY, data: EMPTY };
  for (const [f, o, n] of fields(b)) {
    if (f === 1) e.id = uuidOf(b.subarray(o, o + n));
    else if (f === 2) {
      const kl = b[o + 1],
        k = b[o + 2],
        v = o + 2 + kl + 1;
      let l = 0,
        m = 1,
        p = v,
        x;
      do {
        x = b[p++];
        l += (x & 127) * m;
        m *= 128;
      } while (x & 128);
      if (k === 0x74) e.type = b.subarray(p, p + l);
      else e.ct = b.subarray(p, p + l);
    } else if (f === 3) e.meta = b.subarray(o, o + n);
    else if (f === 4) e.data = b.subarray(o, o + n);
  }
  return e;
}
export const streamName = (b, o, n) => {
  for (const [f, p, l] of fields(b, o, o + n)) if (f === 3) return b.subarray(p, p + l);
  return EMPTY;
};
export const ANY = -2,
  NO_STREAM = -1,
  EXISTS = -4;

export const messages = (b) => {
  const out = [];
  for (let o = 0; o < b.length;) {
    const l = 5 + b.readUInt32BE(o + 1);
    out.push(b.subarray(o, o + l));
    o += l;
  }
  return out;
};
export const frame = (b) => {
  const f = Buffer.allocUnsafe(5 + b.length);
  f[0] = 0;
  f.writeUInt32BE(b.length, 1);
  f.set(b, 5);
  return f;
};
export const msg = (tag, b) => {
  const x = Buffer.alloc(blen(b.length));
  wb(x, 0, tag, b);
  return x;
};
export const num = (tag, n) => {
  const x = Buffer.alloc(1 + vlen(n));
  x[0] = tag;
  wv(x, 1, n);
  return x;
};
