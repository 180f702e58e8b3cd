import { type PicturePolicy, type SitePolicy, sitePolicySchema } from '@splitsight/wire';
import { useState } from 'react';
import type { ApiError } from '../../api/api-error.ts';
import { useOutdate, useSend } from '../../api/use-api.ts';

export const policiesPath = '/api/v1/picture-policies';

/** Sets the policy of a site; where somebody else was faster, it is asked whose word holds. */
export function useSetPolicy({ site, revision }: Pick<SitePolicy, 'site' | 'revision'>) {
  const [conflict, setConflict] = useState<{ readonly policy: PicturePolicy | null } | null>(null);
  const outdate = useOutdate();
  const send = useSend({
    request: (policy: PicturePolicy | null) => ({
      path: `${policiesPath}/${encodeURIComponent(site)}`,
      method: 'PUT',
      body: { policy, revision },
      answer: sitePolicySchema,
    }),
    outdates: [policiesPath],
  });
  const isConflict = (error: ApiError | null) => error?.code === 'PICTURE_CHANGED';
  const set = (policy: PicturePolicy | null) => {
    setConflict(null);
    send.mutate(policy, {
      onError(error) {
        if (!isConflict(error)) return;
        setConflict({ policy });
        outdate([policiesPath]);
      },
    });
  };
  return {
    set,
    /** What was to be set when somebody else had set something; the row is theirs by now. */
    conflict,
    error: isConflict(send.error) ? null : send.error,
    isBusy: send.isPending,
    settle(whose: 'mine' | 'theirs') {
      if (whose === 'mine' && conflict) set(conflict.policy);
      else setConflict(null);
    },
  };
}
