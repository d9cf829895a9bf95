import type { BridgeOps } from '../../protocol/bridge.ts';
import { analysisError, illegalArgument } from '../../spark/errors.ts';
import { isStreaming } from '../../spark/plan/plan.ts';
import { toRows } from '../../engine/columns/batch.ts';
import { execute } from './actions.ts';
import { lowerKeys } from './read.ts';
import { rowWriter } from './row-writer.ts';
import { openSink, scratchPath } from './sinks.ts';
import type { World } from './world.ts';

/** DataFrameWriter.save: files, topics; a format that the simulator does not have is kept as recorded output and said so. */
export function writeBatch(p: BridgeOps['df.write'], w: World): null {
  const plan = w.plan(p.df);
  if (isStreaming(plan)) throw analysisError("'write' can not be called on streaming Dataset/DataFrame");
  const format = p.format.toLowerCase(), options = lowerKeys(p.options);
  if (w.host.options.planOnly) return null;
  if (format === 'noop') { execute(plan, w); return null; }
  if (format === 'kafka') {
    const { sink } = openSink({ df: p.df, format, outputMode: null, options: p.options, partitionBy: [], queryName: null, trigger: null, path: null, table: null, foreachBatch: null, foreach: null, span: p.span }, plan, options, w, () => '');
    sink.addBatch({ batchId: 0, mode: 'Append', output: plan.output, rows: () => execute(plan, w) });
    return null;
  }
  if (format !== 'json' && format !== 'text' && format !== 'csv') {
    const rows = execute(plan, w);
    w.host.emit({ kind: 'note', text: `${rows.length} rows for ${p.table ?? p.path ?? options['url'] ?? format} (${format}) were kept as recorded output: the simulator has no ${format}.` });
    return null;
  }
  const path = p.path ?? options['path'];
  if (path === undefined) throw illegalArgument("'path' is not specified");
  const { files } = w.host, folder = scratchPath(path, w);
  const there = files.list(folder).some((e) => !e.name.startsWith('.'));
  switch (p.mode) {
    case 'error': case 'errorifexists': case 'default': if (there || files.stat(folder)) throw analysisError(`path ${files.uri(folder)} already exists.`); break;
    case 'ignore': if (there) return null; break;
    case 'overwrite': files.remove(folder); break;
    default:
  }
  const rows = toRows(execute(plan, w));
  files.write(files.resolve(folder, `part-00000-${globalThis.crypto.randomUUID()}-c000.${format === 'text' ? 'txt' : format}`), rowWriter(format, plan.output, options, w)(rows));
  files.write(files.resolve(folder, '_SUCCESS'), '');
  return null;
}
