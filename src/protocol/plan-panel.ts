/** Between the plan view (a webview) and the extension host. Plain JSON only. */
import type { PlanNode, SourceSpan } from './run.ts';

export interface PlannedQuery { id: string; label: string; /** Where it is started. */ span?: SourceSpan; plan: PlanNode[] }

/**
 * How the plan stands to the text: `current` is of the text as it is, `typing` of the text before the last keystrokes, `broken` of the last
 * text that gave one; `waiting` for the first run; `none`: the job starts no query; `untrusted`: nothing is run here.
 */
export type PlanStanding = 'current' | 'typing' | 'broken' | 'waiting' | 'none' | 'untrusted';

export interface PlanState {
  /** Kept by the view, so that it shows the same job after a reload of the window. */
  uri: string;
  file: string;
  title: string;
  standing: PlanStanding;
  /** Why there is no newer plan, with `broken`. */
  why: string;
  queries: PlannedQuery[];
}

export type PlanToView = { kind: 'state'; state: PlanState } | { kind: 'cursor'; /** 1-based; 0: elsewhere. */ line: number };
export type PlanViewCommand = { do: 'reveal'; span: SourceSpan } | { do: 'copy'; text: string };
export type PlanToHost = { kind: 'ready' } | { kind: 'command'; command: PlanViewCommand };
