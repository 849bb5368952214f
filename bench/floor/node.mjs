// A small event store node: EventStoreDB's gRPC protocol over node:http2 or grpc-js, an append-only log with group commit.
// Enough for the floor and no more: appends with an expected revision (batch and unary), read and subscribe $all, read a stream, server features.
// Left out: recovery on start, deletes, metadata streams, links, filters, persistent subscriptions, de-duplication of ANY.
//   API = http2 (framing by hand, one write per flush and call) | grpc (grpc-js); SYNC and IO: log.mjs
import http2 from 'node:http2';
import { parentPort, workerData, isMainThread } from 'node:worker_threads';
import { Log } from './log.mjs';
import { PATHS, services } from './services.mjs';
import { messages } from './wire.mjs';

const waits = new WeakMap(),
  drained = (st) => {
    let w = waits.get(st);
    if (!w)
      waits.set(
        st,
        (w = new Promise((r) => {
          const f = () => {
            st.off('drain', f);
            st.off('close', f);
            waits.delete(st);
            r();
          };
          st.on('drain', f);
          st.on('close', f);
        })),
      );
    return w;
  };

function serveHttp2(svc) {
  const server = http2.createServer({ noDelay: true, settings: { initialWindowSize: 4 << 20 } });
  server.on('session', (s) => {
    s.setLocalWindowSize(16 << 20);
    s.on('error', () => {});
  });
  server.on('stream', (st, h) => {
    const m = PATHS[h[':path']];
    const trailers = { 'grpc-status': '0' };
    st.on('error', () => {});
    if (!m)
      return st.respond(
        { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '12' },
        { endStream: true },
      );
    st.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    st.on('wantTrailers', () => st.sendTrailers(trailers));
    const call = {
      closed: () => st.destroyed || st.closed,
      send: (b) => (st.destroyed || st.write(b) ? undefined : drained(st)),
      end(code = 0, text = '') {
        trailers['grpc-status'] = String(code);
        if (text) trailers['grpc-message'] = text;
        st.end();
      },
    };
    const c = svc[m](call);
    let rest = null;
    st.on('data', (d) => {
      let b = rest ? Buffer.concat([rest, d]) : d,
        o = 0;
      while (b.length - o >= 5) {
        const l = b.readUInt32BE(o + 1);
        if (b.length - o - 5 < l) break;
        c.message(b.subarray(o + 5, o + 5 + l));
        o += 5 + l;
      }
      rest = o < b.length ? b.subarray(o) : null;
    });
    st.on('end', () => c.end());
  });
  return new Promise((r) => server.listen(0, '127.0.0.1', () => r(server.address().port)));
}
async function serveGrpc(svc) {
  const grpc = (await import('@grpc/grpc-js')).default,
    raw = (x) => x,
    s = new grpc.Server({ 'grpc.max_receive_message_length': 17 << 20 }),
    by = {},
    impl = {};
  for (const [p, m] of Object.entries(PATHS)) {
    const unary = m === 'getSupportedMethods',
      up = m === 'append' || m === 'batchAppend',
      down = m === 'batchAppend' || m === 'read';
    by[m] = {
      path: p,
      requestStream: up,
      responseStream: down,
      requestSerialize: raw,
      requestDeserialize: raw,
      responseSerialize: raw,
      responseDeserialize: raw,
    };
    impl[m] = (call, cb) => {
      let last;
      const c = svc[m]({
        closed: () => call.cancelled || call.destroyed,
        send: (b) => {
          if (!down) {
            last = b.subarray(5);
            return;
          }
          let ok = true;
          for (const x of messages(b)) ok = call.write(x.subarray(5));
          return ok ? undefined : drained(call);
        },
        end: (code, details) => (down ? (code ? call.emit('error', { code, details }) : call.end()) : cb(null, last)),
      });
      if (up) {
        call.on('data', (b) => c.message(b));
        call.on('end', () => c.end());
        call.on('error', () => {});
      } else {
        c.message(call.request);
        c.end();
      }
    };
  }
  s.addService(by, impl);
  return new Promise((r, j) =>
    s.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (e, p) => (e ? j(e) : r(p))),
  );
}
export async function start({ dir, sync = 'prealloc', io = 'sync', api = 'http2' }) {
  const log = new Log({ dir, sync, io });
  await log.ready;
  const svc = services(log);
  return { port: await (api === 'grpc' ? serveGrpc : serveHttp2)(svc), log };
}
if (!isMainThread && workerData?.floor) parentPort.postMessage((await start(workerData.floor)).port);
else if (process.argv[1] === import.meta.filename) {
  const { port } = await start(JSON.parse(process.argv[2]));
  process.send?.(port);
  process.on('disconnect', () => process.exit(0));
}
