// The agent process: takes dispatches over socket.io, does nothing, reports results and waits for the acknowledgement (sent after the append).
// frames: 0 = one message per step, 1 = what is there at once goes in one message, 2 = and acknowledgements ride with the next dispatches
import { io } from 'socket.io-client';
const [, , port, frames] = process.argv,
  s = io('http://127.0.0.1:' + port, { transports: ['websocket'] });
let out = [];
const work = (d) => ({
  runId: d.runId,
  leaseId: d.leaseId,
  stepId: d.stepId,
  output: { ok: true, step: d.stepId, text: 'x'.repeat(64) },
  usage: { inputTokens: 1200, outputTokens: 340 },
});
let seq = 0;
const sent = new Map();
const report = (x) => {
  sent.set(++seq, x);
  frames === '2' ? s.emit('results', x, seq) : s.emit('results', x, seq, sent.delete.bind(sent, seq));
}; // kept until acknowledged: an agent resends after a reconnect
const flush = () => {
  const x = out;
  out = [];
  report(x);
};
s.on('dispatch', (list) => {
  for (const d of list) {
    if (d.ack) sent.delete(d.ack);
    else if (frames === '0') report([work(d.step)]);
    else {
      if (!out.length) setImmediate(flush);
      out.push(work(d.step));
    }
  }
});
process.on('disconnect', () => process.exit(0));
