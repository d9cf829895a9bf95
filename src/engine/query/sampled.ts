import type { Plan } from '../../spark/plan/plan.ts';
import type { StateMetrics } from '../operators/operator.ts';

/**
 * Nodes that Spark runs twice in a batch: a global sort over several partitions samples its input first (RangePartitioner), which runs the
 * stage below it once more, so that whatever counts in that stage counts twice. Below an exchange nothing is run again.
 */
export function sampledNodes(plan: Plan, shufflePartitions: number): ReadonlySet<number> {
  const found = new Set<number>();
  if (shufflePartitions > 1) below(plan, false, found);
  return found;
}

/** Down to the sort, and from there down to where its input was exchanged. `limited`: a limit stands above, so there is no range partitioning. */
function below(p: Plan, limited: boolean, found: Set<number>): void {
  switch (p.op) {
    case 'project': case 'alias': return below(p.child, limited, found);
    case 'limit': return below(p.child, true, found);
    case 'filter': case 'generate': return below(p.child, false, found);
    case 'sort': if (p.global && !limited) inStage(p.child, found); return;
    default:
  }
}

function inStage(p: Plan, found: Set<number>): void {
  switch (p.op) {
    // A sort below a sort is optimized away.
    case 'project': case 'alias': case 'filter': case 'generate': case 'sort': return inStage(p.child, found);
    // Without a key there is one partition, and nothing to sample.
    case 'aggregate': if (p.keys.length > 0) found.add(p.id); return;
    default:
  }
}

/** What Spark's metrics say of a state operator whose tasks ran twice. */
export const countedTwice = (s: StateMetrics): StateMetrics => ({ ...s, total: 2 * s.total, updated: 2 * s.updated, removed: 2 * s.removed, dropped: 2 * s.dropped, sampled: true });
