/** Answers what the Clusters view asks of Azure Resource Manager. One connection for each account, made anew when its address changed. */
import { HttpFault } from '../http/fault.ts';
import type { AzureAnswer, AzureAnswers, AzureOpening, AzureQuestion } from '../protocol/azure-questions.ts';
import { ArmClient, type ArmOptions } from './arm/client.ts';
import { listClusters, tenantsOf } from './arm/listing.ts';
import { gatewayLogin } from './arm/secrets.ts';
import { problemOf } from './jobs/list.ts';

interface Open { client: ArmClient; arm: string; token: string }

export class AzureService {
  readonly #open = new Map<string, Open>();

  constructor(private readonly options: Omit<ArmOptions, 'token'> = {}) {}

  /** Never rejects. */
  async answer<Q extends AzureQuestion>(opening: AzureOpening, question: Q): Promise<AzureAnswer<Q>> {
    try {
      if (opening.tokenProblem) return { problem: opening.tokenProblem };
      return { value: await value(this.#client(opening), question) as AzureAnswers[Q['ask']] };
    } catch (error) {
      return { problem: problemOf(error) };
    }
  }

  closeAll(): void {
    for (const { client } of this.#open.values()) client.close();
    this.#open.clear();
  }

  /** A token that was renewed needs no new connection. */
  #client({ id, arm, token = '' }: AzureOpening): ArmClient {
    const known = this.#open.get(id);
    if (known?.arm === arm) {
      known.token = token;
      return known.client;
    }
    known?.client.close();
    const opened: Open = { arm, token, client: new ArmClient(arm, { ...this.options, token: () => (opened.token === '' ? Promise.reject(new HttpFault('authentication', 'Nobody has signed in yet.', 'Sign in to Azure.')) : Promise.resolve(opened.token)) }) };
    this.#open.set(id, opened);
    return opened.client;
  }
}

async function value(arm: ArmClient, question: AzureQuestion): Promise<AzureAnswers[AzureQuestion['ask']]> {
  switch (question.ask) {
    case 'listing': return listClusters(arm);
    case 'tenants': return tenantsOf(arm);
    case 'login': return gatewayLogin(arm, question.cluster);
  }
}
