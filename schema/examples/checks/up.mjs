// Before whatever asks a server (`node --import ./checks/up.mjs`): it answers, or here is how to start one.
process.env.TSUNAGU_URL ??= 'http://127.0.0.1:8080/graphql';
const url = process.env.TSUNAGU_URL;
try {
  await fetch(new URL('/livez', url));
} catch (error) {
  console.error(`no server answers at ${url} (${error.cause?.code ?? error.message}).
Start one: cargo run --release -- serve   or name another: TSUNAGU_URL=http://host:port/graphql`);
  process.exit(1);
}
