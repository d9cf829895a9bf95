import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Commands, PanelType, ProblemMatcher, restrictedSettings, settingDefaults, TaskType, Views } from '../../src/contract';

interface Manifest {
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { supported: string; restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string; title: string; category: string }[];
    configuration: { properties: Record<string, { default: unknown; type: string }> };
    viewsContainers: { activitybar: { id: string }[] };
    views: Record<string, { id: string }[]>;
    viewsWelcome: { view: string; when?: string }[];
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
  assert.ok(manifest.activationEvents.includes(`onWebviewPanel:${PanelType}`));
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
