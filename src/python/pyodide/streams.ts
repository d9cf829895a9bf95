/** Python's fds 0, 1 and 2: bytes, in order, as the job writes them. */
import type { PythonPort } from '../host.ts';
import type { Pyodide } from './emscripten.ts';

export function connectStreams(pyodide: Pyodide, port: PythonPort): void {
  pyodide.setStdin({ read: (buffer: Uint8Array) => port.stdin(buffer), isatty: port.isatty('stdin') });
  pyodide.setStdout({ write: (bytes: Uint8Array) => written(port, 'stdout', bytes), isatty: port.isatty('stdout') });
  pyodide.setStderr({ write: (bytes: Uint8Array) => written(port, 'stderr', bytes), isatty: port.isatty('stderr') });
}

/** A copy: the view is of Python's memory, which the next call changes. */
function written(port: PythonPort, stream: 'stdout' | 'stderr', bytes: Uint8Array): number {
  port[stream](bytes.slice());
  return bytes.length;
}
