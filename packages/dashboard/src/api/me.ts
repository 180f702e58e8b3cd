import { type Me, meAnswerSchema, type Role } from '@splitsight/wire';
import { useSyncExternalStore } from 'react';
import type { Right } from '../pages.ts';
import { session } from './session.ts';
import { useApi } from './use-api.ts';

/** Where the server says who asks. */
export const mePath = '/api/v1/me';

const rights: Readonly<Record<Role, readonly Right[]>> = {
  viewer: ['view'],
  operator: ['view', 'operate'],
  admin: ['view', 'operate', 'administer'],
};

/** Who uses the page; undefined until the server has said it. */
export function useMe(): Me | undefined {
  return useApi(mePath, { answer: meAnswerSchema }).data?.me;
}

/** Whether nobody is logged in, and the user would not. */
export function useLoginMissing(): boolean {
  return useApi(mePath, { answer: meAnswerSchema }).error?.code === 'HTTP_LOGIN';
}

/** Whether the page was opened by somebody whom the server does not know yet: it is asked who, and nothing is amiss. */
export function useNobodyIn(): boolean {
  const isAsked = useSyncExternalStore(session.subscribe, session.isAsked);
  const me = useMe();
  const isMissing = useLoginMissing();
  return me === undefined && (isAsked || isMissing);
}

/** What whoever uses the page may do. */
export function useMay(): (right: Right) => boolean {
  const me = useMe();
  return (right) => me !== undefined && rights[me.role].includes(right);
}
