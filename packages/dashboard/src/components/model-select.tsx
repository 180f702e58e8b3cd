import { formatBytes } from '../format/format.ts';
import type { ModelChoice } from '../inference/choice.ts';
import { strings } from '../strings/strings.ts';
import { Select } from './inputs.tsx';

interface ModelSelectProps {
  readonly choices: readonly ModelChoice[];
  readonly chosen: ModelChoice;
  readonly onChoose: (choice: ModelChoice) => void;
  readonly disabled?: boolean;
}

/** Chooses the backbone that runs in this browser, and its numbers. */
export function ModelSelect({ choices, chosen, onChoose, disabled }: ModelSelectProps) {
  const words = strings.inference;
  return (
    <Select
      label={words.model}
      help={words.modelHelp(formatBytes(chosen.variant.file.bytes))}
      value={keyOf(chosen)}
      disabled={disabled}
      options={choices.map((choice) => ({
        value: keyOf(choice),
        label: `${choice.backbone.name}, ${words.precisions[choice.variant.precision]}`,
      }))}
      onChange={(key) => {
        const choice = choices.find((one) => keyOf(one) === key);
        if (choice) onChoose(choice);
      }}
    />
  );
}

const keyOf = ({ variant }: ModelChoice): string => variant.fingerprint;
