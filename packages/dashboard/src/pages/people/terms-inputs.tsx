import { type Place, type Role, roles } from '@splitsight/wire';
import { Select, TextInput } from '../../components/inputs.tsx';
import { strings } from '../../strings/strings.ts';
import { PlacesInput } from './places-input.tsx';

/** What an administrator says of a user. */
export interface Terms {
  readonly full_name: string;
  readonly role: Role;
  readonly places: Place[] | null;
}

interface TermsInputsProps {
  readonly terms: Terms;
  readonly onChange: (terms: Terms) => void;
}

export function TermsInputs({ terms, onChange }: TermsInputsProps) {
  const words = strings.people;
  const { full_name, role, places } = terms;
  return (
    <>
      <TextInput
        label={words.fullName}
        value={full_name}
        maxLength={100}
        onChange={(value) => onChange({ ...terms, full_name: value })}
      />
      <Select
        label={words.role}
        help={words.roleHelp[role]}
        value={role}
        options={roles.map((value) => ({ value, label: words.roles[value] }))}
        onChange={(value) => onChange({ ...terms, role: value, places: value === 'admin' ? null : places })}
      />
      {/* Administrators see everything: they could give it to themselves. */}
      {role !== 'admin' && <PlacesInput value={places} onChange={(value) => onChange({ ...terms, places: value })} />}
    </>
  );
}
