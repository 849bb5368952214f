import dagre from '@dagrejs/dagre';
import { layersOf } from '$kernel/layers.js';

export const NODE_WIDTH = 228;
export const NODE_HEIGHT = 46;

export interface LayoutRequest {
  readonly steps: readonly { readonly stepKey: string; readonly dependsOn: readonly string[] }[];
}
/** Left upper corner of each step, in pixels. */
export type Layout = readonly { readonly stepKey: string; readonly x: number; readonly y: number }[];

/** With more steps than these dagre takes minutes, or overflows the stack. */
const MOST_FOR_DAGRE = 2_000;
const NODE_SPACE = 12;
const RANK_SPACE = 26;
/** Steps beside each other in a row of a very large run. */
const ROW = 50;

/** Layers run down. Takes half a second for 1,000 steps, so the page calls it in a worker. */
export function layoutOf({ steps }: LayoutRequest): Layout {
  if (steps.length > MOST_FOR_DAGRE) return gridOf(steps);
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({
    rankdir: 'TB',
    nodesep: NODE_SPACE,
    ranksep: RANK_SPACE,
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

/** Layer by layer, each in rows of so many steps from the left, in the order of the definition. */
function gridOf(steps: LayoutRequest['steps']): Layout {
  const rows = layersOf(steps, ({ stepKey }) => stepKey).flatMap((layer) =>
    Array.from({ length: Math.ceil(layer.length / ROW) }, (_, i) => layer.slice(i * ROW, (i + 1) * ROW)),
  );
  const pitch = NODE_WIDTH + NODE_SPACE;
  return rows.flatMap((row, down) =>
    row.map(({ stepKey }, across) => ({
      stepKey,
      x: across * pitch,
      y: down * (NODE_HEIGHT + RANK_SPACE),
    })),
  );
}

/**
 * How a layout is looked at first: from its top, as large as it fits, but never smaller than `least`. One that is wider then begins at its left.
 * @returns a viewport as xyflow takes it
 */
export function fitted(
  layout: Layout,
  frame: { readonly width: number; readonly height: number },
  least: number,
): { readonly x: number; readonly y: number; readonly zoom: number } {
  if (layout.length === 0 || frame.width === 0) return { x: 0, y: 0, zoom: 1 };
  const left = Math.min(...layout.map(({ x }) => x));
  const top = Math.min(...layout.map(({ y }) => y));
  const width = Math.max(...layout.map(({ x }) => x)) + NODE_WIDTH - left;
  const height = Math.max(...layout.map(({ y }) => y)) + NODE_HEIGHT - top;
  // The controls stand in the upper corner.
  const above = 34;
  const zoom = Math.max(least, Math.min(1, frame.width / width, (frame.height - above) / height));
  const space = Math.max(0, (frame.width - width * zoom) / 2);
  return { x: space - left * zoom, y: above - top * zoom, zoom };
}
