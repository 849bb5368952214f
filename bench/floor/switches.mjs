// The floor's switches are environment variables. The first value is the default:
//   CODEC 3 own appendToStream on the client's channel | 2 the client's, encoder by hand | 1 two patched methods | 0 untouched
//   APPENDS 1 completed and the next dispatched in one append | 2 two appends
//   FEED 0 react after the acknowledgement | 1 when the event comes back by subscribeToAll
//   INBOX coalesce what waits for a run is one append | serial one append per command | pipe the same, not waiting
//   CLIENT batch | unary (CODEC 0 to 2)
//   FRAMES 2 one message for all that is there, acknowledgements ride along | 1 acknowledged apart | 0 one message per step
//   SYNC prealloc | dsync | fdatasync | lmdb | none       IO sync | async       API http2 | grpc
//   PLACE process | worker | same       PROJ off | same | process (PROJ_COMMIT=async, PROJ_EVERY=ms)
//   SELFWARM=n appends before the first run       WARM=n runs before the chain is timed (5)
//   SPLIT=1 CPU seconds per process       VERIFY=1 reads the log back (events, completed steps, events of the first run)
export const E = (name, otherwise) => process.env[name] ?? otherwise;
export const APPENDS = E('APPENDS', '1');
export const FEED = E('FEED', '0') === '1';
export const INBOX = E('INBOX', 'coalesce');
export const CLIENT = E('CLIENT', 'batch');
export const CODEC = E('CODEC', '3');
export const FRAMES = E('FRAMES', '2');
export const PLACE = E('PLACE', 'process');
export const PROJ = E('PROJ', 'off');
export const STORE = { sync: E('SYNC', 'prealloc'), io: E('IO', 'sync'), api: E('API', 'http2') };
