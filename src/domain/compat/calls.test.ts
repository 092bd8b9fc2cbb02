import { compatCalls, findCall, readQuery, shapeOf } from './calls';

describe('findCall', () => {
  it.each([
    ['GET', '/Certificates', '/Certificates', '/Certificates'],
    ['HEAD', '/certificates/', '/Certificates', '/Certificates'],
    ['GET', '/certificates/17', '/Certificates/{id}', '/Certificates/17'],
    ['GET', '/Certificates/LOCATIONS/17', '/Certificates/Locations/{id}', '/Certificates/Locations/17'],
    ['PUT', '/certificates/metadata', '/Certificates/Metadata', '/Certificates/Metadata'],
    ['POST', '/Certificates/Download', '/Certificates/Download', '/Certificates/Download'],
    ['POST', '/enrollment/pfx', '/Enrollment/PFX', '/Enrollment/PFX'],
    ['POST', '/Enrollment/PFX/Replace', '/Enrollment/PFX/Replace', '/Enrollment/PFX/Replace'],
    ['POST', '/workflow/instances/a/signals', '/Workflow/Instances/{id}/Signals', '/Workflow/Instances/a/Signals'],
  ])('%s %s is %s', (method, path, call, canonical) => {
    expect(findCall(method, path)).toMatchObject({ call: { path: call }, path: canonical });
  });

  it.each([
    ['DELETE', '/Certificates/17'],
    ['POST', '/Certificates'],
    ['GET', '/Agents'],
    ['GET', '/'],
    ['GET', '/Certificates/17/History'],
    ['POST', '/Enrollment/CSR'],
  ])('%s %s is none', (method, path) => expect(findCall(method, path)).toBeUndefined());

  it('finds each of them', () => {
    for (const call of compatCalls) expect(findCall(call.method, call.path.replace('{id}', '5'))?.call).toBe(call);
  });
});

describe('readQuery', () => {
  const [list] = compatCalls;

  it('takes names of any release, in any case, and tells what it leaves out', () => {
    const given = Object.entries({
      ...{ 'pq.queryString': 'CN -eq "a"', RETURNLIMIT: '10', sortascending: '1' },
      ...{ collectionId: '3', verbose: '1' },
    });
    const { values, ignored } = readQuery(list, given);
    expect([...values]).toEqual([
      ['QueryString', 'CN -eq "a"'],
      ['ReturnLimit', '10'],
      ['SortAscending', '1'],
    ]);
    expect(ignored).toEqual(['collectionId', 'verbose']);
  });

  it('lets the last of two count', () => {
    const { values } = readQuery(list, [
      ['PageReturned', '1'],
      ['pq.pageReturned', '2'],
    ]);
    expect(values.get('PageReturned')).toBe('2');
  });
});

it.each([
  ['/Agents/0b5a9c1e-6f3c-4b8e-9a51-2f0c6d1e8a77/Approve', '/Agents/{id}/Approve'],
  ['/Certificates/17/History', '/Certificates/{id}/History'],
  ['/Certificates/Thumb/0123456789ABCDEF0123456789ABCDEF01234567', '/Certificates/Thumb/{id}'],
  ['//Agents/', '/Agents'],
  [`/${'a'.repeat(300)}`, `/${'a'.repeat(199)}`],
])('%s counts as %s', (path, shape) => expect(shapeOf(path)).toBe(shape));
