// Where the nodes of a graph are drawn.
import dagre from "@dagrejs/dagre";

export const width = 156;
export const height = 50;

export interface Graph {
  nodes: string[];
  links: [from: string, to: string][];
}

export interface Laid {
  width: number;
  height: number;
  nodes: { [id: string]: { x: number; y: number } };
  links: { from: string; to: string; points: { x: number; y: number }[] }[];
}

/** Places nodes from left to right along their links, unlinked ones in a grid. */
export function layout({ nodes, links }: Graph): Laid {
  const known = new Set(nodes);
  const drawn = links.filter(([from, to]) => known.has(from) && known.has(to));
  if (drawn.length === 0) return grid(nodes);
  const g = new dagre.graphlib.Graph();
  g.setGraph({ rankdir: "LR", nodesep: 16, ranksep: 30, marginx: 16, marginy: 16 });
  g.setDefaultEdgeLabel(() => ({}));
  for (const id of nodes) g.setNode(id, { width, height });
  for (const [from, to] of drawn) g.setEdge(from, to);
  dagre.layout(g);
  const out: Laid = { width: g.graph().width ?? 0, height: g.graph().height ?? 0, nodes: {}, links: [] };
  for (const id of nodes) {
    const { x, y } = g.node(id) as { x: number; y: number };
    out.nodes[id] = { x: x - width / 2, y: y - height / 2 };
  }
  for (const e of g.edges()) out.links.push({ from: e.v, to: e.w, points: (g.edge(e) as { points: { x: number; y: number }[] }).points });
  return out;
}

function grid(nodes: string[]): Laid {
  const columns = Math.min(3, Math.max(1, nodes.length));
  const out: Laid = { width: 16 + columns * (width + 24), height: 16 + Math.ceil(nodes.length / columns) * (height + 24), nodes: {}, links: [] };
  nodes.forEach((id, i) => {
    out.nodes[id] = { x: 16 + (i % columns) * (width + 24), y: 16 + Math.floor(i / columns) * (height + 24) };
  });
  return out;
}
