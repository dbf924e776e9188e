// A client that stores images of half a megabyte one after the other as fast as they are taken, until its input ends. It
// is a process of its own: what it does must not hold up whoever measures beside it. Says at the end when each was stored.
import { ctRequests } from './ct-requests.ts';
import { createClient, requireStatus } from './http.ts';

const [url = '', seriesInstanceUID = ''] = process.argv.slice(2);
const request = ctRequests({ studyInstanceUID: '2.25.9', seriesInstanceUID, side: 512 });
const client = createClient(1);
const stopping = new AbortController();
process.stdin.on('end', () => {
  stopping.abort();
});
process.stdin.resume();

const stored: number[] = [];
while (!stopping.signal.aborted) {
  requireStatus(await client.ask(url, request(stored.length + 1)), 200);
  stored.push(Date.now());
}
process.stdout.write(JSON.stringify(stored));
client.close();
