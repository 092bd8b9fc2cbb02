import { previewOf, readKindAttributes } from './kind-schemas';

describe('previewOf', () => {
  it('counts targets with ports and names, and those of ranges', () => {
    const attributes = readKindAttributes('tls_scan', {
      targets: ['www.example.com:8443', '192.0.2.0/30'],
      ports: ['443', '25/smtp'],
    });
    const { targets, ofRanges, first } = previewOf('tls_scan', attributes);
    expect([targets, ofRanges]).toEqual([5, 4]);
    expect(first[0]).toBe('www.example.com:8443 tls');
    expect(first).toContain('192.0.2.1:25 smtp');
  });

  it('leaves the number to the source where that alone knows', () => {
    expect(previewOf('pushed_content', {})).toEqual({ targets: null, ofRanges: 0, first: [] });
  });

  it('names the first twenty at most', () => {
    const attributes = readKindAttributes('tls_scan', { targets: ['192.0.2.0/26'] });
    expect(previewOf('tls_scan', attributes)).toMatchObject({ targets: 62, first: { length: 20 } });
  });
});
