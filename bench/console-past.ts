import { z } from 'zod';
import type { BenchPage } from './console-page.js';

/** Long enough for the neighbours of an event to be read ahead, as between the presses of a key. */
const REST_MS = 250;
const STEPS = 40;
const JUMPS = 20;

/** In the page: from what a person does until the page that shows the event has been drawn, in milliseconds. */
const PROBE = `
bench.shown = (event, act) => new Promise((done, failed) => {
  const banner = () => document.querySelector('section[aria-label="The past"]')?.textContent ?? '';
  const there = () => banner().includes('event #' + event.toLocaleString('en-US') + ' of') && banner().includes(' ago.');
  const began = performance.now();
  const drawn = () => requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
  const observer = new MutationObserver(() => there() && (observer.disconnect(), drawn()));
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  setTimeout(() => failed(new Error('Event ' + event + ' was not shown within 10 s, but: ' + banner())), 10_000);
  act();
});
bench.press = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
bench.drag = (event) => {
  const scrubber = document.querySelector('input[aria-label="Event of the run"]');
  scrubber.value = String(event);
  scrubber.dispatchEvent(new InputEvent('input', { bubbles: true }));
};
`;

/**
 * Steps of the scrubber through a run, forwards and back from its middle, and jumps to anywhere, under one tab: each from the key or the drag until
 * the page that shows that event has been drawn. `cpuMs`: what a step costs the page's main thread, with what is read ahead for the next one.
 */
export async function scrubbed(
  of: BenchPage,
  { runId, events }: { readonly runId: string; readonly events: number },
  tab: string,
): Promise<{ readonly steps: number[]; readonly jumps: number[]; readonly cpuMs: number }> {
  let at = Math.floor(events / 2);
  await of.usable(`/runs/${runId}?tab=${tab}&at=${at}`, 'section[aria-label="What this event changed"]');
  await of.page.getByRole('group', { name: 'Time travel' }).waitFor();
  await of.page.getByRole('slider', { name: 'Event of the run' }).waitFor();
  await of.page.waitForLoadState('networkidle');
  await of.page.evaluate(PROBE);
  // Of the thread, not of the clock: what else runs on the machine does not matter.
  await of.cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busyMs = async (): Promise<number> => {
    const { metrics } = await of.cdp.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1_000;
  };
  const timed = (event: number, act: string): Promise<number> =>
    of.value(z.number(), `bench.shown(${event}, () => ${act})`);
  const rest = () => of.page.waitForTimeout(REST_MS);
  const before = await busyMs();
  const steps: number[] = [];
  for (let i = 0; i < STEPS; i++) {
    const by = i < STEPS / 2 ? 1 : -1;
    at += by;
    steps.push(await timed(at, `bench.press('${by === 1 ? '.' : ','}')`));
    await rest();
  }
  const cpuMs = ((await busyMs()) - before) / STEPS;
  const jumps: number[] = [];
  for (let i = 0; i < JUMPS; i++) {
    at = (at + 3_571) % events;
    jumps.push(await timed(at, `bench.drag(${at})`));
    await rest();
  }
  return { steps, jumps, cpuMs };
}
