/**
 * Everything that this extension declares to VS Code, typed once. `package.json` is tested against this file, and the
 * helpers in `ui/contract.ts` let nothing else be registered or read.
 */
import type { MigrateOptions } from './protocol/migrate';
import type { CrashPoint, RunState } from './protocol/run';

export const Commands = {
  Simulate: 'weir.simulate',
  Step: 'weir.step',
  RunOnSpark: 'weir.runOnSpark',
  Pause: 'weir.pause',
  Stop: 'weir.stop',
  ToggleSimulateOnSave: 'weir.toggleSimulateOnSave',
  OpenRunPanel: 'weir.openRunPanel',
  ShowPlan: 'weir.showPlan',
  OpenSample: 'weir.openSample',
  NewJob: 'weir.newJob',
  CrashAndRestart: 'weir.crashAndRestart',
  ContinueFromCheckpoint: 'weir.continueFromCheckpoint',
  ShowProgress: 'weir.showProgress',
  ShowLog: 'weir.showLog',
  ClearRuns: 'weir.clearRuns',
  AddConnection: 'weir.addConnection',
  EditConnection: 'weir.editConnection',
  RemoveConnection: 'weir.removeConnection',
  ToggleWritable: 'weir.toggleWritable',
  RefreshTopics: 'weir.refreshTopics',
  FilterTopics: 'weir.filterTopics',
  ToggleInternalTopics: 'weir.toggleInternalTopics',
  MoreTopics: 'weir.moreTopics',
  CreateTopic: 'weir.createTopic',
  DeleteTopic: 'weir.deleteTopic',
  PurgeTopic: 'weir.purgeTopic',
  AddPartitions: 'weir.addPartitions',
  EditTopicSetting: 'weir.editTopicSetting',
  ResetGroupOffsets: 'weir.resetGroupOffsets',
  SetRegistry: 'weir.setRegistry',
  MapBrokers: 'weir.mapBrokers',
  CheckConnection: 'weir.checkConnection',
  SignIn: 'weir.signIn',
  PeekTopic: 'weir.peekTopic',
  ExportMessages: 'weir.exportMessages',
  SimulateOnMessages: 'weir.simulateOnMessages',
  InsertSchema: 'weir.insertSchema',
  ShowTasks: 'weir.showTasks',
  ProduceMessage: 'weir.produceMessage',
  SendMessages: 'weir.sendMessages',
  ReplayCapture: 'weir.replayCapture',
  LinkCluster: 'weir.linkCluster',
  EditCluster: 'weir.editCluster',
  UnlinkCluster: 'weir.unlinkCluster',
  RefreshClusters: 'weir.refreshClusters',
  SignInCluster: 'weir.signInCluster',
  OpenJob: 'weir.openJob',
  KillJob: 'weir.killJob',
  OpenYarn: 'weir.openYarn',
  OpenSparkUi: 'weir.openSparkUi',
  OpenHistory: 'weir.openHistory',
  CopyJobId: 'weir.copyJobId',
  Submit: 'weir.submit',
  SubmitHere: 'weir.submitHere',
  Resubmit: 'weir.resubmit',
  SignInAzure: 'weir.signInAzure',
  SignOutAzure: 'weir.signOutAzure',
  ChooseTenants: 'weir.chooseTenants',
  LinkAzureCluster: 'weir.linkAzureCluster',
  ConnectTopics: 'weir.connectTopics',
  CompareNetworks: 'weir.compareNetworks',
  ForgetClusterLogin: 'weir.forgetClusterLogin',
  RecordAsTest: 'weir.recordAsTest',
  ShowLateRows: 'weir.showLateRows',
  KeepLateRows: 'weir.keepLateRows',
  GetStarted: 'weir.getStarted',
  OpenDocs: 'weir.openDocs',
  Tour: 'weir.tour',
  ToStreaming: 'weir.toStreaming',
  ToBatch: 'weir.toBatch',
  ApplyMigration: 'weir.applyMigration',
  DiscardMigration: 'weir.discardMigration',
} as const;
export type CommandId = (typeof Commands)[keyof typeof Commands];

/** Where a button stood. `file` is a native path; `line` is 1-based and inside the query's statement. */
export interface JobPlace {
  file: string;
  line?: number;
  /** Captures that topics are read from instead of what the job reads otherwise: topic to native path. */
  inputs?: Record<string, string>;
}

/** A command's arguments, all optional: without them it acts on the active editor or the newest run. */
/** What the wizard for a new job need not ask, or begins with: the template, and the folder in which the job's own is made. */
export interface NewJobOffer { template?: string; parent?: string }

export interface CommandArguments {
  'weir.simulate': [place?: JobPlace];
  'weir.step': [place?: JobPlace];
  'weir.runOnSpark': [place?: JobPlace];
  'weir.pause': [];
  'weir.stop': [target?: RunKey];
  'weir.toggleSimulateOnSave': [];
  'weir.openRunPanel': [target?: RunKey];
  'weir.showPlan': [];
  'weir.openSample': [folder?: string];
  'weir.newJob': [offer?: NewJobOffer];
  'weir.crashAndRestart': [at?: CrashPoint];
  'weir.continueFromCheckpoint': [place?: JobPlace];
  'weir.showProgress': [queryId?: string];
  'weir.showLog': [];
  'weir.clearRuns': [];
  'weir.addConnection': [offer?: BrokersOffer];
  'weir.editConnection': [target?: TopicsTarget];
  'weir.removeConnection': [target?: TopicsTarget];
  'weir.toggleWritable': [target?: TopicsTarget];
  'weir.refreshTopics': [target?: TopicsTarget];
  'weir.filterTopics': [target?: TopicsTarget & { filter?: string }];
  'weir.toggleInternalTopics': [target?: TopicsTarget];
  'weir.moreTopics': [target?: TopicsTarget];
  'weir.createTopic': [target?: TopicsTarget];
  'weir.deleteTopic': [target?: TopicsTarget];
  'weir.purgeTopic': [target?: TopicsTarget];
  'weir.addPartitions': [target?: TopicsTarget];
  'weir.editTopicSetting': [target?: TopicsTarget];
  'weir.resetGroupOffsets': [target?: TopicsTarget];
  'weir.setRegistry': [target?: TopicsTarget];
  'weir.mapBrokers': [target?: TopicsTarget];
  'weir.checkConnection': [target?: TopicsTarget];
  'weir.signIn': [target?: TopicsTarget];
  'weir.peekTopic': [target?: TopicsTarget];
  'weir.exportMessages': [format?: 'capture' | 'json' | 'csv', file?: string];
  'weir.simulateOnMessages': [];
  'weir.insertSchema': [target?: TopicsTarget, form?: SchemaForm];
  'weir.showTasks': [target?: TopicsTarget];
  /** `lines`: messages to begin with, as lines of a capture. */
  'weir.produceMessage': [target?: TopicsTarget, lines?: string];
  /** Which message of the document in front; without it all. */
  'weir.sendMessages': [index?: number];
  'weir.replayCapture': [target?: TopicsTarget];
  'weir.linkCluster': [];
  'weir.editCluster': [target?: ClusterTarget];
  'weir.unlinkCluster': [target?: ClusterTarget];
  'weir.refreshClusters': [target?: ClusterTarget];
  'weir.signInCluster': [target?: ClusterTarget];
  /** Follows a job in the run panel. */
  'weir.openJob': [target?: ClusterTarget];
  'weir.killJob': [target?: ClusterTarget];
  'weir.openYarn': [target?: ClusterTarget];
  'weir.openSparkUi': [target?: ClusterTarget];
  /** What Spark's history server shows of a job that has ended. */
  'weir.openHistory': [target?: ClusterTarget];
  'weir.copyJobId': [target?: ClusterTarget];
  'weir.submit': [place?: JobPlace];
  'weir.submitHere': [target?: ClusterTarget];
  'weir.resubmit': [target?: ClusterTarget];
  'weir.signInAzure': [target?: ClusterTarget];
  'weir.signOutAzure': [target?: ClusterTarget];
  /** Other tenants that an account is a guest of, as accounts of their own. */
  'weir.chooseTenants': [target?: ClusterTarget];
  'weir.linkAzureCluster': [target?: ClusterTarget];
  'weir.connectTopics': [target?: ClusterTarget];
  'weir.compareNetworks': [target?: ClusterTarget];
  'weir.forgetClusterLogin': [target?: ClusterTarget];
  /** What the newest simulation dropped as late, in the run panel. */
  'weir.showLateRows': [target?: RunOf];
  /** Writes the delay that keeps them into the job. */
  'weir.keepLateRows': [target?: RunOf];
  'weir.getStarted': [];
  /** A page by its path in docs, without the ending: `problems/sql-syntax`; without it all are offered. */
  'weir.openDocs': [page?: string];
  /** Does a step of the walkthrough; `folder`: where the sample is made, asked for when absent. */
  'weir.tour': [step?: TourStep, folder?: string];
  /** The run that is meant, else the one on show; `name`: what the test is called, asked for when absent. */
  'weir.recordAsTest': [target?: RunKey & { name?: string }];
  /** With options nothing is asked. */
  'weir.toStreaming': [offer?: MigrationOffer];
  'weir.toBatch': [offer?: MigrationOffer];
  'weir.applyMigration': [];
  'weir.discardMigration': [];
}

/** The walkthrough's steps; `keep` and `again` are one. */
export const tourSteps = ['sample', 'simulate', 'late', 'keep', 'again', 'peek', 'submit'] as const;
export type TourStep = typeof tourSteps[number];
export const WalkthroughId = 'start';

/** A job that becomes the other kind: without a file the one in the active editor. */
export interface MigrationOffer { file?: string; options?: Partial<MigrateOptions> }

/** A row of the Topics view: the id of its connection, and the topic or group that it belongs to. */
export interface TopicsTarget {
  connection: string;
  topic?: string;
  group?: string;
}

/** A row of the Clusters view: the id of its cluster, and what is known of its job. */
export interface ClusterTarget {
  cluster: string;
  batch?: string;
  app?: string;
  /** The account below which it stands, and its id in Azure Resource Manager. */
  account?: string;
  azure?: string;
  /** Of YARN, from 1: which one is looked at. */
  attempt?: number;
  /** It was sent just now: what had the id of its batch before is another job. */
  fresh?: true;
}

/** How a schema is written: DDL, StructType code, or a stream of the topic with from_json. */
export type SchemaForm = 'ddl' | 'struct' | 'from_json';

/** Brokers that a job names or a cluster has: host:port,host:port. */
export interface BrokersOffer {
  brokers: string;
  /** The HDInsight cluster that they were read from; absent: a file of the workspace names them. */
  cluster?: string;
  /** user@host of a server that knows their names. */
  ssh?: string;
  /** Of its REST proxy. */
  restUrl?: string;
  /** As `security.protocol` says it. */
  protocol?: string;
}

/** A run in the Runs view. */
export interface RunKey { key: string }

/** A run, or the newest of a job; the one on show without either. */
export type RunOf = Partial<RunKey> & { file?: string };

export interface Settings {
  'weir.simulateOnSave': boolean;
  'weir.codeLens.enabled': boolean;
  'weir.language.enabled': boolean;
  'weir.language.sparkVersion': string;
  'weir.lastRunLine.enabled': boolean;
  'weir.inlayHints.enabled': boolean;
  'weir.simulator.clock': 'auto' | 'virtual' | 'real';
  'weir.simulator.inputs': Record<string, string>;
  'weir.simulator.arguments': string[];
  'weir.simulator.python': string;
  'weir.spark.python': string;
  'weir.spark.jars': string[];
  /** As somebody wrote it: `ui/clusters/named.ts` reads it. */
  'weir.clusters': unknown[];
}
export type SettingKey = keyof Settings;

/** The defaults that `package.json` declares. */
export const settingDefaults: Settings = {
  'weir.simulateOnSave': false,
  'weir.codeLens.enabled': true,
  'weir.language.enabled': true,
  'weir.language.sparkVersion': '3.3.1',
  'weir.lastRunLine.enabled': true,
  'weir.inlayHints.enabled': true,
  'weir.simulator.clock': 'auto',
  'weir.simulator.inputs': {},
  'weir.simulator.arguments': [],
  'weir.simulator.python': '',
  'weir.spark.python': '',
  'weir.spark.jars': [],
  'weir.clusters': [],
};

/** Settings that name programs or files to run with: not taken from an untrusted workspace. */
export const restrictedSettings: readonly SettingKey[] = ['weir.simulator.inputs', 'weir.simulator.arguments', 'weir.simulator.python', 'weir.spark.python', 'weir.spark.jars', 'weir.clusters'];

export const Views = { Container: 'weir', Topics: 'weir.topics', Runs: 'weir.runs', Clusters: 'weir.clusters' } as const;
/** The type of our tasks, and of their problem matcher, which is used as `$weir`. */
export const TaskType = 'weir', ProblemMatcher = 'weir';
export const PanelType = 'weir.run';
export const JobPanelType = 'weir.job';
export const MessagesPanelType = 'weir.messages';
export const SubmitPanelType = 'weir.submit';
export const PlanPanelType = 'weir.plan';

export interface ContextKeys {
  /** The active editor holds a streaming query. */
  'weir.jobInEditor': boolean;
  /** Something runs or is paused. */
  'weir.running': boolean;
  /** At least one run is listed. */
  'weir.hasRuns': boolean;
  /** A document in front describes messages to be written. */
  'weir.messageDocument': boolean;
  /** A message viewer is in front. */
  'weir.messagesInFront': boolean;
  /** What of the walkthrough was done in this window: each ticks its step. */
  'weir.tourSample': boolean;
  'weir.tourSimulated': boolean;
  'weir.tourLateSeen': boolean;
  'weir.tourKept': boolean;
  'weir.tourPeeked': boolean;
  'weir.tourSubmit': boolean;
}
export type ContextKey = keyof ContextKeys;

/** What `activate` gives to other extensions and to our tests. */
export interface WeirApi {
  /** Milliseconds that `activate` took. */
  readonly activationMs: number;
  /** How the newest run stands; undefined before the first. */
  newestRun(): { file: string; state: RunState; exitCode?: number; message?: string; batches: number; inputRows: number; outputRows: number; droppedRows: number; tookMs: number } | undefined;
  /** Rows of the Topics view under the rows with these labels, each as `label: description`. */
  topicRows(...labels: string[]): Promise<string[]>;
  /** Rows of the Clusters view under the rows with these labels, each as `label: description`. */
  clusterRows(...labels: string[]): Promise<string[]>;
  /** The jobs on clusters that are followed, newest first. */
  jobs(): { title: string; state: RunState; batches: number; inputRows: number; target: ClusterTarget }[];
  /** Runs stream tests as the Testing view does: all of a file, or the one with this name. Absent: there is no such test. */
  runTests(file: string, name?: string): Promise<{ name: string; outcome: string; messages: { text: string; line: number; expected?: string; actual?: string }[] }[]>;
  /** The tests that the Testing view lists, by file: `name@line`. */
  tests(): Promise<Record<string, string[]>>;
  /** How the message viewer in front stands; undefined: none. */
  messages(): { topic: string; state: string; held: number; matching: number } | undefined;
}
