import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../api/client';
import { useMay } from '../session/me';
import { isEditable, type AttributeDefinition } from './values';

export const definitionsQuery = queryOptions({
  queryKey: ['custom-attributes', 'all'],
  staleTime: 60_000,
  async queryFn({ signal }) {
    const found: AttributeDefinition[] = [];
    let cursor: string | null = null;
    do {
      const query = { limit: 200, ...(cursor === null ? {} : { cursor }) };
      const page: { items: AttributeDefinition[]; nextCursor: string | null } = await dataOf(
        api.GET('/api/v1/custom-attributes', { params: { query }, signal }),
      );
      found.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return found;
  },
});

/** Definitions of attributes that people can set on such objects; none where the person may not see them. */
export function useDefinitions(resource: AttributeDefinition['resources'][number]): readonly AttributeDefinition[] {
  const mayRead = useMay()('custom-attributes:read');
  const { data = [] } = useQuery({ ...definitionsQuery, enabled: mayRead });
  return data.filter((definition) => definition.resources.includes(resource) && isEditable(definition));
}
