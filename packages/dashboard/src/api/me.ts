import { type Me, meAnswerSchema, type Role } from '@splitsight/wire';
import type { Right } from '../pages.ts';
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

/** What whoever uses the page may do. */
export function useMay(): (right: Right) => boolean {
  const me = useMe();
  return (right) => me !== undefined && rights[me.role].includes(right);
}
