// The program, and servers of one's own that it starts.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const binary = process.env.TSUNAGU_BINARY ?? fileURLToPath(new URL('../../../target/debug/tsunagu', import.meta.url));
if (!existsSync(binary)) {
  console.error(`${binary} is not there: cargo build --workspace, or name the program in TSUNAGU_BINARY`);
  process.exit(1);
}

/** A server with these flags on a free port: its address, and how it ends. Without TSUNAGU_DATABASE it keeps nothing. */
export const serve = async (...flags) => {
  const env = { ...process.env, NO_COLOR: '1', TSUNAGU_LOG: 'warn', TSUNAGU_DATABASE: process.env.TSUNAGU_DATABASE ?? 'sqlite::memory:' };
  const server = spawn(binary, ['serve', '--listen', '127.0.0.1:0', ...flags], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => server.kill());
  for await (const line of createInterface({ input: server.stdout })) {
    const address = line.match(/listening on (http:\S+)/)?.[1];
    if (address) return { url: address, stop: () => server.kill() };
  }
  throw new Error(`the server does not start with ${flags.join(' ')}`);
};
