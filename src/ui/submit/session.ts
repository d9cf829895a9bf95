/** One submit form: what is typed, checked and sent. No VS Code here: this is what the unit tests see. */
import type { Answered } from '../../protocol/explorer';
import type { ClusterOpening } from '../../protocol/cluster-questions';
import type { ClusterDescription, ServerProblem } from '../../protocol/hdinsight';
import type { AccessBy, SubmitState } from '../../protocol/submit-panel';
import type { Checked, FieldsSaid, JobSent, ProfileFound, StorageAccess, SubmitForm, SubmitTold, Submitter } from '../../protocol/submit-thread';
import { textOfStep, wordsOf, type Say } from './words';

/** What a form begins with instead of a profile. */
export interface Draft { cluster: string; profile: string; form: SubmitForm; access: AccessBy }

export interface SessionStart {
  file: string;
  cluster?: string;
  draft?: Draft;
  notes?: readonly string[];
  /** The name is changed where Livy holds it, and it is sent as soon as no check stands against it. */
  atOnce?: boolean;
}

export interface SessionPorts {
  submitter: Submitter;
  clusters(): { id: string; name: string; description: ClusterDescription }[];
  opening(cluster: string, interactive: boolean): Promise<ClusterOpening | undefined>;
  /** With what right to the account; undefined: the person gave up. */
  access(by: AccessBy, storage: string): Promise<StorageAccess | undefined>;
  /** What is typed in the editor is written before the job is looked at. */
  saved(file: string): Promise<void>;
  post(state: SubmitState): void;
  /** The form as it may be kept. */
  keep(draft: Draft): void;
  sent(sent: JobSent, draft: Draft, withheld: boolean, state: SubmitState): void;
  /** The storage account did not take what was given. */
  refused(): void;
  say: Say;
}

const TYPING_MS = 600;

const blank: SubmitForm = {
  name: '', driverMemory: '', driverCores: '', executorMemory: '', executorCores: '', executorInstances: '', queue: '', className: '', sparkVersion: '', storage: '', arguments: [], conf: [], environment: [], substitutions: [],
  packages: [], pyFiles: [], files: [], jars: [], archives: [], internet: true, metrics: true, connector: true, helper: '',
};

export class SubmitSession {
  readonly state: SubmitState;
  #profiles: ProfileFound[] = [];
  #kept: SubmitForm;
  #withheld = false;
  #edited = false;
  #atOnce: boolean;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #checking: AbortController | undefined;
  #sending: AbortController | undefined;
  #uploading = false;

  constructor(private readonly ports: SessionPorts, private readonly start: SessionStart) {
    const [name = start.file] = start.file.split(/[\\/]/).slice(-1);
    this.state = {
      // A page that showed another form takes this one for newer.
      revision: Date.now(), title: name, file: start.file, clusters: [], cluster: start.cluster ?? '', profiles: [], profile: '', profileProblems: [], form: blank, access: 'session', fields: { wrong: {}, defaults: {} },
      checking: true, view: null, problem: null, busy: '', notes: [...start.notes ?? []], why: ports.say('It is being checked.'),
    };
    this.#kept = blank;
    this.#atOnce = start.atOnce ?? false;
  }

  /** Reads the profiles, and looks at the job. */
  async open(): Promise<void> {
    await this.#readProfiles();
    const { draft, cluster } = this.start, { state } = this;
    if (draft) {
      this.#edited = true;
      Object.assign(state, { form: { ...blank, ...draft.form }, access: draft.access, profile: state.profiles.includes(draft.profile) ? draft.profile : '', cluster: cluster ?? draft.cluster, revision: state.revision + 1 });
    } else {
      const [first] = this.#profiles, chosen = (cluster === undefined ? undefined : this.#profiles.find((each) => each.cluster === cluster)) ?? (cluster === undefined ? first : undefined);
      if (chosen) this.#use(chosen, cluster === undefined);
    }
    if (!state.clusters.some(({ id }) => id === state.cluster)) state.cluster = state.clusters.length === 1 ? state.clusters[0]!.id : '';
    await this.check();
  }

  edit(form: SubmitForm): void {
    this.#edited = true;
    this.state.form = form;
    delete this.state.sent;
    void this.#fields();
    this.#soon();
  }

  cluster(id: string): void { this.state.cluster = id; delete this.state.sent; void this.check(); }
  access(by: AccessBy): void { this.state.access = by; this.#tell(); }

  profile(name: string): void {
    const found = this.#profiles.find((each) => each.name === name);
    this.#edited = false;
    delete this.state.sent;
    if (found) this.#use(found, true);
    else Object.assign(this.state, { profile: '', form: blank, revision: this.state.revision + 1, notes: [] });
    void this.check();
  }

  /** Clusters or profiles are others, or a file was saved. */
  async changed(): Promise<void> {
    await this.#readProfiles();
    const chosen = this.#profiles.find(({ name }) => name === this.state.profile);
    if (!this.#edited && chosen) this.#use(chosen, false);
    await this.check();
  }

  /** `interactive`: a person wants it, who may be asked to sign in. */
  async check(interactive = false): Promise<void> {
    clearTimeout(this.#waiting);
    this.#checking?.abort();
    const stop = this.#checking = new AbortController(), { state } = this, { file, form, cluster } = state;
    Object.assign(state, { checking: true, problem: null });
    this.#tell();
    await this.ports.saved(file);
    const opening = cluster === '' ? undefined : await this.ports.opening(cluster, interactive);
    if (this.#checking !== stop) return;
    const answer = opening ? await this.ports.submitter.ask({ ask: 'check', opening, job: file, folder: this.#folder(), form }, { signal: stop.signal }) : undefined;
    if (this.#checking !== stop) return;
    this.#checking = undefined;
    state.checking = false;
    if (answer === undefined) await this.#fields();
    else if ('problem' in answer) Object.assign(state, { view: null, problem: answer.problem });
    else this.#take(answer.value);
    if (this.#atOnce) this.#again();
    else this.#tell();
  }

  async submit(): Promise<void> {
    const { state } = this, { view, cluster, file, form } = state;
    if (this.#sending || this.#why() !== '' || !view) return this.#tell();
    const stop = this.#sending = new AbortController();
    this.#doing(this.ports.say('Checking once more…'));
    const opening = await this.ports.opening(cluster, true), access = state.fields.way === 'account' && view.uploads.length > 0 ? await this.ports.access(state.access, form.storage) : { by: 'session' as const };
    if (!opening || !access) return this.#undone();
    await this.ports.saved(file);
    const answer = await this.ports.submitter.ask({ ask: 'send', opening, job: file, folder: this.#folder(), form, seen: view.seen, access }, { signal: stop.signal, told: (step) => { this.#told(step); } });
    this.#sending = undefined;
    state.busy = '';
    if ('problem' in answer) {
      state.problem = answer.problem;
      if (this.#uploading && /^auth/.test(answer.problem.kind)) this.ports.refused();
    } else if ('changed' in answer.value) {
      this.#take(answer.value.changed);
      state.notes = [this.ports.say('What would be sent has changed since it was shown, so nothing was sent. Look at it again.')];
    } else {
      const { sent } = answer.value;
      state.sent = { text: wordsOf(sent, this.ports.say), where: sent.where.map(({ name, uri, already }) => ({ name, text: already ? this.ports.say('was there already: {0}', uri) : uri })) };
      state.notes = [];
      this.ports.sent(sent, this.#draft(), this.#withheld, state);
    }
    this.#tell();
  }

  /** Into a file of profiles. */
  async save(file: string, name: string, description: ClusterDescription): Promise<Answered<{ line: number }>> {
    const answer = await this.ports.submitter.ask({ ask: 'save', file, name, folder: this.#folder(), form: this.state.form, description });
    if ('value' in answer) {
      this.state.profile = name;
      await this.#readProfiles();
      this.#tell();
    }
    return answer;
  }

  stop(): void {
    this.#sending?.abort();
    this.#checking?.abort();
  }

  dispose(): void {
    clearTimeout(this.#waiting);
    this.stop();
    this.#checking = undefined;
    this.ports.submitter.dispose();
  }

  show(): void { this.#tell(); }

  async #readProfiles(): Promise<void> {
    const clusters = this.ports.clusters(), { state } = this;
    state.clusters = clusters.map(({ id, name, description }) => ({ id, name, url: description.url }));
    const answer = await this.ports.submitter.ask({ ask: 'profiles', job: state.file, clusters: clusters.map(({ id, description }) => ({ id, description })) });
    if ('problem' in answer) return void (state.problem = answer.problem);
    const { profiles, problems, file } = answer.value;
    this.#profiles = profiles;
    Object.assign(state, { profiles: profiles.map(({ name }) => name), profileProblems: problems });
    if (file === undefined) delete state.profilesFile;
    else state.profilesFile = file;
  }

  #use({ name, form, cluster, unlinked }: ProfileFound, itsCluster: boolean): void {
    const { state } = this;
    Object.assign(state, { profile: name, form, revision: state.revision + 1, notes: [] });
    if (!itsCluster) return;
    if (cluster !== undefined) state.cluster = cluster;
    if (unlinked !== undefined) state.notes = [this.ports.say('The profile {0} names {1}, which is not linked: link it in the Clusters view, or choose another cluster.', name, unlinked)];
  }

  async #fields(): Promise<void> {
    const { file, form } = this.state, answer = await this.ports.submitter.ask({ ask: 'fields', job: file, form });
    if ('problem' in answer || this.state.form !== form) return;
    this.#said(answer.value);
    this.#tell();
  }

  #soon(): void {
    clearTimeout(this.#waiting);
    this.#checking?.abort();
    this.#checking = undefined;
    this.state.checking = true;
    this.#waiting = setTimeout(() => { void this.check(); }, TYPING_MS);
    this.#tell();
  }

  #said({ wrong, defaults, way, kept, withheld }: FieldsSaid): void {
    this.state.fields = { wrong, defaults, ...(way && { way }) };
    [this.#kept, this.#withheld] = [kept, withheld];
    this.ports.keep(this.#draft());
  }

  #take(checked: Checked): void {
    this.#said(checked);
    this.state.view = checked.view ?? null;
  }

  /** Where relative paths begin: at the file of the profile, else at the job. */
  #folder(): string {
    const { profile, profilesFile, file } = this.state, folder = (profile === '' ? file : profilesFile ?? file).replace(/[\\/][^\\/]*$/, '');
    return folder === '' ? '/' : folder;
  }

  #undone(): void {
    this.#sending = undefined;
    this.#doing('');
  }

  #draft(): Draft {
    const { cluster, profile, access } = this.state;
    return { cluster, profile, form: this.#kept, access };
  }

  /** Another name where Livy holds this one, then off. */
  #again(): void {
    const { state } = this, name = state.form.name.trim() === '' ? state.fields.defaults.name ?? '' : state.form.name.trim(), held = state.view?.heldNames ?? [];
    if (held.includes(name)) {
      const [, stem = name] = /^(.*?)(?:-\d{1,4})?$/.exec(name) ?? [];
      let n = 2;
      while (held.includes(`${stem}-${n}`)) n++;
      Object.assign(state, { form: { ...state.form, name: `${stem}-${n}` }, revision: state.revision + 1, notes: [this.ports.say('Livy still holds the name {0}, so this job is called {1}.', name, `${stem}-${n}`)] });
      return void this.check();
    }
    this.#atOnce = false;
    this.#tell();
    void this.submit();
  }

  #told(step: SubmitTold): void {
    if (step.step !== 'bytes') this.#uploading = step.step === 'uploading';
    if (step.step === 'uploading' && this.state.fields.way !== 'local' && this.state.access === 'session') return this.#doing(this.ports.say('Uploading through a session of the cluster, which starts first…'));
    this.#doing(textOfStep(step, this.ports.say));
  }

  #doing(text: string): void {
    this.state.busy = text;
    this.#tell();
  }

  #why(): string {
    const { state, ports: { say } } = this, error = state.view?.checks.find(({ verdict }) => verdict === 'error');
    if (state.sent) return say('It was sent. Change something to send it as another job.');
    if (state.busy !== '') return state.busy;
    if (state.cluster === '') return say('Choose a cluster.');
    if (Object.keys(state.fields.wrong).length > 0) return say('A field is wrong.');
    if (state.checking) return say('It is being checked.');
    if (error) return error.evidence;
    return state.view ? '' : problemText(state.problem) ?? say('It has not been checked.');
  }

  #tell(): void {
    this.state.why = this.#why();
    this.ports.post(this.state);
  }
}

const problemText = (problem: ServerProblem | null): string | undefined => problem?.message;
