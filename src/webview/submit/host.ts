import type { SubmitCommand, SubmitToView } from '../../protocol/submit-panel';
import { hostOf, type Host } from '../shared/host';

interface SubmitSpeech { question: never; answers: object; command: SubmitCommand; told: SubmitToView }

export const theHost = (): Host<SubmitSpeech> => hostOf<SubmitSpeech>();
