import { CodedError } from '@splitsight/kernel';
import { describe, expect, it } from 'vitest';
import { serverErrors } from '../errors.ts';
import { statusOf } from './status.ts';

const codesLike = (pattern: RegExp) => Object.keys(serverErrors).filter((code) => pattern.test(code));
const statuses = (codes: readonly string[]) => new Set(codes.map((code) => statusOf(new CodedError(code, ''))));

describe('the status of a refusal', () => {
  it.each([
    ['what nobody knows', /_UNKNOWN$/, [404]],
    ['what there is none of', /^(?!BACKUP).*_NONE$/, [404]],
    ['a name that is taken', /^(?!MQTT|HTTP).*_TAKEN$/, [409]],
    ['what somebody else has changed', /_CHANGED$/, [409]],
    ['too much that is kept, or that waits', /^(?!LIVE).*_TOO_MANY$/, [409, 429]],
    ['a limit of a data set, or that it has nothing', /^DATASET_(FULL|LABELS|EMPTY)$/, [409]],
    ['notes that an alert has enough of', /^REVIEW_NOTES$/, [409]],
  ])('is the same for all that say %s', (_, pattern, expected) => {
    const codes = codesLike(pattern);
    expect(codes.length).toBeGreaterThan(0);
    expect([...statuses(codes)].filter((status) => !expected.includes(status))).toEqual([]);
  });

  it('is 400 of a request that is wrong whatever the server keeps, and 500 of what has no code', () => {
    expect([...statuses(['HTTP_BODY', 'SNOOZE_PAST', 'PASSWORD_WEAK', 'HEAD_NAME_OF_ANOTHER_TABLE'])]).toEqual([400]);
    expect(statusOf(new TypeError('a defect'))).toBe(500);
  });
});
