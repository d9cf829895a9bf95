import type { MessagesAnswers, MessagesQuestion } from '../../protocol/messages';
import type { MessagesCommand, MessagesToView } from '../../protocol/messages-panel';
import { hostOf, type Host } from '../shared/host';

interface MessagesSpeech { question: MessagesQuestion; answers: MessagesAnswers; command: MessagesCommand; told: Exclude<MessagesToView, { kind: 'answer' | 'refused' }> }

export const theHost = (): Host<MessagesSpeech> => hostOf<MessagesSpeech>();
