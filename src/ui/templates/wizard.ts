import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { NewJobOffer } from '../../contract';
import { problemWith } from '../../templates/answers';
import { createProject } from '../../templates/project';
import { listTemplates, type Template } from '../../templates/template';
import { askChoice, askText, walk, type Step } from '../steps';
import { freshFolder, openProject } from './open';

/** What was said so far; going back keeps it. */
interface Draft { template?: Template; answers: Record<string, string>; folder?: string }

/** Asks for a template, its questions and a folder, one step each, and opens the job that comes of it. */
export async function newJob(templates: string, offer: NewJobOffer = {}): Promise<void> {
  const all = await listTemplates(templates), parent = offer.parent ?? vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath ?? homedir();
  const offered = all.find(({ id }) => id === offer.template), draft: Draft = { answers: {}, ...(offered && { template: offered }) };
  const title = vscode.l10n.t('New Job from Template');
  const choose: Step = async (place) => {
    const answer = await askChoice({ ...place, title }, vscode.l10n.t('What the job is to be like'), all.map((template) => ({ label: template.name, detail: template.description, value: template })), draft.template);
    if (answer !== undefined && answer !== 'back' && answer.value !== draft.template) Object.assign(draft, { template: answer.value, answers: {}, folder: undefined });
    return answer;
  };
  if (!await walk(() => [...(offered ? [] : [choose]), ...(draft.template ? questions(draft.template, draft, parent) : [])]) || !draft.template || draft.folder === undefined) return;
  try {
    await openProject(await createProject(templates, draft.template.id, draft.folder, draft.answers));
  } catch (error) {
    void vscode.window.showErrorMessage((error as Error).message);
  }
}

function questions(template: Template, draft: Draft, parent: string): Step[] {
  const title = vscode.l10n.t('New Job: {0}', template.name);
  return [
    ...template.questions.map((question): Step => async (place) => {
      const answer = await askText({ ...place, title }, { prompt: question.label, value: draft.answers[question.id] ?? question.default, check: (text) => problemWith(template, question, text, draft.answers) });
      if (answer !== undefined && answer !== 'back') draft.answers[question.id] = answer.value;
      return answer;
    }),
    async (place) => {
      const answer = await askText({ ...place, title }, { prompt: vscode.l10n.t('Folder of the job'), value: draft.folder ?? freshFolder(parent, template.id), check: folderProblem });
      if (answer !== undefined && answer !== 'back') draft.folder = answer.value;
      return answer;
    },
  ];
}

function folderProblem(folder: string): string | undefined {
  if (!path.isAbsolute(folder)) return vscode.l10n.t('A whole path, please, such as {0}.', path.join(homedir(), 'jobs', 'alerts'));
  try {
    return readdirSync(folder).length > 0 ? vscode.l10n.t('This folder is not empty, and nothing is written over.') : undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : (error as Error).message;
  }
}
