import type { DataSet } from './label-api.ts';
import { RangeForm } from './range-form.tsx';
import { UploadForm } from './upload-form.tsx';
import { VerdictsForm } from './verdicts-form.tsx';

/** Where items come from, but for what is like others. */
export function AddTab({ set }: { readonly set: DataSet }) {
  return (
    <div className="label-panels">
      <RangeForm set={set} />
      <UploadForm set={set} />
      <VerdictsForm set={set} />
    </div>
  );
}
