// What the client spends per append is mostly google-protobuf: data goes through base64 and is decoded twice by a JavaScript loop. Three remedies, each on top of the real client:
//   CODEC=1  patches two methods of the generated ProposedMessage (native base64, no second serialisation just to learn the size)
//   CODEC=2  StreamsClient.batchAppend with a request encoder and a response decoder by hand; calls, channel, errors stay the client's
//   CODEC=3  appendToStream replaced: same channel and stream, no jspb objects unless it failed; a broken stream rejects its own appends only
import { createRequire } from 'node:module';
import { randomUUID } from 'node:crypto';
import { blen, fields, vlen, wv } from './wire.mjs';
const require = createRequire(import.meta.url),
  { StreamsClient, StreamsService } = require('@eventstore/db-client/generated/streams_grpc_pb'),
  { BatchAppendReq, BatchAppendResp } = require('@eventstore/db-client/generated/streams_pb'),
  { unpackToCommandError } = require('@eventstore/db-client/dist/streams/appendToStream/unpackError');
const b64len = (s) => (s.length >> 2) * 3 - (s.endsWith('==') ? 2 : s.endsWith('=') ? 1 : 0);
const CT = {
  'application/json': Buffer.from([
    0x12,
    32,
    0x0a,
    12,
    ...Buffer.from('content-type'),
    0x12,
    16,
    ...Buffer.from('application/json'),
  ]),
};
/** options = the request's Options message, encoded, or undefined; events = [{ id, type, meta: Uint8Array, data: string, b64: is base64 }] -> BatchAppendReq */
function encode(cor, options, events, final) {
  let n = blen(38) + (options ? blen(options.length) : 0) + (final ? 2 : 0);
  const sizes = [];
  for (const e of events) {
    const d = e.b64 ? b64len(e.data) : Buffer.byteLength(e.data),
      t = Buffer.byteLength(e.type),
      m = blen(blen(4) + blen(t)),
      s = blen(38) + m + 34 + (e.meta.length ? blen(e.meta.length) : 0) + (d ? blen(d) : 0);
    sizes.push(d, t, s);
    n += blen(s);
  }
  const b = Buffer.allocUnsafe(n);
  let o = 0;
  b[o++] = 0x0a;
  b[o++] = 38;
  b[o++] = 0x12;
  b[o++] = 36;
  o += b.latin1Write(cor, o, 36);
  if (options) {
    b[o++] = 0x12;
    o = wv(b, o, options.length);
    b.set(options, o);
    o += options.length;
  }
  for (let i = 0; i < events.length; i++) {
    const e = events[i],
      d = sizes[3 * i],
      t = sizes[3 * i + 1];
    b[o++] = 0x1a;
    o = wv(b, o, sizes[3 * i + 2]);
    b[o++] = 0x0a;
    b[o++] = 38;
    b[o++] = 0x12;
    b[o++] = 36;
    o += b.latin1Write(e.id, o, 36);
    b[o++] = 0x12;
    o = wv(b, o, 6 + blen(t));
    b[o++] = 0x0a;
    b[o++] = 4;
    o += b.latin1Write('type', o, 4);
    b[o++] = 0x12;
    o = wv(b, o, t);
    o += b.utf8Write(e.type, o, t);
    b.set(CT['application/json'], o);
    o += 34;
    if (e.meta.length) {
      b[o++] = 0x1a;
      o = wv(b, o, e.meta.length);
      b.set(e.meta, o);
      o += e.meta.length;
    }
    if (d) {
      b[o++] = 0x22;
      o = wv(b, o, d);
      o += e.b64 ? b.base64Write(e.data, o, d) : b.utf8Write(e.data, o, d);
    }
  }
  if (final) {
    b[o++] = 0x20;
    b[o++] = 1;
  }
  if (o !== n) throw new Error(`encoder: ${o} of ${n}`);
  return b;
}
function decode(b) {
  let cor, rev, pos;
  for (const [f, o, n] of fields(b, 0, b.length)) {
    if (f === 1) {
      if (b[o] !== 0x12) return null;
      cor = b.latin1Slice(o + 2, o + 38);
    } else if (f === 2) return null;
    else if (f === 3)
      for (const [g, p, l] of fields(b, o, o + n)) {
        if (g === 1) rev = l;
        else if (g === 3) for (const [h, , v] of fields(b, p, p + l)) if (h === 1) pos = v;
      }
  }
  return { cor, rev, pos };
}
const resp = (b) => {
  const r = decode(b);
  if (!r || r.rev === undefined) return BatchAppendResp.deserializeBinary(new Uint8Array(b));
  const p = r.pos === undefined ? undefined : { getCommitPosition: () => r.pos, getPreparePosition: () => r.pos };
  return {
    getCorrelationId: () => ({ hasStructured: () => false, getString: () => r.cor }),
    hasError: () => false,
    getSuccess: () => ({ getCurrentRevision: () => r.rev, getPosition: () => p }),
  };
};
const req = (m) => {
  const opt = m.getOptions();
  return encode(
    m.getCorrelationId().getString(),
    opt && Buffer.from(opt.serializeBinary()),
    m.getProposedMessagesList().map((e) => ({
      id: e.getId().getString(),
      type: e.getMetadataMap().get('type'),
      meta: e.getCustomMetadata(),
      data: e.getData(),
      b64: true,
    })),
    m.getIsFinal(),
  );
};
export function fastCodec(level, client) {
  if (level === '1' || level === '2') {
    const P = BatchAppendReq.ProposedMessage.prototype;
    P.serializeBinary = function () {
      return { length: ((this.getData().length * 3) >> 2) + this.getCustomMetadata().length + 150 };
    };
    if (level === '1') {
      const set = P.setData;
      P.setData = function (v) {
        return set.call(this, typeof v === 'string' ? new Uint8Array(Buffer.from(v, 'base64')) : v);
      };
    }
  }
  const open = (c) => c.makeBidiStreamRequest.bind(c, StreamsService.batchAppend.path);
  if (level === '2')
    StreamsClient.prototype.batchAppend = function (md, o) {
      return this.makeBidiStreamRequest(StreamsService.batchAppend.path, req, resp, md, o);
    };
  if (level === '3') {
    const waiting = new Map();
    let stream, opening;
    const connect = async () => {
      const c = await client.getGRPCClient(StreamsClient, 'append'),
        s = open(c)(
          (x) => x,
          (x) => decode(x) ?? BatchAppendResp.deserializeBinary(new Uint8Array(x)),
        );
      s.on('data', (r) => {
        const cor = r.cor ?? r.getCorrelationId().getString(),
          w = waiting.get(cor);
        waiting.delete(cor);
        if (!w) return;
        if (r.cor)
          w.ok({
            success: true,
            nextExpectedRevision: BigInt(r.rev),
            position: { commit: BigInt(r.pos), prepare: BigInt(r.pos) },
          });
        else w.no(unpackToCommandError(r.getError(), w.name));
      });
      s.on('error', (e) => {
        stream = opening = undefined;
        const all = [...waiting.values()];
        waiting.clear();
        for (const w of all) w.no(e);
      });
      stream = s;
    };
    client.appendToStream = (name, events, { expectedRevision }) =>
      new Promise((ok, no) => {
        const cor = randomUUID(),
          nm = Buffer.from(name),
          sid = blen(nm.length),
          none = expectedRevision === 'no_stream',
          rev = none ? 0 : Number(expectedRevision),
          opt = Buffer.allocUnsafe(blen(sid) + (none ? 2 : 1 + vlen(rev)));
        let o = 0;
        opt[o++] = 0x0a;
        o = wv(opt, o, sid);
        opt[o++] = 0x1a;
        o = wv(opt, o, nm.length);
        opt.set(nm, o);
        o += nm.length;
        if (none) {
          opt[o++] = 0x1a;
          opt[o++] = 0;
        } else {
          opt[o++] = 0x10;
          o = wv(opt, o, rev);
        }
        waiting.set(cor, { ok, no, name });
        const b = encode(
          cor,
          opt,
          events.map((e) => ({ id: e.id, type: e.type, meta: e.metadata, data: JSON.stringify(e.data), b64: false })),
          true,
        );
        if (stream) stream.write(b);
        else (opening ??= connect()).then(() => stream.write(b), no);
      });
  }
}
