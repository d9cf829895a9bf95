import type { ProgressFrom } from '../../protocol/cluster-run.ts';
import type { Choice } from '../progress/chooser.ts';
import type { ReaderName } from '../progress/status.ts';

const READERS: Readonly<Record<ReaderName, string>> = {
  helper: "the helper's lines in the driver's log", 'driver log': "the driver's log", metrics: "Spark's metrics", 'query page': "the Spark UI's page of queries", executions: "Spark's executions",
};

/** Which reader feeds what is shown, in words. */
export function progressFrom({ reading, at, lacks, better, failed }: Choice): ProgressFrom {
  return {
    ...(reading && { reader: READERS[reading.reader] }), ...(at !== undefined && { at }), lacks, better: better.map(({ reader, reason }) => ({ reader: READERS[reader], reason })),
    doubts: reading?.doubts ?? [], ...(failed !== undefined && { failed }),
  };
}
