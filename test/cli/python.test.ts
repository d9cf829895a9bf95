/** A job file runs as `python job.py` runs it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { clean, FILES, Folder, last, SESSION } from './support.ts';

const folder = new Folder();
after(() => { folder.remove(); });
const python = process.env['WEIR_TEST_PYTHON'] ?? (process.platform === 'win32' ? 'python' : 'python3');

describe('the script', () => {
  it('is __main__, knows its file and arguments, and imports what lies beside it', async () => {
    folder.write('helper.py', 'NAME = __name__\ndef f(): return 7\n');
    folder.write('pack/__init__.py', 'from .part import x\n');
    folder.write('pack/part.py', 'x = 8\n');
    const ran = await folder.job('import sys, os, helper, pack\nprint(__name__, os.path.basename(__file__), sys.argv, helper.NAME, helper.f(), pack.x, __doc__, os.getcwd() == os.path.dirname(__file__))\n', [], {}, ['--input', 'a b', '-x']);
    assert.deepEqual([ran.code, ran.err], [0, '']);
    assert.equal(ran.out, "__main__ job.py ['job.py', '--input', 'a b', '-x'] helper 7 8 None True\n");
    assert.equal(existsSync(folder.at('__pycache__')), false);
  });

  it('ends with the exit code and text of sys.exit', async () => {
    for (const [source, code, out, err] of [
      ['raise SystemExit', 0, '', ''], ['import sys; sys.exit(3)', 3, '', ''], ['import sys; sys.exit("went wrong")', 1, '', 'went wrong\n'], ['import sys; sys.exit(None)', 0, '', ''],
      ['import sys; sys.exit(300)', 44, '', ''], ['import os; print("x"); os._exit(4)', 4, 'x\n', ''], ['import sys; print("o"); print("e", file=sys.stderr)', 0, 'o\n', 'e\n'],
      ['import atexit; atexit.register(print, "bye"); print("hi")', 0, 'hi\nbye\n', ''], ['', 0, '', ''],
    ] as const) {
      const ran = await folder.job(`${source}\n`);
      assert.deepEqual([ran.code, ran.out, ran.err], [code, out, err], source);
    }
  });

  it('reads stdin, and its end', async () => {
    const ran = await folder.job('import sys\nprint(repr(input()), repr(sys.stdin.readline()), repr(sys.stdin.read()))\ntry: input()\nexcept EOFError: print("end")\n', [], { input: 'one\ntwo\nthr\u00e9e\u20ac\n' });
    assert.equal(ran.out, "'one' 'two\\n' 'thr\u00e9e\u20ac\\n'\nend\n");
  });

  it('reads and writes real files', async () => {
    folder.write('data/in \u00e4.txt', 'h\u00e9llo\r\n');
    const ran = await folder.job(`import os, pathlib, tempfile, shutil
print(repr(open("data/in \u00e4.txt", encoding="utf-8", newline="").read()), os.path.getsize("data/in \u00e4.txt"))
os.makedirs("made/deep", exist_ok=True)
pathlib.Path("made/deep/out.bin").write_bytes(bytes(range(256)))
with open("made/log.txt", "a") as f: f.write("one\\n")
with open("made/log.txt", "a") as f: f.write("two\\n")
os.rename("made/log.txt", "made/renamed.txt")
print(sorted(os.listdir("made")), open("made/renamed.txt").read().split())
with tempfile.TemporaryDirectory() as t:
    open(os.path.join(t, "x"), "w").close()
    print(os.listdir(t))
try: open("nothing.txt")
except FileNotFoundError as e: print("missing", e.filename)
shutil.rmtree("made/deep")
print(os.path.exists("made/deep"))
`);
    assert.deepEqual([ran.code, ran.err], [0, '']);
    assert.equal(ran.out, "'h\u00e9llo\\r\\n' 8\n['deep', 'renamed.txt'] ['one', 'two']\n['x']\nmissing nothing.txt\nFalse\n");
    assert.equal(folder.read('made/renamed.txt'), 'one\ntwo\n');
  });

  it('has the environment, the time and chance', async () => {
    const source = 'import os, random, time, uuid, datetime\nprint(os.environ["WEIR_TEST_WORD"], os.environ.get("NOT_SET"), random.random(), uuid.uuid4(), time.tzname[0])\na = time.time(); time.sleep(3600); b = time.time(); print(round(b - a), datetime.datetime.now().year > 2000)\n';
    const [first, second] = [await folder.job(source, [], { env: { WEIR_TEST_WORD: 'w\u00f6rd' } }), await folder.job(source, [], { env: { WEIR_TEST_WORD: 'w\u00f6rd' } })];
    assert.match(first.out, /^w\u00f6rd None 0\.\d+ \S{36} UTC\n3600 True\n$/);
    assert.notEqual(first.out, second.out);
    const real = await folder.job('import time\na = time.time(); time.sleep(0.3); print(0.25 < time.time() - a < 5)\n', ['--clock', 'real']);
    assert.equal(real.out, 'True\n');
  });

  it('shows an uncaught OSError with the number that Linux gives it', async () => {
    const ran = await folder.job('open("nothing.txt")\n');
    assert.equal(ran.code, 1);
    assert.equal(last(ran.err), "FileNotFoundError: [Errno 2] No such file or directory: 'nothing.txt'");
  });
});

describe('packages', () => {
  it('of the chosen interpreter can be imported when they are pure Python', async () => {
    const venv = folder.at('venv');
    const made = spawnSync(python, ['-m', 'venv', '--without-pip', venv], { encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
    const chosen = process.platform === 'win32' ? join(venv, 'Scripts', 'python.exe') : join(venv, 'bin', 'python');
    const site = spawnSync(chosen, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'], { encoding: 'utf8' }).stdout.trim();
    mkdirSync(join(site, 'purepack'), { recursive: true });
    writeFileSync(join(site, 'purepack', '__init__.py'), 'WORD = "pure"\n');
    mkdirSync(join(site, 'nativepack'));
    writeFileSync(join(site, 'nativepack', '__init__.py'), 'from ._speed import x\n');
    writeFileSync(join(site, 'nativepack', '_speed.cpython-312-x86_64-linux-gnu.so'), '');
    writeFileSync(join(site, 'kafka.py'), 'WORD = "client"\n');
    const pure = await folder.job('import purepack\nprint(purepack.WORD)\n', ['--python', chosen]);
    assert.deepEqual([pure.code, pure.out, pure.err], [0, 'pure\n', '']);
    const cases = [['nativepack', /^weir: nativepack in .* contains native code, which the simulator cannot load; run this job with a real Spark/m], ['kafka', /^weir: kafka needs network sockets, which the simulator does not have; /m],
      ['pandas', /^weir: pandas is native code, /m], ['nowhere', /^weir: nowhere is not installed in .*; install it there, or choose another interpreter with --python\.$/m]] as const;
    for (const [name, hint] of cases) {
      const ran = await folder.job(`x = 1\nimport ${name}\n`, ['--python', chosen]);
      assert.equal(ran.code, 1);
      assert.equal(last(ran.err), `ModuleNotFoundError: No module named '${name}'`);
      assert.match(ran.err, hint);
      assert.match(ran.err, /job\.py", line 2, in <module>/);
      clean(ran);
      const caught = await folder.job(`try:\n    import ${name}\nexcept ImportError as e:\n    print("none", e.name)\n`, ['--python', chosen]);
      assert.deepEqual([caught.code, caught.out, caught.err], [0, `none ${name}\n`, ''], name);
    }
  });

  it('that are not there: threads, processes, sockets are refused by name', async () => {
    for (const source of ['import threading; threading.Thread(target=print).start()', 'import subprocess; subprocess.run(["ls"])', 'import socket; socket.create_connection(("127.0.0.1", 1))', 'import multiprocessing; multiprocessing.Pool()']) {
      const ran = await folder.job(`try:\n    ${source}\nexcept Exception: print("swallowed")\n`);
      assert.equal(ran.code, 78, source);
      assert.match(ran.err, /^weir: .*job\.py:2:\d+ error not-simulated \S.* is not simulated\. \S/m);
      assert.equal(ran.out, '');
    }
  });
});

describe('a kill and a restart by the command line', () => {
  const JOB = `${FILES}q = df.writeStream.format("json").option("checkpointLocation", "checkpoint").start("out")
try:
    q.awaitTermination()
finally:
    print("tidied")
print(sorted(r.k for r in spark.read.schema("k string, v int").json("out").collect()))
`;
  it('dies without a word of the job, and goes on from the checkpoint', async () => {
    for (const at of ['afterSinkFiles:0', 'afterSink:0', 'afterCommit:0', 'afterOffsets:1']) {
      const killed = await folder.job(JOB, ['--crash', at]);
      assert.deepEqual([killed.code, killed.out], [137, ''], at);
      assert.match(killed.err, /^weir: The run was killed at \w+ of batch \d, as asked\. Run the job again: it goes on from its checkpoint\.$/m);
      const again = await folder.job(JOB);
      assert.deepEqual([again.code, again.out], [0, "tidied\n['a', 'b', 'c']\n"], at);
      for (const name of ['checkpoint', 'out']) folder.remove(name);
    }
  });

  it('says when no batch came to the point, and what is no point', async () => {
    const never = await folder.job(JOB, ['--crash', 'afterSink:77']);
    assert.equal(never.code, 0);
    assert.match(never.err, /^weir: Nothing was killed: no batch 77 came to afterSink\./m);
    assert.match((await folder.job(JOB, ['--crash', 'nowhere'])).err, /--crash is one of afterSourceLog, .*, not nowhere\./);
    assert.equal((await folder.job(`${SESSION}\n`, ['--crash', 'afterSink:x'])).code, 2);
  });
});
