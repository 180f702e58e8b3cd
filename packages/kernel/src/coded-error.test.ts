import { describe, expect, it } from 'vitest';
import { CodedError, defineErrors, isCodedError, messageOf } from './coded-error.ts';

const makeError = defineErrors({ DOOR_SHUT: 'the door is shut; open it', DOOR_LOST: 'there is no door' });

describe('a coded error', () => {
  it('says what its code means and which thing it happened to, and keeps its cause', () => {
    const cause = new Error('EACCES');
    const error = makeError('DOOR_SHUT', 'front', cause);
    expect(error).toBeInstanceOf(CodedError);
    expect(error.message).toBe('the door is shut; open it: front');
    expect(error).toMatchObject({ code: 'DOOR_SHUT', name: 'CodedError', cause });
    expect('cause' in makeError('DOOR_LOST', 'back')).toBe(false);
  });

  it('is told from others, by its code if need be', () => {
    const error = makeError('DOOR_SHUT', 'front');
    expect([isCodedError(error), isCodedError(error, 'DOOR_SHUT'), isCodedError(error, 'DOOR_LOST')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([new Error('x'), { code: 'DOOR_SHUT' }, null, undefined].some((other) => isCodedError(other))).toBe(false);
  });
});

it('whatever was thrown has a message', () => {
  expect([new Error('a'), 'b', 3, undefined].map(messageOf)).toEqual(['a', 'b', '3', 'undefined']);
});
