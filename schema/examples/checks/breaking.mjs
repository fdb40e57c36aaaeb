// What a change does to the clients of `schema/catalogue.graphql`: breaking, dangerous or safe.
//
// The schema is compared with its previous version in git. A breaking change passes only when `schema/breaking-changes.md`
// names it: a line that contains the change as printed here, and why it was worth it. Once that file is committed, it is
// a promise: from that commit on every version is compared with the one before it, not only the last two.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSchema, findBreakingChanges, findDangerousChanges } from 'graphql';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const schemaFile = 'schema/catalogue.graphql';
const noteFile = 'schema/breaking-changes.md';
// The files may belong to somebody else than who runs the check.
const git = (...words) =>
  execFileSync('git', ['-c', 'safe.directory=*', ...words], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 }).trim();
// A copy without a history has nothing to be compared with.
const commits = (...words) => {
  try {
    return git('log', '--format=%H', ...words).split('\n').filter(Boolean);
  } catch (error) {
    console.log(`no history to compare with: ${String(error.stderr ?? error.message).trim().split('\n')[0]}`);
    return [];
  }
};

const promised = commits('--diff-filter=A', '--', noteFile).at(-1);
const range = promised ? [`${promised}..HEAD`] : ['-n', '2'];
const versions = [...commits(...range, '--', schemaFile), ...(promised ? [promised] : [])]
  .map((commit) => {
    try {
      return { name: commit.slice(0, 9), text: git('show', `${commit}:${schemaFile}`) };
    } catch {
      return undefined; // the commit removed the file, or stands before it
    }
  })
  .filter(Boolean)
  .reverse();
versions.push({ name: 'work tree', text: readFileSync(root + schemaFile, 'utf8').trim() });

const note = existsSync(root + noteFile) ? readFileSync(root + noteFile, 'utf8') : '';
let unexplained = 0;
for (const [at, version] of versions.slice(1).entries()) {
  const before = versions[at];
  if (before.text === version.text) continue;
  const [old, now] = [before, version].map(({ text }) => buildSchema(text, { assumeValidSDL: true }));
  const breaking = findBreakingChanges(old, now);
  const dangerous = findDangerousChanges(old, now);
  console.log(`${before.name} -> ${version.name}: ${breaking.length} breaking, ${dangerous.length} dangerous`);
  for (const { description } of dangerous) console.log(`  dangerous: ${description}`);
  for (const { description } of breaking) {
    const explained = note.includes(description);
    unexplained += explained ? 0 : 1;
    console.log(`  breaking${explained ? ' (in the note)' : ''}: ${description}`);
  }
}
if (unexplained) {
  console.error(`${unexplained} breaking changes: take them back (deprecate first), or write each into ${noteFile} with its reason`);
  process.exitCode = 1;
} else {
  console.log(`schema: no unexplained breaking change in ${versions.length} versions`);
}
