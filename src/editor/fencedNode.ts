/** A runtime that can keep a program from writing files: the one set, or the editor's own, or one on the path; null when there is none. */
export async function fencedNode(set: string | undefined): Promise<string | null> {
  const { fenceFlag, findNode } = await import('../run/index.js');
  const own = set ?? process.execPath;
  if (await fenceFlag(own) !== null) return own;
  return set ? null : (await findNode())?.path ?? null;
}
