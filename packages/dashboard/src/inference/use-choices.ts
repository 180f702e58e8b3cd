import { type ModelsAnswer, modelsAnswerSchema } from '@splitsight/wire';
import { useMemo, useState } from 'react';
import { useApi } from '../api/use-api.ts';
import { type ModelChoice, modelChoices } from './choice.ts';

export interface Choices {
  /** Undefined until the server has answered. */
  readonly offer: ModelsAnswer | undefined;
  readonly choices: readonly ModelChoice[];
  readonly chosen: ModelChoice | undefined;
  choose(choice: ModelChoice): void;
  readonly error: unknown;
  retry(): void;
}

/** The models that the server offers, and the one that was chosen: the first until then. */
export function useChoices(): Choices {
  const { data, error, refetch } = useApi('/api/v1/models', { answer: modelsAnswerSchema });
  const [wanted, setWanted] = useState<string>();
  const choices = useMemo(() => (data ? modelChoices(data) : []), [data]);
  return {
    offer: data,
    choices,
    chosen: choices.find(({ variant }) => variant.fingerprint === wanted) ?? choices[0],
    choose: ({ variant }) => setWanted(variant.fingerprint),
    error,
    retry: () => void refetch(),
  };
}
