import type { PlanToView, PlanViewCommand } from '../../protocol/plan-panel';
import { hostOf, type Host } from '../shared/host';

interface PlanSpeech { question: never; answers: object; command: PlanViewCommand; told: PlanToView }

export const theHost = (): Host<PlanSpeech> => hostOf<PlanSpeech>();
