/** Between the submit form (a webview) and the extension host. Plain JSON only. */
import type { ServerProblem } from './hdinsight.ts';
import type { Problem, SourceSpan } from './run.ts';
import type { FieldsSaid, SubmitForm, SubmitView } from './submit-thread.ts';

/** Who writes the uploads into a storage account: a Microsoft account of VS Code, its key, a shared access signature, or the cluster itself. */
export type AccessBy = 'account' | 'key' | 'sas' | 'session';

export interface SubmitState {
  /** The form of a higher one takes the place of what is typed. */
  revision: number;
  title: string;
  file: string;
  clusters: { id: string; name: string; url: string }[];
  /** '': none is chosen. */
  cluster: string;
  profiles: string[];
  /** '': none. */
  profile: string;
  profilesFile?: string;
  /** What is wrong in that file. */
  profileProblems: Problem[];
  form: SubmitForm;
  access: AccessBy;
  fields: Pick<FieldsSaid, 'wrong' | 'defaults' | 'way'>;
  checking: boolean;
  view: SubmitView | null;
  problem: ServerProblem | null;
  /** What is under way while it is sent; '': nothing. */
  busy: string;
  notes: string[];
  /** What came of it. */
  sent?: { text: string; where: { name: string; text: string }[] };
  /** Why it cannot be sent now; '': it can. */
  why: string;
}

export type SubmitCommand =
  | { do: 'edit'; form: SubmitForm }
  | { do: 'cluster'; id: string }
  | { do: 'profile'; name: string }
  | { do: 'access'; by: AccessBy }
  | { do: 'check' | 'submit' | 'stop' | 'save' | 'linkCluster' | 'openJob' }
  | { do: 'diff'; file: string }
  | { do: 'reveal'; span: SourceSpan }
  | { do: 'copy'; text: string };

export type SubmitToView = { kind: 'state'; state: SubmitState };
export type SubmitToHost = { kind: 'ready' } | { kind: 'command'; command: SubmitCommand };
