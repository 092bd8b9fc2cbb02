import { objectRoutes } from './object-routes';

export const objectScreens = [
  ...objectRoutes('authorities', async () => (await import('./kinds/authorities')).authorities),
  ...objectRoutes(
    'certificate-profiles',
    async () => (await import('./kinds/certificate-profiles')).certificateProfiles,
  ),
  ...objectRoutes('ra-profiles', async () => (await import('./kinds/ra-profiles')).raProfiles),
  ...objectRoutes('groups', async () => (await import('./kinds/groups')).groups),
  ...objectRoutes('custom-attributes', async () => (await import('./kinds/custom-attributes')).customAttributes),
  ...objectRoutes('approval-profiles', async () => (await import('./kinds/approval-profiles')).approvalProfiles),
] as const;
