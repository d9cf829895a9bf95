/** Every feature asked of the built server, as an editor does, on two templates: what it offers, says, finds and changes. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { CompletionList, DocumentSymbol, Hover, InitializeResult, Location, SemanticTokens, SignatureHelp, WorkspaceEdit } from 'vscode-languageserver';
import { LanguageClient, uriOf } from '../unit/support/language-client.ts';

const TOPICS = [{ topic: 'card-transactions', connection: 'captures', schema: 'card STRING, amount DECIMAL(10,2), shop STRUCT<city: STRING>', examples: [{ partition: 1, offset: 0, timestamp: 1, key: '4711', value: '{"card": "4711"}' }] }, { topic: 'car-telemetry', connection: 'captures' }];

class Opened {
  #version = 1;
  constructor(readonly client: LanguageClient, readonly file: string, readonly text: string, readonly uri = uriOf(file)) {}

  static async of(client: LanguageClient, name: string): Promise<Opened> {
    const file = fileURLToPath(new URL(`../../media/templates/${name}/job.py`, import.meta.url)), opened = new Opened(client, file, readFileSync(file, 'utf8'));
    await client.open(file, opened.text);
    await client.until(`the run of ${name}`, () => client.planned.some(({ uri }) => uri === opened.uri));
    return opened;
  }

  /** Of a place in the template that stands there once, the caret at `¦`. */
  at(marked: string): { line: number; character: number } {
    const plain = marked.replace('¦', ''), begin = this.text.indexOf(plain);
    assert.ok(begin >= 0 && this.text.indexOf(plain, begin + 1) < 0, `${plain} stands there once`);
    const lines = this.text.slice(0, begin + marked.indexOf('¦')).split('\n');
    return { line: lines.length - 1, character: lines.at(-1)!.length };
  }

  ask<T>(method: string, place: string, more: object = {}): Promise<T | null> {
    return this.client.connection.sendRequest<T | null>(`textDocument/${method}`, { textDocument: { uri: this.uri }, position: this.at(place), ...more });
  }

  lineOf({ start }: { start: { line: number } }): string { return this.text.split('\n')[start.line]!.trim(); }

  /** What is offered where a text is typed in behind a place. */
  async typed(place: string, marked: string): Promise<string[]> {
    const [before, behind = ''] = marked.split('¦'), text = before! + behind, start = this.at(place), ended = (part: string): { line: number; character: number } => {
      const lines = part.split('\n');
      return { line: start.line + lines.length - 1, character: lines.at(-1)!.length + (lines.length === 1 ? start.character : 0) };
    };
    await this.client.change(this.file, ++this.#version, [{ range: { start, end: start }, text }]);
    const found = await this.client.connection.sendRequest<CompletionList | null>('textDocument/completion', { textDocument: { uri: this.uri }, position: ended(before!) });
    await this.client.change(this.file, ++this.#version, [{ range: { start, end: ended(text) }, text: '' }]);
    return (found?.items ?? []).map(({ label }) => label);
  }
}

let client: LanguageClient, result: InitializeResult, fraud: Opened, cars: Opened;
before(async () => {
  client = new LanguageClient();
  client.connection.onRequest('weir/topics', () => TOPICS);
  result = await client.start({ topics: true });
  fraud = await Opened.of(client, 'fraud-detection');
  cars = await Opened.of(client, 'connected-car');
}, { timeout: 120_000 });
after(async () => { await client.stop(); });

test('the server says what it can', () => {
  const { capabilities } = result;
  for (const name of ['completionProvider', 'hoverProvider', 'definitionProvider', 'referencesProvider', 'renameProvider', 'signatureHelpProvider', 'documentSymbolProvider', 'semanticTokensProvider', 'codeActionProvider'] as const) assert.ok(capabilities[name], name);
});

describe('completion', () => {
  const cases: [job: () => Opened, place: string, typed: string, wanted: string[], not: string[]][] = [
    [() => fraud, '.where("card IS NOT NULL")¦', '.select("', ['card', 'amount', 'ts'], ['holder']],
    [() => fraud, '.where("total > 3 * usual_total")¦', '.where("hold', ['holder', 'usual_total', 'window'], []],
    [() => fraud, '.where("total > 3 * usual_total")¦', '.select("window.', ['start', 'end'], ['card']],
    [() => fraud, '.where("total > 3 * usual_total")¦', '.', ['groupBy', 'withColumn', 'writeStream'], ['agg_nothing']],
    [() => fraud, 'F.max("amount")¦', '.', ['alias', 'cast'], ['groupBy']],
    [() => fraud, '.option("startingOffsets", "earliest")¦', '.option("', ['maxOffsetsPerTrigger', 'failOnDataLoss'], ['checkpointLocation']],
    [() => fraud, '.option("topic", "fraud-alerts")¦', '.option("', ['kafka.bootstrap.servers', 'checkpointLocation'], ['startingOffsets']],
    [() => fraud, '.option("startingOffsets", "earliest")¦', '.option("subscribe", "', ['card-transactions', 'car-telemetry'], []],
    [() => fraud, 'spark.streams.awaitAnyTermination()¦', '\nx = transactions.select(F.get_json_object("card", "$.', ['card', 'shop'], []],
    [() => fraud, 'spark.streams.awaitAnyTermination()¦', '\nx = F.wind', ['window'], ['groupBy']],
    [() => cars, 'F.max("sensors.engine_c")¦', ', F.max("sensors.¦")', ['speed_kmh', 'engine_c', 'tyres_kpa'], ['vin']],
    [() => cars, '.where("s.beyond")¦', '.where("s.', ['sensor', 'reading', 'limit', 'beyond'], ['vin']],
    [() => cars, '.where("s.beyond")¦', '.writeStream.outputMode("', ['append', 'update', 'complete'], []],
    [() => cars, '.where("s.beyond")¦', '.writeStream.format("', ['kafka', 'console', 'memory'], ['rate']],
    [() => cars, '.where("vin IS NOT NULL AND at IS NOT NULL")¦', '.selectExpr("date_tr', ['date_trunc', 'vin'], []],
  ];
  for (const [job, place, typed, wanted, not] of cases) test(`${typed.trim()} behind ${place.slice(0, 40)}`, async () => {
    const labels = await job().typed(place, typed);
    for (const each of wanted) assert.ok(labels.includes(each), `${each} is not among ${labels.slice(0, 40).join(', ')}`);
    for (const each of not) assert.ok(!labels.includes(each), each);
  });
});

describe('hover', () => {
  const cases: [job: () => Opened, place: string, ...RegExp[]][] = [
    [() => fraud, 'spen¦ding = (', /streaming DataFrame/, /`total` \| `decimal\(20,2\)`/, /Watermark on `window`, 30 seconds/],
    [() => fraud, 'F.to_json(F.struct("card", "hol¦der"', /\*\*holder\*\* · `string`/],
    [() => fraud, '.where("to¦tal > 3', /decimal\(20,2\)/, /Made in line \d+/],
    [() => fraud, 'F.from_¦json(', /from_json\(col, schema, options=/],
    [() => fraud, 'alerts_¦query = (', /streaming query/, /append mode/],
    [() => fraud, '"card-trans¦actions"', /topic of captures/, /`shop`/, /1-0 {2}4711 {2}\{"card": "4711"\}/],
    [() => fraud, '.option("startingOff¦sets"', /\*\*startingOffsets\*\* · kafka/],
    [() => cars, 'F.max("sensors.engine_¦c")', /sensors\.engine_c.* · `int`/],
    [() => cars, '.where("s.bey¦ond")', /`boolean`/],
    [() => cars, 'F.explo¦de(', /explode\(col\)/],
  ];
  for (const [job, place, ...wanted] of cases) test(place, async () => {
    const found = await job().ask<Hover>('hover', place), text = (found?.contents as { value: string } | undefined)?.value ?? '';
    for (const each of wanted) assert.match(text, each);
  });
});

test('definition: a column leads to what makes it, a variable to its assignment', async () => {
  for (const [job, place, line] of [[fraud, '.where("to¦tal > 3', 'F.sum("amount").alias("total"),'], [fraud, 'spending.join(prof¦iles, "card")', 'profiles = spark.read.schema(PROFILE).json(os.path.join(HERE, "profiles.json"))'], [cars, '"readings", "km", "top_speed_¦kmh", "average', 'F.max("sensors.speed_kmh").alias("top_speed_kmh"),'], [cars, 'sensor("tyre", sof¦test, 200', 'softest = F.array_min("sensors.tyres_kpa")']] as const) {
    const found = await job.ask<Location>('definition', place);
    assert.ok(found && found.uri === job.uri, place);
    assert.equal(job.lineOf(found.range), line);
  }
});

test('references and rename: every place of a column, and no other; what comes from the source is refused', async () => {
  const found = await fraud.ask<Location[]>('references', '.alias("lar¦gest")', { context: { includeDeclaration: true } });
  assert.deepEqual(found?.map(({ range }) => fraud.lineOf(range).slice(0, 24)), ['F.max("amount").alias("l', 'F.to_json(F.struct("card']);
  const edit = await fraud.ask<WorkspaceEdit>('rename', '.alias("lar¦gest")', { newName: 'biggest' });
  assert.deepEqual(edit?.changes?.[fraud.uri]?.map(({ newText }) => newText), ['biggest', 'biggest']);
  await assert.rejects(fraud.ask('rename', '.agg(\n        F.count("*").alias("n"),\n        F.sum("am¦ount")', { newName: 'sum' }), /comes from|is a field|gets its name/);
  const top = await cars.ask<WorkspaceEdit>('rename', '.alias("top_speed¦_kmh")', { newName: 'fastest' });
  assert.deepEqual(top?.changes?.[cars.uri]?.map(({ range }) => cars.lineOf(range).slice(0, 20)), ['F.max("sensors.speed', 'F.to_json(F.struct("']);
});

test('signature help, symbols and semantic tokens', async () => {
  const help = await fraud.ask<SignatureHelp>('signatureHelp', 'F.window("ts", "20 sec¦onds", "10 seconds")');
  assert.match(help?.signatures[0]?.label ?? '', /^window\(timeColumn, windowDuration/);
  assert.equal(help?.activeParameter, 1);
  for (const [job, wanted] of [[fraud, ['transactions', 'profiles', 'spending', 'alerts', 'profile_audit']], [cars, ['telemetry', 'fleet', 'sensor', 'alerts']]] as const) {
    const symbols = await client.connection.sendRequest<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument: { uri: job.uri } }), names = symbols.map(({ name }) => name);
    for (const each of wanted) assert.ok(names.includes(each), `${each}: ${names.join(', ')}`);
    const tokens = await client.connection.sendRequest<SemanticTokens>('textDocument/semanticTokens/full', { textDocument: { uri: job.uri } });
    assert.ok(tokens.data.length / 5 > 20, String(tokens.data.length));
  }
});
