import dagre from '@dagrejs/dagre';

export const NODE_WIDTH = 228;
export const NODE_HEIGHT = 46;

export interface LayoutRequest {
  readonly steps: readonly { readonly stepKey: string; readonly dependsOn: readonly string[] }[];
}
/** Left upper corner of each step, in pixels. */
export type Layout = readonly { readonly stepKey: string; readonly x: number; readonly y: number }[];

/** Layers run down. Takes half a second for 1,000 steps, so the page calls it in a worker. */
export function layoutOf({ steps }: LayoutRequest): Layout {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({
    rankdir: 'TB',
    nodesep: 12,
    ranksep: 26,
    ranker: steps.length > 300 ? 'longest-path' : 'network-simplex',
  });
  graph.setDefaultEdgeLabel(() => ({}));
  const known = new Set(steps.map(({ stepKey }) => stepKey));
  for (const { stepKey } of steps) graph.setNode(stepKey, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const { stepKey, dependsOn } of steps)
    for (const source of dependsOn) if (known.has(source)) graph.setEdge(source, stepKey);
  dagre.layout(graph);
  return steps.map(({ stepKey }) => {
    const { x, y } = graph.node(stepKey);
    return { stepKey, x: Math.round(x - NODE_WIDTH / 2), y: Math.round(y - NODE_HEIGHT / 2) };
  });
}
