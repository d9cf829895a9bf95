import { html, nothing, type TemplateResult } from 'lit';
import type { AccessBy, SubmitState } from '../../protocol/submit-panel';
import type { SubmitForm } from '../../protocol/submit-thread';
import { define, Part } from '../shared/part';
import { chooser, flagField, listField, mapField, textField, type Filling } from './fields';
import { checksOf, sendingOf } from './found';
import { theHost } from './host';

const ways: readonly { value: AccessBy; label: string; hint: string }[] = [
  { value: 'session', label: 'The cluster itself', hint: 'In an interactive session of its Livy, with its own right: takes a minute, needs room in the queue.' },
  { value: 'account', label: 'My Microsoft account', hint: 'Needs the role Storage Blob Data Contributor.' },
  { value: 'key', label: 'A key of the account', hint: 'Asked for once, and kept in the secret storage of this machine.' },
  { value: 'sas', label: 'A shared access signature', hint: 'Asked for once, and kept in the secret storage of this machine.' },
];

/** The form: fields on the left, on the right what comes of them. */
export class SubmitPage extends Part {
  static override properties = { state: { attribute: false }, form: { attribute: false } };
  declare state: SubmitState | null;
  declare form: SubmitForm | null;
  #revision = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    theHost().listen(({ state }) => {
      // What is typed here is newer than what the host has heard of.
      if (state.revision !== this.#revision || !this.form) this.form = state.form;
      this.#revision = state.revision;
      this.state = state;
      theHost().memory = { file: state.file };
    });
  }

  protected override render(): TemplateResult {
    const { state, form } = this;
    if (!state || !form) return html`<p class="empty" role="status">Opening…</p>`;
    const busy = state.busy !== '', cluster = state.clusters.find(({ id }) => id === state.cluster);
    const filling: Filling = { form, wrong: state.fields.wrong, defaults: state.fields.defaults, disabled: busy, change: (change) => { this.form = { ...form, ...change }; theHost().command({ do: 'edit', form: this.form }); } };
    return html`<header class="bar"><div class="about"><h1 title=${state.file}>Submit ${state.title}</h1><span class="dim what">${cluster ? `to ${cluster.name}` : ''}</span></div>
      <div class="actions" role="toolbar" aria-label="Submit">${busy || state.checking ? html`<button class="act" @click=${command('stop')}>Stop</button>` : html`<button class="act" title="Look at everything again" @click=${command('check')}>Check Again</button>`}
        <button class="act" ?disabled=${busy || state.cluster === ''} title="Write these settings into weir.profiles.json" @click=${command('save')}>Save as Profile…</button>
        <button class="act primary" aria-disabled=${state.why !== ''} aria-describedby="why" @click=${() => { if (state.why === '') theHost().command({ do: 'submit' }); }}>Submit</button></div></header>
      <p id="why" class="why ${busy ? '' : 'dim'}" role="status">${state.sent ? html`<span class="ok" aria-hidden="true">✓</span> ${state.sent.text} <a href="#" @click=${(event: Event) => { event.preventDefault(); theHost().command({ do: 'openJob' }); }}>Open the job</a>` : state.why === '' ? 'Ready.' : state.why}</p>
      ${state.notes.map((note) => html`<p class="note" role="status">${note}</p>`)}
      ${state.profileProblems.map(({ message, hint, span }) => html`<p class="note" role="alert"><span class="late" aria-hidden="true">✕</span> ${message} <span class="dim">${hint ?? ''}</span>${span ? html` <a href="#" @click=${(event: Event) => { event.preventDefault(); theHost().command({ do: 'reveal', span }); }}>line ${span.line}</a>` : nothing}</p>`)}
      <main class="halves"><div class="fields">${this.#fields(state, filling)}</div><div class="found">${state.sent && state.sent.where.length > 0 ? html`<section aria-labelledby="where"><h2 id="where">Where the files are</h2><ul class="uploads">${state.sent.where.map(({ name, text }) => html`<li>${name}<br><span class="data dim where">${text}</span></li>`)}</ul></section>` : nothing}
        ${checksOf(state)}${state.view ? sendingOf(state.view) : nothing}</div></main>`;
  }

  #fields(state: SubmitState, filling: Filling): TemplateResult {
    const { busy, clusters, cluster, profiles, profile, fields: { way }, access, file } = state, locked = busy !== '', jar = /\.jar$/i.test(file);
    return html`<section aria-labelledby="where-to"><h2 id="where-to">Where to</h2><div class="grid-fields">
        ${chooser('cluster', 'Cluster', '', [...(cluster === '' ? [{ value: '', label: 'Choose…' }] : []), ...clusters.map(({ id, name, url }) => ({ value: id, label: name === url ? name : `${name} (${url})` }))], cluster, locked, (id) => { theHost().command({ do: 'cluster', id }); })}
        ${chooser('profile', 'Profile', profiles.length === 0 ? 'There is no weir.profiles.json with profiles above this job.' : 'From weir.profiles.json. Choosing one fills in the form.', [{ value: '', label: 'None' }, ...profiles.map((name) => ({ value: name, label: name }))], profile, locked, (name) => { theHost().command({ do: 'profile', name }); })}
        ${textField(filling, 'name', 'Name', 'Of the batch, unique among those that Livy holds.', { wide: true, mono: false })}</div></section>
      <section aria-labelledby="sizes"><h2 id="sizes">Sizes</h2><div class="grid-fields">
        ${textField(filling, 'driverMemory', 'Driver memory', 'As Spark writes it.')}${textField(filling, 'driverCores', 'Driver cores', '')}
        ${textField(filling, 'executorMemory', 'Executor memory', 'As Spark writes it.')}${textField(filling, 'executorCores', 'Executor cores', '')}
        ${textField(filling, 'executorInstances', 'Executors', '')}${textField(filling, 'queue', 'YARN queue', '')}
        ${textField(filling, 'sparkVersion', 'Spark version', "The cluster's.")}${jar ? textField(filling, 'className', 'Main class', '') : nothing}</div></section>
      <section aria-labelledby="storage-title"><h2 id="storage-title">Storage</h2><div class="grid-fields">
        ${textField(filling, 'storage', 'Folder for uploads', 'With its scheme: abfss://filesystem@account.dfs.core.windows.net/jobs. The same bytes are uploaded once.', { wide: true })}
        ${way === 'account' ? chooser('access', 'Who writes there', ways.find(({ value }) => value === access)?.hint ?? '', ways, access, locked, (by) => { theHost().command({ do: 'access', by: by as AccessBy }); }) : nothing}</div></section>
      <section aria-labelledby="job"><h2 id="job">The job</h2>
        ${listField(filling, 'arguments', 'Arguments', 'As the job finds them in sys.argv, one a row. Livy, YARN and the Spark UI show them to all who may look.', 'argument')}
        ${mapField(filling, 'environment', 'Environment', 'For the driver and each executor.', 'variable', ['name', 'value'])}
        ${mapField(filling, 'substitutions', 'Substitutions', 'Whole string literals of the job, replaced in the uploaded copy only.', 'substitution', ['literal', 'what stands for it'])}
        ${mapField(filling, 'conf', 'Settings of Spark', '', 'setting', ['key', 'value'])}</section>
      <details><summary>Packages, files and jars</summary>
        ${listField(filling, 'packages', 'Maven packages', 'group:artifact:version, resolved by the cluster.', 'package')}${listField(filling, 'pyFiles', 'Python files', 'Beside what the job imports, which goes along by itself.', 'Python file')}
        ${listField(filling, 'files', 'Files', 'Of this machine, or with a scheme.', 'file')}${listField(filling, 'jars', 'Jars', '', 'jar')}${listField(filling, 'archives', 'Archives', '', 'archive')}
        ${chooser('helper', 'Progress helper', 'Two small Python files that tell each progress of a query in the driver\'s log, whatever its level. The job is not edited.', [{ value: '', label: 'Where the job turns its log down' }, { value: 'yes', label: 'Goes along' }, { value: 'no', label: 'Stays away' }], filling.form.helper, locked, (helper) => { filling.change({ helper: helper as SubmitForm['helper'] }); })}${flagField(filling, 'internet', 'The cluster reaches Maven', 'Off: packages are refused, and the Kafka connector has to be among the jars.')}${flagField(filling, 'connector', 'Add the Kafka connector', 'Where the job reads or writes Kafka.')}${flagField(filling, 'metrics', "Let the queries' progress be read", 'Adds spark.sql.streaming.metricsEnabled=true.')}</details>`;
  }
}
define('weir-submit', SubmitPage);

const command = (does: 'check' | 'submit' | 'stop' | 'save') => (): void => { theHost().command({ do: does }); };
