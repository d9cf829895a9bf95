import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Commands, PanelType, PlanPanelType, ProblemMatcher, restrictedSettings, settingDefaults, TaskType, tourSteps, Views, WalkthroughId, type ContextKey } from '../../src/contract';

interface Manifest {
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { supported: string; restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string; title: string; category: string }[];
    configuration: { properties: Record<string, { default: unknown; type: string }> };
    viewsContainers: { activitybar: { id: string }[] };
    views: Record<string, { id: string }[]>;
    viewsWelcome: { view: string; when?: string }[];
    walkthroughs: { id: string; title: string; steps: { id: string; description: string; media: { svg: string; altText: string }; completionEvents: string[] }[] }[];
    taskDefinitions: { type: string }[];
    problemMatchers: { name: string; pattern: string }[];
    problemPatterns: { name: string }[];
    menus: Record<string, { command: string; when?: string }[]>;
  };
}
const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const { contributes } = manifest;

test('commands are those of the contract, and menus use no other', () => {
  const declared = contributes.commands.map((c) => c.command);
  assert.deepEqual([...declared].sort(), Object.values(Commands).sort());
  for (const [menu, items] of Object.entries(contributes.menus)) for (const { command } of items) assert.ok(declared.includes(command), `${menu}: ${command}`);
});

test('settings and their defaults are those of the contract', () => {
  const declared = Object.fromEntries(Object.entries(contributes.configuration.properties).map(([key, { default: value }]) => [key, value]));
  assert.deepEqual(declared, settingDefaults);
  assert.deepEqual(manifest.capabilities.untrustedWorkspaces, { ...manifest.capabilities.untrustedWorkspaces, supported: 'limited', restrictedConfigurations: [...restrictedSettings] });
});

test('views, container and panel are those of the contract', () => {
  assert.deepEqual(contributes.viewsContainers.activitybar.map((c) => c.id), [Views.Container]);
  assert.deepEqual(Object.entries(contributes.views).map(([id, views]) => [id, views.map((v) => v.id)]), [[Views.Container, [Views.Topics, Views.Runs, Views.Clusters]]]);
  for (const { view } of contributes.viewsWelcome) assert.ok([Views.Topics, Views.Runs, Views.Clusters].some((known) => known === view), view);
  for (const type of [PanelType, PlanPanelType]) assert.ok(manifest.activationEvents.includes(`onWebviewPanel:${type}`), type);
  assert.ok(!manifest.activationEvents.includes('*'));
});

test('tasks and their problem matcher are those of the contract', () => {
  assert.deepEqual(contributes.taskDefinitions.map(({ type }) => type), [TaskType]);
  assert.deepEqual(contributes.problemMatchers.map(({ name }) => name), [ProblemMatcher]);
  assert.deepEqual(contributes.problemMatchers.map(({ pattern }) => pattern), contributes.problemPatterns.map(({ name }) => `$${name}`));
});

test('every text of the manifest is in package.nls.json, and none there is left over', () => {
  const used = [...read('package.json').matchAll(/"%([\w.]+)%"/g)].map((m) => m[1] ?? '');
  const texts = Object.keys(JSON.parse(read('package.nls.json')) as Record<string, string>);
  assert.deepEqual([...new Set(used)].sort(), texts.sort());
});

test('context keys in when clauses are declared', () => {
  const known = new Set(['weir.jobInEditor', 'weir.running', 'weir.hasRuns', Views.Runs, Views.Topics, Views.Clusters]);
  const clauses = [...contributes.viewsWelcome, ...Object.values(contributes.menus).flat()].map((item) => item.when ?? '');
  for (const [key] of clauses.join(' ').matchAll(/weir\.\w+/g)) assert.ok(known.has(key), key);
});

/** The text as it is shown. */
const shown = (text: string): string => (JSON.parse(read('package.nls.json')) as Record<string, string>)[/^%(.+)%$/.exec(text)?.[1] ?? ''] ?? text;

test('each command that a text links to is there, and each step of the walkthrough is done by one of its links', () => {
  const known = [...Object.values(Commands), 'workbench.trust.manage'] as string[], tour: string[] = [];
  for (const text of Object.values(JSON.parse(read('package.nls.json')) as Record<string, string>)) for (const [, command, query] of text.matchAll(/\]\(command:([\w.]+)(?:\?([^)]*))?\)/g)) {
    assert.ok(known.includes(command!), `${command} in ${text}`);
    if (command === Commands.Tour) tour.push(...JSON.parse(decodeURIComponent(query ?? '')) as string[]);
  }
  assert.deepEqual(tour.sort(), [...tourSteps].sort());
});

test('the walkthrough has its pictures, its texts for who does not see them, and events that exist', () => {
  const contexts: Record<Extract<ContextKey, `weir.tour${string}`>, true> = { 'weir.tourSample': true, 'weir.tourSimulated': true, 'weir.tourLateSeen': true, 'weir.tourKept': true, 'weir.tourPeeked': true, 'weir.tourSubmit': true };
  const [walkthrough, ...more] = contributes.walkthroughs;
  assert.deepEqual([walkthrough!.id, more.length], [WalkthroughId, 0]);
  for (const { id, description, media } of walkthrough!.steps) {
    assert.match(shown(description), /\]\(command:weir\.tour\?/, id);
    const svg = read(media.svg);
    // Colours are the theme's alone, and nothing that VS Code's page for it would not let in.
    assert.ok(svg.startsWith('<svg ') && !/<(?:style|script|image)|style=|href=|#[0-9a-fA-F]{3}|="(?:black|white)"/.test(svg), media.svg);
    assert.ok(shown(media.altText).length > 20, id);
  }
  assert.deepEqual(walkthrough!.steps.flatMap(({ completionEvents }) => completionEvents).sort(), Object.keys(contexts).map((key) => `onContext:${key}`).sort());
});
