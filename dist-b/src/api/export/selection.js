import { kindOf, runStream, STREAMS } from "../../domain/catalog.js";
import { flatEvent } from "./flat-event.js";
import { RunPlaces } from "./run-places.js";
async function* selectEvents(reader, filter, range, flat) {
  const tests = testsOf(filter), types = filter.type && new Set(filter.type), isWanted = streamTest(filter.stream), needsPlaces = flat || filter.agent !== void 0 || filter.step !== void 0, places = needsPlaces || filter.workflow !== void 0 ? new RunPlaces(reader, needsPlaces) : void 0;
  for await (const event of eventsOf(reader, filter, range)) {
    const run = places && kindOf(event.stream) === "run" ? await places.of(event) : void 0;
    if (types && !types.has(event.type) || !isWanted(event.stream)) continue;
    const row = flat || tests.length > 0 ? flatEvent(event, run) : void 0;
    (row === void 0 || tests.every((test) => test(row))) && (yield { event, flat: row });
  }
}
async function* eventsOf(reader, { run }, { after, through }) {
  const streams = run?.map(runStream), [only] = streams ?? [];
  if (only === void 0 || streams?.length !== 1) {
    yield* reader.readAll({
      ...after === void 0 ? {} : { after },
      through,
      prefixes: streams ?? Object.values(STREAMS)
    });
    return;
  }
  for await (const event of reader.readStream(only)) {
    if (event.position > through) return;
    (after === void 0 || event.position > after) && (yield event);
  }
}
function streamTest(stream) {
  if (stream === void 0) return () => !0;
  if (!stream.endsWith("*")) return (name) => name === stream;
  const beginning = stream.slice(0, -1);
  return (name) => name.startsWith(beginning);
}
function testsOf({ workflow, step, agent, operator, actor, from, to, minNanoUsd }) {
  const tests = [], among = (values, of) => {
    if (!values) return;
    const wanted = new Set(values);
    tests.push((flat) => {
      const value = of(flat);
      return value !== null && wanted.has(value);
    });
  };
  if (among(workflow, (flat) => flat.workflowId), among(step, (flat) => flat.stepKey), among(agent, (flat) => flat.agentId), among(operator, (flat) => flat.operatorId), actor !== void 0 && tests.push(({ actorId, actorKind }) => actorId === actor || actorKind === actor), from !== void 0 && tests.push(({ at }) => at !== null && at >= from), to !== void 0 && tests.push(({ at }) => at !== null && at < to), minNanoUsd !== void 0) {
    const least = BigInt(minNanoUsd);
    tests.push(({ nanoUsd }) => nanoUsd !== null && nanoUsd > 0n && nanoUsd >= least);
  }
  return tests;
}
export {
  selectEvents
};
//# sourceMappingURL=selection.js.map
