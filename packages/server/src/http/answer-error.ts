import { isCodedError } from '@splitsight/kernel';
import type { FastifyReply } from 'fastify';
import { serverError } from '../errors.ts';

/** Answers with what went wrong: coded errors with their line, anything else without details. */
export function answerError(reply: FastifyReply, status: number, error: unknown): FastifyReply {
  const coded = isCodedError(error) ? error : serverError('HTTP_FAILED', `status ${status}`, error);
  return reply.code(status).send({ error: { code: coded.code, message: coded.message } });
}
