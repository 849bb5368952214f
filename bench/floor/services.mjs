// The services of the node. call = { send(framed messages), end(status?, details?), closed() }; each returns its handler of messages.
import { randomUUID } from 'node:crypto';
import {
  ANY,
  EMPTY,
  EXISTS,
  NO_STREAM,
  T,
  blen,
  fields,
  frame,
  messages,
  msg,
  num,
  proposed,
  streamName,
  vlen,
  wb,
  wv,
} from './wire.mjs';
export const services = (log) => {
  const expectedOf = {
    batch: (f, n) => (f === 2 ? n : f === 3 ? NO_STREAM : f === 4 ? ANY : f === 5 ? EXISTS : undefined),
  };
  return {
    batchAppend(call) {
      const open = new Map();
      let out = null,
        pending = 0,
        ended = false;
      const reply = (b) => {
        if (!out) {
          out = [];
          queueMicrotask(() => {
            const o = out;
            out = null;
            call.send(o.length === 1 ? o[0] : Buffer.concat(o));
            if (ended && !pending) call.end();
          });
        }
        out.push(b);
      };
      const answer = (cor, sid, exp, x) => {
        pending--;
        if (x.wrong !== undefined) {
          const w = Buffer.concat([
            x.wrong < 0 ? msg(0x12, EMPTY) : num(0x08, x.wrong),
            exp >= 0 ? num(0x18, exp) : msg(exp === ANY ? 0x22 : exp === EXISTS ? 0x2a : 0x32, EMPTY),
          ]);
          const any = Buffer.concat([
            msg(0x0a, T('type.googleapis.com/event_store.client.WrongExpectedVersion')),
            msg(0x12, w),
          ]);
          return reply(
            frame(
              Buffer.concat([
                msg(0x0a, cor),
                msg(0x12, Buffer.concat([num(0x08, 6), msg(0x12, T('WrongExpectedVersion')), msg(0x1a, any)])),
                msg(0x22, sid),
              ]),
            ),
          );
        }
        const p = 2 + 2 * vlen(x.pos),
          s = 1 + vlen(x.rev) + 1 + vlen(p) + p,
          n = blen(cor.length) + blen(s) + blen(sid.length),
          b = Buffer.allocUnsafe(5 + n);
        let o = 5;
        b[0] = 0;
        b.writeUInt32BE(n, 1);
        o = wb(b, o, 0x0a, cor);
        b[o++] = 0x1a;
        o = wv(b, o, s);
        b[o++] = 0x08;
        o = wv(b, o, x.rev);
        b[o++] = 0x1a;
        o = wv(b, o, p);
        b[o++] = 0x08;
        o = wv(b, o, x.pos);
        b[o++] = 0x10;
        o = wv(b, o, x.pos);
        wb(b, o, 0x22, sid);
        reply(b);
      };
      return {
        end() {
          ended = true;
          if (!pending) call.end();
        },
        message(b) {
          let cor,
            sid,
            name,
            exp = NO_STREAM,
            final = false,
            evs = [];
          for (const [f, o, n] of fields(b)) {
            if (f === 1) cor = b.subarray(o, o + n);
            else if (f === 2) {
              for (const [g, p, l, v] of fields(b, o, o + n))
                if (g === 1) {
                  sid = b.subarray(p, p + l);
                  name = streamName(b, p, l);
                } else exp = expectedOf.batch(g, l) ?? exp;
            } else if (f === 3) evs.push(proposed(b.subarray(o, o + n)));
            else if (f === 4) final = !!n;
          }
          const key = open.size || !final || !name ? cor.latin1Slice() : '';
          let w = key && open.get(key);
          if (w) {
            w.evs.push(...evs);
            ({ sid, name, exp, evs } = w);
          } else if (!final) open.set(key, { sid, name, exp, evs });
          if (!final) return;
          if (w) open.delete(key);
          pending++;
          log.append(name, exp, evs, (x) => answer(cor, sid, exp, x));
        },
      };
    },
    append(call) {
      let name,
        exp = ANY;
      const evs = [];
      return {
        message(b) {
          for (const [f, o, n] of fields(b)) {
            if (f === 1)
              for (const [g, p, l] of fields(b, o, o + n)) {
                if (g === 1) name = streamName(b, p, l);
                else exp = g === 2 ? l : g === 3 ? NO_STREAM : g === 4 ? ANY : EXISTS;
              }
            else if (f === 2) evs.push(proposed(b.subarray(o, o + n)));
          }
        },
        end() {
          log.append(name, exp, evs, (x) => {
            const r =
              x.wrong !== undefined
                ? msg(
                    0x12,
                    Buffer.concat([
                      x.wrong < 0 ? msg(0x3a, EMPTY) : num(0x30, x.wrong),
                      exp >= 0 ? num(0x40, exp) : msg(exp === ANY ? 0x4a : exp === EXISTS ? 0x52 : 0x5a, EMPTY),
                    ]),
                  )
                : msg(
                    0x0a,
                    Buffer.concat([num(0x08, x.rev), msg(0x1a, Buffer.concat([num(0x08, x.pos), num(0x10, x.pos)]))]),
                  );
            call.send(frame(r));
            call.end();
          });
        },
      };
    },
    read(call) {
      return {
        end() {},
        async message(b) {
          let stream,
            from = 0,
            pos = -1,
            count = Infinity,
            sub = false,
            back = false,
            atEnd = false;
          for (const [f, o, n] of fields(b))
            if (f === 1)
              for (const [g, p, l, v] of fields(b, o, o + n)) {
                if (g === 1) {
                  for (const [h, q, k] of fields(b, p, p + l))
                    if (h === 1) stream = streamName(b, q, k).latin1Slice();
                    else if (h === 2) from = k;
                    else if (h === 4) atEnd = true;
                } else if (g === 2) {
                  for (const [h, q, k] of fields(b, p, p + l))
                    if (h === 1) {
                      for (const [i, , c] of fields(b, q, q + k)) if (i === 1) pos = c;
                    } else if (h === 3) atEnd = true;
                } else if (g === 3) back = l === 1;
                else if (g === 5) count = l;
                else if (g === 6) sub = true;
              }
          if (back || (sub && stream)) return call.end(12, 'not in the floor');
          if (stream !== undefined) {
            const s = log.streams.get(stream);
            if (!s) {
              call.send(frame(msg(0x22, msg(0x0a, msg(0x1a, T(stream))))));
              return call.end();
            }
            const m = log.readStream(s, from, count);
            if (m.length) call.send(Buffer.concat(m));
            return call.end();
          }
          let i = atEnd ? log.offs.length : pos < 0 ? 0 : log.indexAfter(pos),
            live = false,
            busy = false;
          if (!sub) {
            let n = 0;
            for (; i < log.offs.length && n < count; i++)
              for (const m of messages(log.body(i))) if (n++ < count) await call.send(m);
            return call.end();
          }
          call.send(frame(msg(0x12, msg(0x0a, T(randomUUID())))));
          const go = async () => {
            if (busy) return;
            busy = true;
            while (!call.closed()) {
              const out = [];
              let n = 0;
              while (i < log.offs.length && n < 262144) {
                const x = log.body(i++);
                out.push(x);
                n += x.length;
              }
              if (out.length) {
                await call.send(out.length === 1 ? out[0] : Buffer.concat(out, n));
                continue;
              }
              if (!live) {
                live = true;
                call.send(frame(msg(0x42, EMPTY)));
              }
              break;
            }
            busy = false;
            if (call.closed()) log.listeners.delete(go);
            else if (i < log.offs.length) go();
          };
          log.listeners.add(go);
          go();
        },
      };
    },
    getSupportedMethods(call) {
      const S = 'event_store.client.streams.streams';
      const m = ['append', 'batchappend', 'read'].map((x) =>
        msg(0x0a, Buffer.concat([msg(0x0a, T(x)), msg(0x12, T(S))])),
      );
      return {
        message() {
          call.send(frame(Buffer.concat([...m, msg(0x12, T('23.10.6'))])));
          call.end();
        },
        end() {},
      };
    },
  };
};
export const PATHS = {
  '/event_store.client.streams.Streams/BatchAppend': 'batchAppend',
  '/event_store.client.streams.Streams/Append': 'append',
  '/event_store.client.streams.Streams/Read': 'read',
  '/event_store.client.server_features.ServerFeatures/GetSupportedMethods': 'getSupportedMethods',
};
