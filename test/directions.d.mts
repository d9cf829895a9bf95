import type { Rule } from 'eslint';

export interface Project { folder: string; file: string; sees: string[]; node: boolean; vscode: boolean; page: boolean }
export const root: string;
export function readProjects(top?: string): Project[];
export function whyNot(projects: readonly Project[], file: string, specifier: string): string | undefined;
export function cycleOf(projects: readonly Project[]): string[] | undefined;
export function directionRule(projects?: readonly Project[]): Rule.RuleModule;
