import path from 'node:path';
import * as vscode from 'vscode';
import type { WeirApi } from './contract';
import { registerClusterRuns } from './ui/cluster-run/feature';
import { registerClusters } from './ui/clusters/feature';
import { registerDocs } from './ui/docs/feature';
import { registerLanguage } from './ui/language/feature';
import { KnownTopics } from './ui/language/topics';
import { registerMessages } from './ui/messages/feature';
import { registerMigration } from './ui/migrate/feature';
import { networkEnvironment, watchNetwork } from './ui/network';
import { registerPlanView } from './ui/plan-view/feature';
import { registerProduce } from './ui/produce/feature';
import { registerReadingPlan } from './ui/reading-plan/feature';
import { registerRuns } from './ui/run/feature';
import { registerSubmit } from './ui/submit/feature';
import { registerTasks } from './ui/tasks/feature';
import { registerStreamTests } from './ui/tests/feature';
import { registerTemplates } from './ui/templates/feature';
import { registerTour } from './ui/tour/feature';
import { registerTopicSchema } from './ui/topic-schema/feature';
import { registerTopics } from './ui/topics/feature';

/** Registers features; nothing is awaited, nothing heavy is loaded: clients, parsers and the simulator come at first use. */
export function activate(context: vscode.ExtensionContext): WeirApi {
  const began = performance.now();
  const dist = path.join(context.extensionPath, 'dist');
  const log = vscode.window.createOutputChannel('Weir', { log: true });
  const simulator = async () => new (await import('./simulator/client')).Simulator({ folder: dist, onNotice: (text) => { log.warn(text); } });
  const spark = async () => new (await import('./spark-local/client')).SparkLocal(dist);
  const feature = registerRuns(context, simulator, spark, log);
  const tests = registerStreamTests(async () => {
    const { prepareTest, readTests, recordTest, runTest } = await import('./streamtest'), { start } = feature.tests;
    return { read: readTests, prepare: prepareTest, run: (file, test, settings) => runTest(start, file, test, settings), record: (recording, existing, settings) => recordTest(start, recording, existing, settings) };
  }, feature.tests, log);
  const migration = registerMigration(context, async () => {
    const [{ migrate, optionsProblem }, { prove }] = await Promise.all([import('./migrate'), import('./streamtest')]), { start } = feature.tests;
    return { migrate, optionsProblem, prove: (proving, settings, signal) => prove(start, proving, settings, signal) };
  }, feature.tests);
  const topics = registerTopics(context, async () => new (await import('./kafka/explorer/client')).ExplorerClient(dist, networkEnvironment), async () => new (await import('./azure/client')).AzureClient(dist, networkEnvironment));
  const clusters = registerClusters(context, topics.entra, async () => new (await import('./hdinsight/client')).ClusterClient(dist, networkEnvironment));
  const submits = registerSubmit(context, { clusters: clusters.clusters, explorer: () => clusters.explorer(), entra: topics.entra, connections: topics.connections, ask: topics.ask, azure: () => clusters.azure(), forJob: clusters.forJob, plan: (job, signal) => feature.plan(job, signal) });
  const jobs = registerClusterRuns(context, clusters.clusters, clusters.explorer, submits, clusters.onJobs);
  feature.showFollowed(jobs.followed);
  const messages = registerMessages(context, topics.connections, async () => new (await import('./messages/client')).MessagesClient(dist, networkEnvironment));
  const known = new KnownTopics(topics.connections, topics.ask), language = registerLanguage(context, known, log);
  const tour = registerTour(context, { ...feature.news, onHeld: messages.onHeld, onForm: submits.onForm, look: () => topics.connections.look() });
  context.subscriptions.push(watchNetwork(), tour, language, registerPlanView(context, language.onPlanned), log, feature, tests, migration, registerTemplates(context), registerTasks(context), registerDocs(context), topics, clusters, submits, jobs, messages, registerTopicSchema(topics.connections, known.listening), registerReadingPlan(topics.connections, topics.ask), registerProduce(topics.connections, topics.ask));
  return { activationMs: performance.now() - began, newestRun: feature.newest, topicRows: topics.rows, clusterRows: clusters.rows, jobs: jobs.shown, messages: messages.shown, runTests: tests.runTests, tests: tests.tests };
}
