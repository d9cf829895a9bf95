/** Why a run's thread or process is gone, in words. */
export function deathOf(error: { code?: string; message?: string } | undefined, memoryLimit: number): string {
  const limit = `${(memoryLimit / 1024 ** 3).toFixed(memoryLimit % 1024 ** 3 === 0 ? 0 : 1)} GiB`;
  if (error?.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return `The job needed more memory than its limit of ${limit}, so it was ended. State that is never evicted, or a collect() of everything, are the usual reasons.`;
  }
  return `The simulator ended unexpectedly${error?.message === undefined ? '.' : `: ${error.message}`}`;
}

/** The same, from how a child process ended. V8 aborts when its heap is full: SIGABRT, or 134 where a shell or Windows translates it. */
export function deathOfProcess(code: number | null, signal: string | null, memoryLimit: number): string {
  if (signal === 'SIGABRT' || code === 134 || signal === 'SIGKILL' || code === 137) return deathOf({ code: 'ERR_WORKER_OUT_OF_MEMORY' }, memoryLimit);
  return deathOf({ message: signal === null ? `exit code ${code}` : `signal ${signal}` }, memoryLimit);
}
