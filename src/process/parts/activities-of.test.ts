import { activitiesOf } from './activities-of';

const one = () => 1;
const two = () => 2;

describe('activitiesOf', () => {
  it('gathers what the parts give to a queue', () => {
    const parts = [
      { name: 'uploads', activities: () => ({ certloom: { one } }) },
      { name: 'settings' },
      { name: 'expiration', activities: () => ({ certloom: { two }, scan: { one } }) },
    ];
    expect(activitiesOf(parts)).toEqual({ certloom: { one, two }, scan: { one } });
  });

  it('refuses two owners of one activity on a queue', () => {
    const parts = [
      { name: 'uploads', activities: () => ({ certloom: { one } }) },
      { name: 'firings', activities: () => ({ certloom: { one } }) },
    ];
    expect(() => activitiesOf(parts)).toThrow('uploads and firings both have the activity one on certloom');
  });
});
