// GraphQL over HTTP to the letter: every audit of `graphql-http` (MUST, SHOULD and MAY) passes against a running server.
import { serverAudits } from 'graphql-http';

const audits = serverAudits({ url: process.env.TSUNAGU_URL });
let failed = 0;
for (const audit of audits) {
  const result = await audit.fn();
  if (result.status === 'ok') continue;
  failed += 1;
  const answer = await result.response.clone().text();
  console.error(`${result.status} ${audit.id} ${audit.name}: ${result.reason}`);
  console.error(`  answered ${result.response.status} ${answer.slice(0, 300)}`);
}
console.log(`audits: ${audits.length - failed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
