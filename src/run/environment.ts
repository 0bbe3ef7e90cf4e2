/** Variables that would change how the child itself runs, or that belong to the editor and not to the program. */
const UNWANTED = [
  /^NODE_OPTIONS$/, /^NODE_INSPECT/, /^NODE_CHANNEL_/, /^NODE_UNIQUE_ID$/, /^NODE_V8_COVERAGE$/, /^NODE_REPL_/,
  /^ELECTRON_/, /^VSCODE_/, /^CHROME_/, /^ORIGINAL_XDG_/,
];

/** The environment for the user's program: the host's own, less what is the editor's or a debugger's. */
export function scrubbedEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !UNWANTED.some((pattern) => pattern.test(name.toUpperCase())));
  // Makes Electron, which is what an extension host runs on, behave as the Node it contains; Node ignores it.
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1' };
}
