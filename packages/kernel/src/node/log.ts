import { pino } from 'pino';

/** Writes lines for people and collectors; `fields` are bounded, flat and free of secrets. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, unknown>>;

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Makes a logger that writes one JSON object a line to stderr. Every text passes {@link redactSecrets}. */
export function createLogger(name: string, level: LogLevel): Logger {
  const sink = pino(
    { name, level, base: { name }, timestamp: pino.stdTimeFunctions.isoTime, hooks: { streamWrite: redactSecrets } },
    pino.destination({ dest: 2, sync: true }),
  );
  return {
    debug: (message, fields) => sink.debug(fields, message),
    info: (message, fields) => sink.info(fields, message),
    warn: (message, fields) => sink.warn(fields, message),
    error: (message, fields) => sink.error(fields, message),
  };
}

/**
 * Replaces the user and password of every URL in a text with `***`, and the values of query parameters that carry them.
 *
 * Passwords hold any character in practice, so a URL is cut up to its last `@`: rather too much than too little.
 */
export function redactSecrets(text: string): string {
  return text
    .replace(/:\/\/(?:\\.|[^\s"'\\])*@/g, '://***@')
    .replace(
      /([?&](?:user(?:name)?|usr|pass(?:word|wd)?|pwd|token|(?:api_?)?key|auth|secret)=)[^\s&#"'\\]*/gi,
      '$1***',
    );
}
