/** How a feature is registered: what is asked, whether it wants a plan, and a pure function that answers. */
import type { CancellationToken, ServerCapabilities, RequestHandler, ProtocolRequestType } from 'vscode-languageserver';
import type { Job } from './world.ts';

/**
 * `none`: the text alone. `better`: answers from the text, and says more with a plan. `only`: has nothing to say without one.
 * It decides nothing by itself: `job.facts` may always be absent. A reader learns here what a feature costs.
 */
export type PlanNeed = 'none' | 'better' | 'only';

export interface Feature {
  name: string;
  plan: PlanNeed;
  capabilities: Partial<ServerCapabilities>;
  /** `jobOf` of the document that the question is about; undefined: not open, or too large. */
  listen(on: Listen, jobOf: (uri: string) => Job | undefined): void;
}

export type Listen = <P, R, PR, E, RO>(type: ProtocolRequestType<P, R, PR, E, RO>, handler: RequestHandler<P, R, E>) => void;

interface AboutDocument { textDocument: { uri: string } }

/** A feature that answers one kind of request about a document; null where there is no such job. */
export function feature<P extends AboutDocument, R, PR, E, RO>(name: string, plan: PlanNeed, type: ProtocolRequestType<P, R | null, PR, E, RO>, capabilities: Partial<ServerCapabilities>, answer: (job: Job, params: P, cancel: CancellationToken) => R | null | Promise<R | null>): Feature {
  return {
    name, plan, capabilities,
    listen: (on, jobOf) => {
      const handler = async (params: P, cancel: CancellationToken): Promise<R | null> => {
        const job = jobOf(params.textDocument.uri);
        return job ? answer(job, params, cancel) : null;
      };
      // What a handler may return depends on whether R itself is null, which is not known of a type parameter.
      on(type, handler as RequestHandler<P, R | null, E>);
    },
  };
}
