import { useState } from 'react';
import { useUnsaved } from '../../address/unsaved.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { FileInput } from '../../components/file-input.tsx';
import { Checkbox } from '../../components/inputs.tsx';
import { Progress } from '../../components/progress.tsx';
import { formatBytes } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { addedWords } from './added-words.ts';
import type { DataSet } from './label-api.ts';
import { isId, LabelInput } from './label-input.tsx';
import { uploadParts } from './upload-parts.ts';
import { useUpload } from './use-upload.ts';

/** Pictures that all show the same become items; the server keeps none of them. */
export function UploadForm({ set }: { readonly set: DataSet }) {
  const [files, setFiles] = useState<readonly File[]>([]);
  const [label, setLabel] = useState('');
  const [relabels, setRelabels] = useState(false);
  const { progress, result, error, stopped, send, stop } = useUpload(set.name);
  useUnsaved(progress !== null);
  const words = strings.labels.upload;
  const { parts, refused } = uploadParts(files);
  const taken = parts.flat();
  const ready = taken.length > 0 && isId(label) && progress === null;
  return (
    <form
      className="panel"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void send(parts, { label, existing: relabels ? 'relabel' : 'keep' });
      }}
    >
      <h2>{words.title}</h2>
      <p className="dim">{words.help}</p>
      <FileInput
        label={words.choose}
        accept="image/jpeg,image/png,image/webp"
        multiple
        disabled={progress !== null}
        onChoose={setFiles}
      />
      {files.length > 0 && (
        <p className="dim" role="status">
          {words.chosen(taken.length, formatBytes(taken.reduce((sum, { size }) => sum + size, 0)))}{' '}
          {refused.length > 0 && words.refused(refused.length)}
        </p>
      )}
      <LabelInput label={strings.labels.label} value={label} known={Object.keys(set.labels)} onChange={setLabel} />
      <Checkbox label={strings.labels.existing} checked={relabels} onChange={setRelabels} />
      {error !== null && <ErrorNote error={error} />}
      {progress === null ? (
        <div>
          <Button type="submit" kind="main" disabled={!ready}>
            {words.start}
          </Button>
        </div>
      ) : (
        <div className="job-note">
          <Progress label={words.progress} part={progress.part} />
          <span className="dim">{words.sending(progress.request, progress.of)}</span>
          <Button onClick={stop}>{strings.common.cancel}</Button>
        </div>
      )}
      <div role="status">
        {stopped && <p>{words.stopped}</p>}
        {result && (
          <p>
            {words.done(result.pictures)} {addedWords(result.items)} {result.same > 0 && words.same(result.same)}{' '}
            {result.unreadable.count > 0 &&
              words.unreadable(result.unreadable.count, result.unreadable.names.join(', '))}
          </p>
        )}
      </div>
    </form>
  );
}
