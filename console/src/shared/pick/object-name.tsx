import { useQuery } from '@tanstack/react-query';
import { useMay } from '../session/me';
import { CertText } from '../text/cert-text';
import { pickedQuery, sources, type PickedKind } from './sources';

export interface ObjectNameProps {
  readonly kind: PickedKind;
  readonly uuid: string;
}

/** An object by its name; by its id for who may not read it. */
export function ObjectName({ kind, uuid }: ObjectNameProps) {
  const enabled = useMay()(sources[kind].permission);
  const found = useQuery({ ...pickedQuery(kind, uuid), enabled });
  return <CertText>{found.data?.name ?? uuid}</CertText>;
}
