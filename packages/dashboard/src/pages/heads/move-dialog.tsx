import { useState } from 'react';
import { z } from 'zod';
import { useSend } from '../../api/use-api.ts';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Select, TextInput } from '../../components/inputs.tsx';
import { useLive } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';

export type Move = 'promote' | 'shadow' | 'rollback' | 'retire';

interface MoveDialogProps {
  readonly head: string;
  readonly version: string;
  readonly move: Move;
  readonly onClose: () => void;
}

/** Asks where and why before other scores count. */
export function MoveDialog({ head, version, move, onClose }: MoveDialogProps) {
  const cameras = useLive((live) => live.cameras);
  const [site, setSite] = useState('*');
  const [why, setWhy] = useState('');
  const words = strings.heads;
  const send = useSend({
    request: (body: object) => ({
      path: move === 'rollback' ? `/api/v1/heads/${head}/rollback` : `/api/v1/head-versions/${head}/${version}/${move}`,
      method: 'POST' as const,
      answer: z.unknown(),
      body,
    }),
    outdates: ['/api/v1/head-versions', `/api/v1/heads/${head}`],
  });
  const sites = [...new Set([...cameras.values()].map((camera) => camera.site as string))];
  return (
    <ConfirmDialog
      title={`${words.move[move]}: ${head} ${version}`}
      action={words.move[move]}
      danger={move === 'retire'}
      onConfirm={() => send.mutateAsync({ site, why })}
      onClose={onClose}
    >
      <p>{words.moveHelp[move]}</p>
      <Select
        label={words.where}
        value={site}
        options={[{ value: '*', label: words.otherSites }, ...sites.map((value) => ({ value, label: value }))]}
        onChange={setSite}
      />
      <TextInput label={words.why} maxLength={1000} value={why} onChange={setWhy} />
    </ConfirmDialog>
  );
}
