/** Templates become projects: filled where the defaults stood, as a whole or not at all, and nothing is written over. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { BadAnswer, completed, durationMs, problemWith } from '../../src/templates/answers.ts';
import { fill } from '../../src/templates/fill.ts';
import { CannotWrite, createProject } from '../../src/templates/project.ts';
import { BadTemplate, listTemplates, readTemplate, templateFiles, type Question, type Template } from '../../src/templates/template.ts';

const TEMPLATES = fileURLToPath(new URL('../../media/templates', import.meta.url));
const NINE = ['batch-to-streaming', 'clickstream', 'connected-car', 'fraud-detection', 'inventory-demand', 'it-monitoring', 'patient-monitoring', 'smart-grid', 'store-traffic'];

describe('templates', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-templates-unit-'));
  after(() => { rmSync(folder, { recursive: true, force: true }); });

  it('are nine, each with what a project needs', async () => {
    const templates = await listTemplates(TEMPLATES);
    assert.deepEqual(templates.map(({ id }) => id).sort(), NINE);
    for (const template of templates) {
      const files = await templateFiles(TEMPLATES, template.id);
      for (const name of ['job.py', 'generate.py', 'job.stream-test.yaml', 'README.md']) assert.ok(files.has(name), `${template.id} has no ${name}`);
      for (const [name, text] of files) if (name.endsWith('.capture.jsonl') && template.id !== 'fraud-detection') assert.ok(text.length <= 60 * 1024, `${template.id}/${name} has ${text.length} characters`);
      const captures = [...files.keys()].filter((name) => name.endsWith('.capture.jsonl')).map((name) => name.replace(/^captures\/|\.capture\.jsonl$/g, ''));
      assert.deepEqual(captures.filter((topic) => !template.questions.some((question) => question.kind === 'topic' && question.default === topic)), [], `${template.id}: a topic that is not asked for`);
    }
  });

  it('with the defaults are their files as they are', async () => {
    for (const id of NINE) {
      const template = await readTemplate(TEMPLATES, id), files = await templateFiles(TEMPLATES, id);
      assert.deepEqual([...fill(template, files, completed(template, {})).files], [...files], id);
    }
  });

  it('take every answer: no default is left where an answer belongs', async () => {
    for (const id of NINE) {
      const template = await readTemplate(TEMPLATES, id), files = await templateFiles(TEMPLATES, id);
      for (const question of template.questions) {
        const answer = { topic: 'quite.another_topic', duration: '17 seconds', path: '/data/elsewhere' }[question.kind];
        if (question.atMost !== undefined || template.questions.some(({ atMost }) => atMost === question.id)) continue;
        const filled = fill(template, files, completed(template, { [question.id]: answer })).files;
        assert.ok(filled.get('job.py')!.includes(answer) || filled.get('streaming.py')?.includes(answer), `${id}: ${question.id} is not in the job`);
        if (question.kind !== 'topic') continue;
        for (const [name, text] of filled) assert.doesNotMatch(`${name}\n${text}`, new RegExp(`(?<![\\w-])${question.default}(?![\\w-])`), `${id}/${name} still has ${question.default}`);
      }
    }
  });

  it('leave out expectations of other durations, and say so', async () => {
    const made = await createProject(TEMPLATES, 'connected-car', join(folder, 'slow'), { window: '5 minutes', watermark: '10 minutes' });
    assert.deepEqual(made.leftOut, ['job.stream-test.yaml']);
    assert.ok(!made.files.includes('job.stream-test.yaml'));
    const job = readFileSync(made.open, 'utf8');
    assert.match(job, /withWatermark\("at", "10 minutes"\)\n {4}\.groupBy\(F\.window\("at", "5 minutes"\)/);
    assert.match(job, /each car and window\nof 5 minutes and writes/);
  });

  it('rename topics in files, names of files and captures', async () => {
    const made = await createProject(TEMPLATES, 'clickstream', join(folder, 'shop'), { clicks: 'page-impressions-clicked', impressions: 'shown' });
    assert.deepEqual(readdirSync(join(folder, 'shop', 'captures')).sort(), ['page-impressions-clicked.capture.jsonl', 'shown.capture.jsonl']);
    for (const line of readFileSync(join(folder, 'shop', 'captures', 'shown.capture.jsonl'), 'utf8').trimEnd().split('\n')) assert.equal((JSON.parse(line) as { topic: string }).topic, 'shown');
    assert.ok(made.files.includes('job.stream-test.yaml'), 'the same rows come out of topics of another name');
    assert.ok(!readdirSync(join(folder, 'shop')).includes('template.json'));
  });

  it('an answer that is the default of another question stays an answer', async () => {
    const template: Template = { id: 't', name: 'T', description: 'd', open: 'job.py', readme: 'README.md', questions: [topic('a', 'in-topic'), topic('b', 'out-topic')] };
    const { files } = fill(template, new Map([['job.py', 'in-topic out-topic in-topic-2 my-in-topic']]), { a: 'out-topic', b: 'in-topic' });
    assert.equal(files.get('job.py'), 'out-topic in-topic in-topic-2 my-in-topic');
  });

  it('a path keeps its backslashes and quotes in Python', async () => {
    const made = await createProject(TEMPLATES, 'connected-car', join(folder, 'windows'), { checkpoints: 'C:\\weir "one"' });
    assert.ok(readFileSync(made.open, 'utf8').includes('"CHECKPOINTS", "C:\\\\weir \\"one\\"")'));
  });

  it('a template whose default does not stand where it should is refused', () => {
    const template: Template = { id: 't', name: 'T', description: 'd', open: 'job.py', readme: 'README.md', questions: [{ ...topic('a', 'in-topic'), places: [{ file: 'job.py', text: 'subscribe("{}")' }] }] };
    assert.throws(() => fill(template, new Map([['job.py', 'in-topic']]), {}), BadTemplate);
    assert.throws(() => fill(template, new Map([['other.py', 'subscribe("in-topic")']]), {}), /t has no file job\.py/);
  });

  const bad: readonly [question: string, answer: string, says: RegExp][] = [
    ['transactions', '', /1 to 249/], ['transactions', 'a b', /1 to 249/], ['transactions', 'x'.repeat(250), /1 to 249/], ['transactions', '..', /1 to 249/], ['transactions', 'tx"); import os', /1 to 249/], ['transactions', 'fraud-alerts', /is fraud-alerts already/],
    ['window', '20', /a number and a unit/], ['window', 'soon', /a number and a unit/], ['window', '-5 seconds', /a number and a unit/], ['window', '1 month', /no fixed length/], ['window', '0 seconds', /longer than nothing/], ['window', '5 seconds', /longer than 5 seconds/],
    ['watermark', '1.5 hours', /a number and a unit/], ['slide', '1 minute', /longer than 20 seconds/], ['checkpoints', '', /not empty/], ['checkpoints', ' x', /no space at its ends/], ['checkpoints', 'a\nb', /line breaks/], ['checkpoints', 'a{b}', /braces/],
    ['colour', 'red', /does not ask for colour/],
  ];
  for (const [question, answer, says] of bad) {
    it(`${question}=${JSON.stringify(answer.slice(0, 20))} is refused, and nothing is written`, async () => {
      await assert.rejects(createProject(TEMPLATES, 'fraud-detection', join(folder, 'bad'), { [question]: answer }), (error: Error) => error instanceof BadAnswer && says.test(error.message));
      assert.ok(!readdirSync(folder).includes('bad'));
    });
  }

  it('durations as Spark reads them', () => {
    for (const [text, ms] of [['1 hour', 3_600_000], ['90 Seconds', 90_000], ['1 day 2 hours', 93_600_000], ['2 weeks', 1_209_600_000], ['5 ms', undefined], ['1 hour 30', undefined], ['', undefined]] as const) assert.equal(durationMs(text), ms, text);
  });

  it('a slide is held against the window that was answered', async () => {
    const template = await readTemplate(TEMPLATES, 'fraud-detection'), slide = template.questions.find(({ id }) => id === 'slide')!;
    assert.equal(problemWith(template, slide, '1 minute', { window: '2 minutes' }), undefined);
    assert.match(problemWith(template, slide, '3 minutes', { window: '2 minutes' }) ?? '', /longer than 2 minutes/);
  });

  it('a folder that holds one of the files is left as it is', async () => {
    const target = join(folder, 'taken');
    mkdirSync(target);
    writeFileSync(join(target, 'README.md'), 'mine');
    await assert.rejects(createProject(TEMPLATES, 'connected-car', target, {}), (error: Error) => error instanceof CannotWrite && error.message.includes('holds README.md already'));
    assert.deepEqual(readdirSync(target), ['README.md']);
    assert.equal(readFileSync(join(target, 'README.md'), 'utf8'), 'mine');
    assert.deepEqual(readdirSync(folder).filter((name) => name.startsWith('.')), []);
  });

  it('a folder with other files takes the project beside them', async () => {
    const target = join(folder, 'repository');
    mkdirSync(join(target, '.git'), { recursive: true });
    writeFileSync(join(target, 'LICENSE'), 'mine');
    const made = await createProject(TEMPLATES, 'connected-car', target, {});
    assert.deepEqual(readdirSync(target).sort(), ['.git', 'LICENSE', ...new Set(made.files.map((name) => name.split('/')[0]!))].sort());
  });

  it('what cannot be written leaves nothing behind', { skip: process.platform === 'win32' && 'paths have other limits' }, async () => {
    // So deep that the folder itself has room, and the files in it have none: this holds for every user, the administrator too.
    const most = process.platform === 'darwin' ? 1024 : 4096, deep: string[] = [folder];
    while (join(...deep).length < most - 260) deep.push('d'.repeat(200));
    deep.push('e'.repeat(most - 40 - join(...deep).length));
    const target = join(...deep);
    mkdirSync(target, { recursive: true });
    await assert.rejects(createProject(TEMPLATES, 'connected-car', join(target, 'job'), {}), (error: Error) => error instanceof CannotWrite && error.code === 'ENAMETOOLONG');
    assert.deepEqual(readdirSync(target), []);
  });

  it('a file where the folder should be', async () => {
    writeFileSync(join(folder, 'file'), 'mine');
    await assert.rejects(createProject(TEMPLATES, 'connected-car', join(folder, 'file'), {}), (error: Error) => error instanceof CannotWrite && error.message.endsWith('is a file.'));
    await assert.rejects(createProject(TEMPLATES, 'connected-car', join(folder, 'file', 'deeper'), {}), CannotWrite);
    assert.equal(readFileSync(join(folder, 'file'), 'utf8'), 'mine');
  });

  it('a manifest that is wrong is named with what is wrong', async () => {
    const templates = join(folder, 'manifests');
    for (const [id, text, says] of [['none', '', /none\/template\.json: /], ['list', '{"name":"x","description":"x","open":"x","readme":"x"}', /questions is no list/], ['kind', '{"name":"x","description":"x","open":"x","readme":"x","questions":[{"id":"a","kind":"colour"}]}', /kind is one of/],
      ['places', '{"name":"x","description":"x","open":"x","readme":"x","questions":[{"id":"a","kind":"path","label":"l","default":"d","places":[]}]}', /a has no places/], ['text', '{"name":7,"questions":[]}', /name is no text/]] as const) {
      mkdirSync(join(templates, id), { recursive: true });
      writeFileSync(join(templates, id, 'template.json'), text);
      await assert.rejects(readTemplate(templates, id), (error: Error) => error instanceof BadTemplate && says.test(error.message), id);
    }
  });
});

const topic = (id: string, name: string): Question => ({ id, kind: 'topic', label: id, default: name, places: [{ file: '*', text: '{}' }] });
