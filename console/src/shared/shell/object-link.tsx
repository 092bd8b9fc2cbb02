import { useRouter } from '@tanstack/react-router';
import { PathLink } from './path-link';
import { CertText } from '../text/cert-text';

/** Screens of objects by their resources, as firings and trigger sets name them. */
const screens: Readonly<Record<string, string>> = {
  certificates: '/certificates',
  discoveries: '/discoveries',
  approvals: '/approvals',
  jobs: '/jobs',
  groups: '/groups',
  raProfiles: '/ra-profiles',
  triggers: '/triggers',
  users: '/users',
  deliveries: '/deliveries',
  uploads: '/uploads',
  alerts: '/alerts',
  instances: '/builder/instances',
};

export interface ObjectLinkProps {
  readonly resource: string;
  readonly uuid: string | null | undefined;
  readonly name: string | null | undefined;
  readonly isCut?: boolean;
}

/** The name of an object, as a link where the console has a screen for it. */
export function ObjectLink({ resource, uuid, name, isCut = false }: ObjectLinkProps) {
  const { routesByPath } = useRouter();
  const screen = screens[resource];
  const text = <CertText isCut={isCut}>{name ?? uuid}</CertText>;
  const hasScreen = screen !== undefined && Object.keys(routesByPath).some((path) => path.startsWith(`${screen}/$`));
  if (!hasScreen || uuid === null || uuid === undefined) return text;
  return (
    <PathLink to={`${screen}/${uuid}`} className={isCut ? 'block truncate' : 'underline'}>
      {text}
    </PathLink>
  );
}
