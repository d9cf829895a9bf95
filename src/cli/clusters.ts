/** `weir clusters`. */
import { managementSignIn } from '../azure/cluster-scope.ts';
import { ArmClient } from '../hdinsight/arm/client.ts';
import { listClusters } from '../hdinsight/arm/listing.ts';
import { sixLettersOf } from '../hdinsight/arm/verdict.ts';
import type { ClusterListing } from '../protocol/clusters.ts';
import { tokenBy } from './azure-token.ts';
import type { ClustersAsked } from './clusters-options.ts';
import { CLUSTERS_OPTIONS, clustersAsked } from './clusters-options.ts';
import { clusterTable } from './clusters-text.ts';
import { clustersVerdict } from './clusters-verdict.ts';
import { Exit } from './exit.ts';
import { exitOf, interruptible, sayProblem } from './interruptible.ts';
import { optionHelp } from './options.ts';
import { plainJson } from './plain.ts';
import { out, say } from './say.ts';
import { styleFor } from './style.ts';

const help = (): string => `weir clusters: HDInsight clusters of an Azure account, and whether a job on one reaches the brokers of another

Usage: weir clusters [options]

Options:
${optionHelp(CLUSTERS_OPTIONS)}
`;

export async function clusters(args: string[]): Promise<number> {
  const asked = clustersAsked(args, process.env);
  if (asked === undefined) {
    out(help());
    return Exit.done;
  }
  return interruptible(async (signal) => {
    const arm = armOf(asked, signal);
    try {
      const listing = await listClusters(arm, { tenants: asked.tenants, signal, ...(asked.subscriptions && { subscriptions: asked.subscriptions }) });
      return asked.verdict ? clustersVerdict(listing, asked.verdict, asked.json) : show(listing, asked);
    } finally {
      arm.close();
    }
  });
}

function armOf({ signIn, cloud, arm, caFile, timeoutMs }: ClustersAsked, signal: AbortSignal): ArmClient {
  const client: ArmClient = new ArmClient(arm, {
    // Of another tenant than the one that was named, nobody is asked for a code.
    token: (tenantId) => tokenBy({ ...managementSignIn(signIn, client.url, cloud), ...(tenantId !== undefined && { tenantId }) }, client.url.href, signal, tenantId === undefined),
    ...(caFile !== undefined && { caFile }), ...(timeoutMs !== undefined && { timeoutMs }),
  });
  return client;
}

function show({ subscriptions, clusters: all, problems }: ClusterListing, { kind, json }: ClustersAsked): number {
  const found = kind === undefined ? all : all.filter((each) => each.kind === kind), nameOf = new Map(subscriptions.map(({ id, name }) => [id.toLowerCase(), name]));
  out(json ? `${plainJson(JSON.stringify(found.map((cluster) => ({ ...cluster, subscription: nameOf.get(cluster.subscriptionId.toLowerCase()) })), undefined, 2))}\n` : clusterTable(found, nameOf, styleFor(process.stdout.isTTY, process.env)));
  if (found.length === 0 && problems.length === 0) say(all.length > 0 ? `There is no cluster of the kind ${kind}.` : subscriptions.length === 0 ? 'The account sees no subscription in this tenant. --tenant names another, --all-tenants asks all.' : 'There are no HDInsight clusters in these subscriptions.');
  for (const warning of sixLettersOf(all)) say(warning);
  for (const problem of problems) sayProblem(problem);
  return problems[0] ? exitOf(problems[0]) : Exit.done;
}
