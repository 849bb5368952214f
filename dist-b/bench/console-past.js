import { z } from "zod";
const REST_MS = 250, STEPS = 40, JUMPS = 20, PROBE = `
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
async function scrubbed(of, { runId, events }, tab) {
  let at = Math.floor(events / 2);
  await of.usable(`/runs/${runId}?tab=${tab}&at=${at}`, 'section[aria-label="What this event changed"]'), await of.page.getByRole("group", { name: "Time travel" }).waitFor(), await of.page.getByRole("slider", { name: "Event of the run" }).waitFor(), await of.page.waitForLoadState("networkidle"), await of.page.evaluate(PROBE), await of.cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  const busyMs = async () => {
    const { metrics } = await of.cdp.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN) * 1e3;
  }, timed = (event, act) => of.value(z.number(), `bench.shown(${event}, () => ${act})`), rest = () => of.page.waitForTimeout(REST_MS), before = await busyMs(), steps = [];
  for (let i = 0; i < STEPS; i++) {
    const by = i < STEPS / 2 ? 1 : -1;
    at += by, steps.push(await timed(at, `bench.press('${by === 1 ? "." : ","}')`)), await rest();
  }
  const cpuMs = (await busyMs() - before) / STEPS, jumps = [];
  for (let i = 0; i < JUMPS; i++)
    at = (at + 3571) % events, jumps.push(await timed(at, `bench.drag(${at})`)), await rest();
  return { steps, jumps, cpuMs };
}
export {
  scrubbed
};
//# sourceMappingURL=console-past.js.map
