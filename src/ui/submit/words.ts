/** Steps and ends of a submit in words. */
import type { JobSent, SubmitTold } from '../../protocol/submit-thread';

/** `vscode.l10n.t`. */
export type Say = (message: string, ...args: (string | number)[]) => string;

export function textOfStep(step: SubmitTold, say: Say): string {
  switch (step.step) {
    case 'uploading': return step.files === 1 ? say('Uploading one file…') : say('Uploading {0} files…', step.files);
    case 'bytes': return say('Uploading {0}: {1} of {2} bytes', step.name, step.sent, step.total);
    case 'uploaded': return say('Uploaded.');
    case 'sending': return say('Sending the job to Livy…');
    case 'looking': return say("Livy's answer was lost, so the job is looked for: {0}", step.why);
  }
}

export function wordsOf({ batch, app, by }: JobSent, say: Say): string {
  const what = batch === undefined ? app ?? say('the job') : app === undefined ? say('batch {0}', batch) : say('batch {0}, {1}', batch, app);
  return by === 'answer' ? say('Submitted as {0}.', what) : by === 'name' ? say('Submitted as {0}, found again by its name.', what) : say('Submitted as {0}, found again by its tag.', what);
}
