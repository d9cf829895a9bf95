/** Topics of the editor's connections, asked of the client and kept for a while. */
import type { Connection } from 'vscode-languageserver';
import { LanguageMessages, type TopicFact } from '../protocol/language.ts';

const KEPT_MS = 30_000, LONGEST_MS = 1500;

/** Never rejects: without an answer there are none. `known` false: the client has none to tell. */
export function topicsOf(connection: Pick<Connection, 'sendRequest'>, known: boolean): () => Promise<readonly TopicFact[]> {
  let asked: { at: number; answer: Promise<readonly TopicFact[]> } | undefined;
  return () => {
    if (!known) return Promise.resolve([]);
    if (!asked || Date.now() - asked.at > KEPT_MS) asked = { at: Date.now(), answer: inTime(connection.sendRequest<TopicFact[]>(LanguageMessages.topics)) };
    return asked.answer;
  };
}

function inTime(answer: Promise<TopicFact[]>): Promise<readonly TopicFact[]> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => { resolve([]); }, LONGEST_MS);
    answer.then(resolve, () => { resolve([]); }).finally(() => { clearTimeout(timer); });
  });
}
