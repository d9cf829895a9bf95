import type { PanelAnswers, PanelCommand, PanelQuestion, ToView } from '../../protocol/panel';
import { hostOf, type Host } from '../shared/host';

interface RunSpeech { question: PanelQuestion; answers: PanelAnswers; command: PanelCommand; told: Exclude<ToView, { kind: 'answer' | 'refused' }> }

export const theHost = (): Host<RunSpeech> => hostOf<RunSpeech>();
