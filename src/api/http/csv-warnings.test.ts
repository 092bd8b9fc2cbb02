import { warningFields } from './csv-warnings';

const warning = (detail: string) => ({ pointer: '/filter', code: 'never_matches', detail });

describe('warnings in headers', () => {
  it('are none when there is nothing to say', () => expect(warningFields([])).toEqual({}));

  it('are JSON in ASCII, whatever they quote', () => {
    const warnings = [warning('"Größe"\r\nX: 1'), warning('😀\u007f')];
    const fields = warningFields(warnings);
    expect(fields['Certloom-Warnings']).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(fields['Certloom-Warnings']!)).toEqual(warnings);
    expect(fields['Certloom-Warning-Count']).toBe('2');
  });

  it('are as many as fit into 4,000 characters, and say how many there are', () => {
    const fields = warningFields(Array.from({ length: 100 }, () => warning('x'.repeat(200))));
    expect(fields['Certloom-Warnings']!.length).toBeLessThanOrEqual(4_000);
    expect((JSON.parse(fields['Certloom-Warnings']!) as unknown[]).length).toBeGreaterThan(10);
    expect(fields['Certloom-Warning-Count']).toBe('100');
    expect(warningFields([warning('x'.repeat(5_000))])).toEqual({
      'Certloom-Warnings': '[]',
      'Certloom-Warning-Count': '1',
    });
  });
});
