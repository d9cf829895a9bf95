/** The environment as a job sees it. `ELECTRON_RUN_AS_NODE` is how VS Code's own runtime is told to run Weir: nothing of the job's. */
export const jobEnvironment = (env: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'ELECTRON_RUN_AS_NODE'));
