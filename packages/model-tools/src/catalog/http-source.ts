import { posix } from 'node:path';
import type { Millis } from '@splitsight/kernel';
import { redactSecrets } from '@splitsight/kernel/node';
import { type Dispatcher, EnvHttpProxyAgent, interceptors } from 'undici';
import { type AnswerHead, judgeAnswer } from './answer.ts';
import { catalogError } from './errors.ts';
import type { Source, SourceFile } from './source.ts';

/** Redirects that are followed: Hugging Face needs one. */
const maxRedirections = 5;

/**
 * Makes the source that is a web server: the folder at `base`, with the paths of the model zoo or flat. A user and password
 * in the address are sent to that server. Proxies come from HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in either case.
 *
 * @param stallMs how long the server may be silent.
 */
export function createHttpSource(base: URL, file: SourceFile, stallMs: Millis): Source {
  const agent = new EnvHttpProxyAgent({
    connectTimeout: stallMs,
    headersTimeout: stallMs,
    bodyTimeout: stallMs,
    connections: 1,
  });
  const dispatcher = agent.compose(interceptors.redirect({ maxRedirections }));
  const folder = new URL(base);
  if (!folder.pathname.endsWith('/')) folder.pathname += '/';
  const credentials = `${decodeURIComponent(folder.username)}:${decodeURIComponent(folder.password)}`;
  folder.username = '';
  folder.password = '';
  const authorization =
    credentials === ':' ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
  const addresses = [...new Set([file.path, posix.basename(file.path)])].map((path) => new URL(path, folder));
  let chosen = 0;
  const nameOf = (address: URL | undefined) => redactSecrets(address?.href ?? folder.href);

  return {
    get name() {
      return nameOf(addresses[chosen]);
    },
    async open(part, signal) {
      for (;;) {
        const address = addresses[chosen];
        if (!address) throw catalogError('PULL_NOT_FOUND', addresses.map(nameOf).join(', '));
        const { size, origin } = part;
        const sameFile = origin?.source === nameOf(address) && origin.validator !== undefined;
        const answer = await dispatcher.request({
          origin: address.origin,
          path: `${address.pathname}${address.search}`,
          method: 'GET',
          signal,
          headers: {
            'accept-encoding': 'identity',
            'user-agent': 'splitsight',
            ...authorization,
            ...(size > 0 ? { range: `bytes=${size}-` } : {}),
            ...(size > 0 && sameFile ? { 'if-range': origin.validator } : {}),
          },
        });
        const head: AnswerHead = { status: answer.statusCode, headers: answer.headers };
        const verdict = judgeAnswer(head, { offset: size, bytes: file.bytes }, Date.now());
        if (verdict.kind === 'bytes') return { ...verdict, body: answer.body };
        drop(answer);
        if (verdict.kind !== 'refuse') return verdict;
        if (verdict.code !== 'PULL_NOT_FOUND') throw catalogError(verdict.code, `${nameOf(address)} (${verdict.why})`);
        chosen++;
      }
    },
    close: () => agent.destroy(),
  };
}

/** Lets go of an answer whose body nobody wants. */
function drop(answer: Dispatcher.ResponseData): void {
  answer.body.on('error', () => undefined);
  answer.body.destroy();
}
