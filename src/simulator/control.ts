/** The few words of memory that the threads of a run share. Everything that could end a wait changes WAKE. */
export interface Control {
  words: Int32Array;
  /** Pyodide's interrupt buffer: 2 raises KeyboardInterrupt. */
  interrupt: Uint8Array;
}

export interface ControlBuffers { words: SharedArrayBuffer; interrupt: SharedArrayBuffer }

const WAKE = 0;
const STOPPED = 1;

export const newControl = (): ControlBuffers => ({ words: new SharedArrayBuffer(16), interrupt: new SharedArrayBuffer(4) });
export const openControl = (buffers: ControlBuffers): Control => ({ words: new Int32Array(buffers.words), interrupt: new Uint8Array(buffers.interrupt) });

/** Something came: whoever waits looks again. */
export function wake(control: Control): void {
  Atomics.add(control.words, WAKE, 1);
  Atomics.notify(control.words, WAKE);
}

/** Ctrl-C: Python raises KeyboardInterrupt at its next instruction, waits end. */
export function interrupt(control: Control): void {
  Atomics.store(control.words, STOPPED, 1);
  control.interrupt[0] = 2;
  wake(control);
}

/** For the next run of the same thread. */
export function forget(control: Control): void {
  Atomics.store(control.words, STOPPED, 0);
  control.interrupt[0] = 0;
}

/** True when Python has not raised it yet; then it will not. */
export function takeInterrupt(control: Control): boolean {
  const pending = control.interrupt[0] === 2;
  control.interrupt[0] = 0;
  return pending;
}

export const isStopped = (control: Control): boolean => Atomics.load(control.words, STOPPED) === 1;
export const ticket = (control: Control): number => Atomics.load(control.words, WAKE);

/** Blocks until something came after the ticket was taken, or `timeoutMs` passed. */
export function waitAfter(control: Control, seen: number, timeoutMs: number): void {
  Atomics.wait(control.words, WAKE, seen, timeoutMs);
}
