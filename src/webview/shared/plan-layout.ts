import type { PlanNode } from '../../protocol/run';

export const box = { width: 300, height: 44, gapX: 24, gapY: 30, margin: 12 };

export interface Placed { node: PlanNode; x: number; y: number }
export interface PlanEdge { from: Placed; to: Placed }
export interface PlanLayout { nodes: Placed[]; edges: PlanEdge[]; width: number; height: number }

/** Sources on top, the sink at the bottom; a node stands one row below its lowest input, inputs side by side. */
export function layout(plan: readonly PlanNode[]): PlanLayout {
  const level = new Map<number, number>(), byId = new Map(plan.map((node) => [node.id, node]));
  const depth = (id: number, path: ReadonlySet<number>): number => {
    const known = level.get(id);
    if (known !== undefined) return known;
    const inputs = (byId.get(id)?.inputs ?? []).filter((input) => byId.has(input) && !path.has(input));
    const found = inputs.length === 0 ? 0 : 1 + Math.max(...inputs.map((input) => depth(input, new Set([...path, id]))));
    level.set(id, found);
    return found;
  };
  for (const node of plan) depth(node.id, new Set());
  // A source stands just above what reads it, so that its edge is short.
  for (const node of plan) {
    if (node.inputs.length > 0) continue;
    const readers = plan.filter((other) => other.inputs.includes(node.id)).map((other) => level.get(other.id) ?? 1);
    if (readers.length > 0) level.set(node.id, Math.max(0, Math.min(...readers) - 1));
  }
  const rows: PlanNode[][] = [];
  for (const node of plan) (rows[level.get(node.id) ?? 0] ??= []).push(node);
  const wide = Math.max(1, ...rows.map((row) => row?.length ?? 0));
  const placed = new Map<number, Placed>();
  rows.forEach((row, y) => row?.forEach((node, i) => {
    placed.set(node.id, { node, x: box.margin + i * (box.width + box.gapX), y: box.margin + y * (box.height + box.gapY) });
  }));
  const nodes = [...placed.values()];
  const edges = nodes.flatMap((to) => to.node.inputs.flatMap((input): PlanEdge[] => { const from = placed.get(input); return from ? [{ from, to }] : []; }));
  return { nodes, edges, width: 2 * box.margin + wide * box.width + (wide - 1) * box.gapX, height: 2 * box.margin + rows.length * (box.height + box.gapY) - box.gapY };
}
