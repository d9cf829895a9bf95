import path from 'node:path';
import * as vscode from 'vscode';
import type { PlanJob, PlanRun, Stop } from '../../protocol/submit-thread';
import { setting } from '../contract';
import { environment } from './environment';
import type { Standby } from './simulator';

/** A job may sleep or loop before its first query. */
const LONGEST_SECONDS = 30;

/** Runs a job plan-only in the simulator, as it stands here: nothing is read or written. Never rejects for what the job does. */
export async function planOnly(standby: Standby, { file, source, args, env }: PlanJob, signal: Stop): Promise<PlanRun> {
  const events: PlanRun['events'] = [], python = setting('weir.simulator.python', vscode.Uri.file(file));
  try {
    const run = (await standby.get()).startRun(
      { file, source, args, cwd: path.dirname(file), env: { ...environment(process.env), ...env }, inputs: {}, outputs: {}, planOnly: true, timeoutSeconds: LONGEST_SECONDS, ...(python !== '' && { python }) },
      (event) => { if (event.kind === 'query' || event.kind === 'problem') events.push(event); },
    );
    const stop = (): void => { run.command({ do: 'stop' }); };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    const exitCode = await run.ended;
    run.dispose();
    return { events, exitCode };
  } catch (error) {
    return { events: [{ kind: 'problem', problem: { severity: 'error', code: 'not-simulated', message: vscode.l10n.t('The simulator did not start: {0}', error instanceof Error ? error.message : String(error)) } }], exitCode: 1 };
  } finally {
    void standby.warm();
  }
}
