export function sqlGrammar(): Promise<string>;
export function writeSqlGrammar(): Promise<void>;
